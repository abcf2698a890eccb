"""Why a list or a tab is empty, in a sentence, and what to press."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.errors import TooLarge, UnknownJob
from jobview.jobs.fate import fate_of
from jobview.jobs.order import TABS
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import LinkState
from jobview.jobs.transfer import size_words
from jobview.text import literal, sentence
from jobview.ui.frame.link_words import is_told_in_full, trouble_words
from jobview.ui.paint.wording import count

if TYPE_CHECKING:
    from jobview.errors import ServerError
    from jobview.jobs.job import Job
    from jobview.jobs.snapshot import Snapshot
    from jobview.polling.details import JobDetail

_BY_LINK: Final = {
    LinkState.CONNECTING: "Connecting.",
    LinkState.DOWN: "The server does not answer. Trying again by itself; r tries now.",
    LinkState.DAMAGED: "The list came damaged, and no job in it is sure. It is asked for again.",
    LinkState.UNAUTHORISED: (
        "The server did not accept the login, and is not asked again by itself. r asks once more."
    ),
    LinkState.LIMITED: "The server is not ready to answer. Trying again by itself; r tries now.",
    LinkState.DENIED: (
        "This user may not list jobs (System Admin may). Press w to watch a job by its id."
    ),
    LinkState.FAULTY: "An answer could not be taken in. Trying again by itself; r tries now.",
}

_BY_FILE: Final = (
    "The server did not accept the login. It is asked again by itself when this file has another:\n"
    "{}\n"
    "r asks at once."
)


def why_empty(snapshot: Snapshot, query_words: str, phase_tab: str = "All") -> str:
    """The reason no job is listed: link, rights, filter, tab, or truly none.

    What the server said is left out where the trouble line tells it.

    Args:
        snapshot: the newest state.
        query_words: the filter's words.
        phase_tab: which of `order.TABS` is open.
    """
    if not snapshot.jobs:
        words = _BY_LINK.get(
            snapshot.link.state, "No jobs on this server now. New ones appear by themselves."
        )
        if snapshot.link.login_file:
            words = _BY_FILE.format(literal(snapshot.link.login_file))
        if snapshot.data_s is not None and snapshot.link.is_trouble:
            words = f"There were no jobs when the server last answered.\n{words}"
        reason = "" if is_told_in_full(snapshot.link) else trouble_words(snapshot.link)
        return f"{words}\n{reason}" if reason else words
    phases = TABS[phase_tab]
    if not query_words:
        return "No job is in this phase now. 1 shows all."
    if phases is None:
        return f"None of {count(len(snapshot.jobs))} jobs holds these words. Esc clears the filter."
    number = sum(snapshot.counts.get(phase, 0) for phase in phases)
    return (
        f"None of the {count(number)} jobs under {phase_tab} holds these words.\n"
        "1 looks among all jobs, Esc clears the filter."
    )


def why_empty_tab(job: Job | None, detail: JobDetail | None) -> str:
    """The reason there is no result to show: none chosen, none yet, none kept, or none at all."""
    if job is None:
        return "No job is selected."
    error = None if detail is None else detail.error
    if _is_lost(job, error):
        told = sentence(fate_of(job))
        return told if job.is_unheard_of else f"{told} Its result is gone."
    if detail is not None and error is not None:
        is_known = detail.reply is not None
        return _too_large(job, error) if is_known else str(error)
    if job.is_synchronous:
        return "A synchronous call: its answer went to its caller, the server keeps none."
    if job.phase.is_active:
        return "Still running: the result appears here when the job is done."
    return "Fetching the result." if detail is None else _none_of(job)


def _is_lost(job: Job, error: ServerError | None) -> bool:
    """Whether there is none because nobody knows the job any more, which its fate tells best."""
    if job.is_synchronous:
        return False
    if error is None:
        return job.phase is Phase.VANISHED
    return isinstance(error, UnknownJob) and not job.is_listed


def _too_large(job: Job, error: ServerError) -> str:
    if not isinstance(error, TooLarge) or error.size_bytes is None:
        return str(error)
    size = size_words(error.size_bytes)
    return (
        f"The result is too large to show ({size}, the limit is {size_words(error.limit_bytes)}): "
        f"export it with `jobview get {job.job_id} --raw -o FILE`, or press e."
    )


def _none_of(job: Job) -> str:
    return f"The job is {job.phase.value} and has no result. Raw shows all that is known."
