"""The board with the selected job's result at hand, for the keys that take it elsewhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from jobview.errors import BadAnswer, TooLarge
from jobview.jobs.fate import fate_of
from jobview.jobs.kept_text import whole
from jobview.jobs.phase import Phase
from jobview.jobs.transfer import size_words
from jobview.text import literal
from jobview.ui.board_view import BoardView
from jobview.ui.lost_result import LostResult
from jobview.ui.result_wish import ResultWish

if TYPE_CHECKING:
    from textual.geometry import Size

    from jobview.jobs.job import Job
    from jobview.jobs.snapshot import Snapshot
    from jobview.polling.details import JobDetail
    from jobview.results.model import DecodedResult
    from jobview.ui.look import Look

SLOW_S: Final = 0.7
"""So long a key may do nothing that is seen before a word is said about it."""

_ENDED: Final = {
    Phase.FAILED: "failed",
    Phase.CANCELLED: "was cancelled",
}
"""What became of a job without a result, in a sentence."""


class BoardResult(BoardView):
    """Waits for a result that was not asked for yet, and says why there is none."""

    def __init__(self, look: Look, size: Size) -> None:
        super().__init__(look, size)
        self._wish: ResultWish | None = None
        self._lost = LostResult()

    def watch_snapshot(self, before: Snapshot, snapshot: Snapshot) -> None:
        """Ask again, ever more rarely, for a result that could not be had."""
        super().watch_snapshot(before, snapshot)
        if self._lost.is_due(snapshot.data_s, self.detail):
            self.want_detail()

    def watch_detail(self) -> None:
        """Hand what came to whoever waits for it."""
        self._lost.note(self.detail)
        if self._wish is not None and self.detail is not None:
            self._wish.end(self.detail)

    def leave_detail(self) -> None:
        """Let go also of what was wanted with the result, and say so."""
        super().leave_detail()
        if self._wish is not None:
            self.warn(self._wish.left_words)
            self.give_up_wish()

    def chosen_jobs(self) -> list[Job]:
        """The marked jobs in the list's order, or the selected one; none when there is none.

        A mark that filter or phase hides is out of sight, and does not count.
        """
        jobs, selected = self.snapshot.jobs, self.table.selected_key
        listed = [key for key in self.order.keys if key in jobs]
        marked = [key for key in listed if key in self.marked]
        return [jobs[key] for key in marked or [key for key in listed if key == selected]]

    def error_message(self, job: Job) -> str:
        """Why the shown job failed, in the server's words; empty when it did not, or none came."""
        reply = self.detail.reply if self.detail is not None else None
        return whole(job.error_message, reply.error_message if reply is not None else "")

    @property
    def is_wish_told(self) -> bool:
        """Whether the user knows that a result is waited for, and can be given up."""
        return self._wish is not None and self._wish.is_told

    def give_up_wish(self) -> None:
        """Do nothing with the result that is waited for."""
        if self._wish is not None:
            self._wish.end()
            self._wish = None
            self.refresh_bindings()

    async def loaded_detail(self, job: Job, verb: str) -> JobDetail | None:
        """The detail of the shown job, asked for when it is not here.

        None when it was not waited for to the end: the job was left, something newer is wanted, or
        the user does something else by the time it comes, which are told.

        Args:
            job: the shown one.
            verb: what is to be done with the result, such as `export`.
        """
        if self.detail is not None:
            return self.detail
        self.give_up_wish()
        wish = self._wish = ResultWish(job.key, verb)
        self.post_message(self.DetailWanted(job))
        slow = self.set_timer(SLOW_S, partial(self._tell_wish, wish))
        try:
            detail = await wish.came()
            if self._wish is not wish:  # its job was left since the result came, which is told
                return None
        finally:
            slow.stop()
            if self._wish is wish:
                self.give_up_wish()
        if detail is not None and self._are_hands_elsewhere:
            self.notify(wish.late_words, markup=False)
            return None
        return detail

    def _tell_wish(self, wish: ResultWish) -> None:
        if self._wish is wish:
            wish.is_told = True
            self.notify(wish.waiting_words, markup=False)
            self.refresh_bindings()

    @property
    def _are_hands_elsewhere(self) -> bool:
        """Whether a dialog would take keys that are meant for something else."""
        is_typing = self.focused is not None and self.focused.id in {"filter", "search"}
        return self.app.screen is not self or is_typing

    async def detail_or_reason(self, verb: str) -> JobDetail | None:
        """What is known of the selected job that is done; otherwise the user is told why not.

        Args:
            verb: what was to be done with its result, such as `export`.
        """
        self.follow_cursor()
        job = self.job
        reason = why_no_result(job, verb)
        if job is None or reason:
            self.warn(reason)
            return None
        return await self.loaded_detail(job, verb)

    def result_or_reason(self, detail: JobDetail, verb: str) -> DecodedResult | None:
        """The result in `detail`; otherwise the user is told why there is none."""
        if detail.result is None:
            told = str(detail.error) if detail.error is not None else ""
            if isinstance(detail.error, TooLarge):
                told = f"{why_left(detail)}: e writes it to a file."
            self.warn(told or f"Job {detail.key.job_id} has no result here to {verb}.")
        return detail.result

    def warn(self, sentence: str) -> None:
        """Say why something cannot be had; the sentence may hold server text."""
        self.notify(literal(sentence, limit=500), severity="warning", markup=False)


def why_no_result(job: Job | None, verb: str) -> str:
    """Why there is nothing to `verb` yet, as a sentence; empty for a job that may have a result."""
    if job is None:
        return f"No job is selected: there is nothing to {verb}."
    if job.is_synchronous:
        return f"Job {job.job_id} is a synchronous call: the server keeps no result of it."
    if job.phase.is_active:
        return f"Job {job.job_id} has not ended: there is no result to {verb} yet."
    if job.phase is Phase.VANISHED:
        return f"There is no result of job {job.job_id} to {verb}: {fate_of(job)}."
    if job.phase is not Phase.DONE:
        ended = _ENDED.get(job.phase, f"is {job.phase.value}")
        return f"Job {job.job_id} {ended}: there is no result to {verb}."
    return ""


def why_left(detail: JobDetail) -> str:
    """Why a result was not read, without the full stop."""
    error = detail.error
    if not isinstance(error, TooLarge) or error.size_bytes is None:
        return "The result is too large to be read here"
    sizes = f"{size_words(error.size_bytes)}, the limit is {size_words(error.limit_bytes)}"
    return f"The result is too large to be read here ({sizes})"


def is_left_on_server(detail: JobDetail) -> bool:
    """Whether the result could not be read into memory, but may be had byte by byte."""
    return detail.result is None and (detail.error is None or isinstance(detail.error, BadAnswer))
