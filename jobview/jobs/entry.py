"""One job's history in the store: which word about it is the newest, and the `Job` that follows.

Two endpoints speak about a job, in different words and at different moments. An answer may have
been on its way while the other arrived, so each is placed by *marks*: the store counts what it has
taken in, and an answer is newer than a fact when its request was sent after the fact was known.

- Among words for a job that is not finished the list's are finer: it knows queued from running.
- The list's finished words do not tell done from failed (`async job done`, protocol §1.3); those
  of /get/job do, so they stand until a newer list shows the job at work again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from jobview.jobs.job import NO_CURVE, NO_ESTIMATE, Job
from jobview.jobs.kept_text import ERROR_CHARACTERS, LINE_CHARACTERS, TAG_CHARACTERS, kept
from jobview.jobs.phase import Phase, phase_of_listed, phase_told
from jobview.jobs.progress import ProgressTrack
from jobview.jobs.source import ListedJob

if TYPE_CHECKING:
    from jobview.jobs.cancellation import Cancellation
    from jobview.jobs.job import JobKey
    from jobview.jobs.source import JobReply

_WINDING_DOWN: Final = frozenset({"done at tom", "local cleanup", "cancelling"})
"""List words of a job that is about to end: no sign that it was started again."""

_AT_WORK: Final = frozenset({Phase.QUEUED, Phase.RUNNING})

_UNTOUCHED: Final[dict[str, Any]] = {
    "progress": None,
    "curve": NO_CURVE,
    "is_synchronous": False,
    "is_resolved": False,
    "error_message": "",
    "outcome": "",
}
"""What is known of a job that has just started."""

FORGOTTEN: Final = "forgotten by the server"
"""The outcome of a job that the list said had ended, and that nobody knows any more."""


class Entry:
    """What the store keeps of one job.

    Attributes:
        job: the newest immutable form; replaced by another object only when something changed.
        cancellation: ours, when there was one.
    """

    __slots__ = ("_row_mark", "_said", "_said_mark", "_track", "cancellation", "job")

    def __init__(self, job: Job, mark: int) -> None:
        self.job = job
        self.cancellation: Cancellation | None = None
        self._row_mark = mark
        self._said: Phase | None = None
        """The phase that /get/job told, while it is in force."""
        self._said_mark = mark
        self._track: ProgressTrack | None = None

    @classmethod
    def of_row(cls, key: JobKey, row: ListedJob, mark: int, now_s: float, job_tag: str) -> Entry:
        """A job first seen in the list."""
        job = Job(key, row, phase_of_listed(row.status), now_s, job_tag=job_tag)
        return cls(job, mark)

    @classmethod
    def of_watched(cls, key: JobKey, mark: int, now_s: float, job_tag: str) -> Entry:
        """A job that is only asked for by its id; nothing is known of it yet."""
        row = ListedJob(key.job_id, "", "", None, "", "", "", "", "")
        job = Job(key, row, Phase.UNKNOWN, now_s, is_listed=False, job_tag=job_tag)
        return cls(job, mark)

    @property
    def text_characters(self) -> int:
        """How long all texts are together that are kept of the job."""
        texts = (*self.job.listed, self.job.error_message, self.job.outcome)
        return sum(len(text) for text in texts if isinstance(text, str))

    def is_other_run(self, row: ListedJob) -> bool:
        """Whether `row` is another job under a reused id: the server received it another time."""
        known_ms = self.job.listed.received_ms
        return None not in (known_ms, row.received_ms) and known_ms != row.received_ms

    def take_row(self, row: ListedJob, *, asked: int, mark: int, now_s: float) -> None:
        """The list has another row for the job, or has it again.

        Args:
            row: the new row.
            asked: the store's mark when the list was asked for.
            mark: the store's mark now.
            now_s: when the list arrived.
        """
        listed = phase_of_listed(row.status)
        fields: dict[str, Any] = {"listed": row, "is_listed": True}
        if self._is_started_again(row, listed, asked):
            self._said = None
            self.cancellation = None
            fields |= _UNTOUCHED
        elif self._said is not None and listed.is_final and not self._said.is_final:
            self._said = None
        is_async = "async" in row.status.casefold()
        if self.job.is_synchronous and (is_async or listed.is_final):
            fields |= {"is_synchronous": not is_async, "is_resolved": not is_async}
        self._row_mark = mark
        self._become(self._weighed(listed), now_s, **fields)

    def leave_list(self, *, mark: int, now_s: float) -> None:
        """The newest list has no row for the job."""
        self._row_mark = mark
        job = self.job
        if job.is_synchronous and job.phase.is_active:
            self._become(Phase.VANISHED, now_s, is_listed=False, is_resolved=True)
        else:
            self._become(job.phase, now_s, is_listed=False)

    def take_reply(
        self, reply: JobReply, *, asked: int, mark: int, now_s: float, outcome: str
    ) -> None:
        """/get/job told of the job.

        Args:
            reply: what it told.
            asked: the store's mark when it was asked.
            mark: the store's mark now.
            now_s: when the answer arrived.
            outcome: one line for a finished job; empty to take the error's first line.
        """
        said = phase_told(reply)
        row = self.job.listed if self.job.is_listed else self._row_of_reply(reply)
        listed = phase_of_listed(row.status)
        if self.job.is_listed and asked < self._row_mark and said.is_final != listed.is_final:
            # The list has changed its mind while the answer was on its way: the next one decides.
            return
        if self._said is not None and self._said.is_final and not said.is_final:
            self.cancellation = None
        self._said, self._said_mark = said, mark
        fields: dict[str, Any] = {
            "listed": row,
            "is_synchronous": False,
            "is_resolved": said.is_final,
            "error_message": kept(reply.error_message, ERROR_CHARACTERS),
            "outcome": _outcome(outcome or reply.error_message) if said.is_final else "",
            "progress": self._progress(reply, said),
            "job_tag": self.job.job_tag or _tag_in(reply),
        }
        if not said.is_final:
            if self._track is None:
                self._track = ProgressTrack()
            fields["estimate"] = self._track.add(now_s, reply.progress)
            fields["curve"] = self._track.curve
        self._become(self._weighed(listed), now_s, **fields)

    def take_unknown(self, now_s: float, words: str) -> None:
        """/get/job does not know the job; `words` is how the server said so."""
        job = self.job
        if not job.is_listed:
            self._close(now_s, FORGOTTEN if job.phase.is_final else words)
        elif job.phase.is_final:
            is_synchronous = self._said is None and "async" not in job.status.casefold()
            self._become(job.phase, now_s, is_resolved=True, is_synchronous=is_synchronous)
        elif self._said is None:
            self._become(job.phase, now_s, is_synchronous=True)

    def take_refusal(self, now_s: float, words: str) -> None:
        """/get/job will not tell this user; `words` is how the server said so."""
        job = self.job
        if not job.is_listed and job.phase is Phase.UNKNOWN:
            message = kept(words, ERROR_CHARACTERS)
            self._become(job.phase, now_s, error_message=message, outcome=_outcome(words))
        elif not job.is_listed or job.phase.is_final:
            self._close(now_s, words)

    def take_tag(self, job_tag: str) -> None:
        """The user has said which tag the job has."""
        self.job = replace(self.job, job_tag=job_tag)

    def refresh_cancel_words(self, now_s: float) -> None:
        """Say how far the cancellation has come as of `now_s`."""
        self._become(self.job.phase, now_s)

    def _is_started_again(self, row: ListedJob, listed: Phase, asked: int) -> bool:
        if listed not in _AT_WORK or not self.job.phase.is_final:
            return False
        if self._said is None:
            return True
        if asked < self._said_mark:
            return False
        word = row.status.strip().casefold()
        is_other_word = row.status != self.job.status and word not in _WINDING_DOWN
        return is_other_word or not self.job.is_listed

    def _weighed(self, listed: Phase) -> Phase:
        """The phase that follows from the list's word and the word of /get/job in force."""
        said = self._said
        if said is None or said is Phase.UNKNOWN:
            return listed
        if said is Phase.RUNNING and listed is Phase.QUEUED:
            return listed
        return said

    def _become(self, phase: Phase, now_s: float, **fields: Any) -> None:  # noqa: ANN401 - Job's fields
        """Replace `job` by one with these fields and what follows from them, if any differs."""
        job = self.job
        fields["phase"] = phase
        if phase.is_final:
            self._track = None
            fields["estimate"] = NO_ESTIMATE
            if not job.phase.is_final:
                fields["finished_s"] = now_s
        elif job.phase.is_final:
            fields["finished_s"] = None
        words = "" if self.cancellation is None else self.cancellation.words(phase, now_s)
        fields["cancel_words"] = words
        if any(getattr(job, name) != value for name, value in fields.items()):
            self.job = replace(job, **fields)

    def _close(self, now_s: float, words: str) -> None:
        """Nothing more will be heard of the job."""
        phase = self.job.phase if self.job.phase.is_final else Phase.VANISHED
        outcome = self.job.outcome or _outcome(words)
        self._become(phase, now_s, is_resolved=True, outcome=outcome)

    def _progress(self, reply: JobReply, said: Phase) -> int | None:
        # A failed job whose last answer says 0 had come as far as was seen before.
        if said.is_final and said is not Phase.DONE and reply.progress <= 0:
            return self.job.progress
        return reply.progress

    def _row_of_reply(self, reply: JobReply) -> ListedJob:
        row = self.job.listed
        status = kept(reply.job_status, LINE_CHARACTERS)
        endpoint = row.endpoint or kept(reply.endpoint, LINE_CHARACTERS)
        if (row.status, row.endpoint) == (status, endpoint):
            return row
        return row._replace(status=status, endpoint=endpoint)


def _outcome(text: str) -> str:
    return kept(text.strip().partition("\n")[0].rstrip("\r"), LINE_CHARACTERS)


def _tag_in(reply: JobReply) -> str:
    """The tag that the reply tells; half of one would be another, so one too long is none."""
    tag = reply.info.get("job_tag", "")
    return tag if len(tag) <= TAG_CHARACTERS else ""
