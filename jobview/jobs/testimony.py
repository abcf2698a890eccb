"""Which word about a job is in force: that of the list, or that of /get/job.

Two endpoints speak about a job, in different words and at different moments. An answer may have
been on its way while the other arrived, so each is placed by *marks*: the store counts what it has
taken in, and an answer is newer than a fact when its request was sent after the fact was known.

- Among words for a job that is not finished the list's are finer: it knows queued from running.
- The list's finished words do not tell done from failed (`async job done`, protocol §1.3); those
  of /get/job do, so they stand until a newer list shows the job at work again.
- A word that nobody knows does not take back that a job has ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.jobs.oddity import oddity
from jobview.jobs.phase import Phase

if TYPE_CHECKING:
    from jobview.jobs.job import Job
    from jobview.jobs.source import JobReply, ListedJob

_WINDING_DOWN: Final = frozenset({"done at tom", "local cleanup", "cancelling"})
"""List words of a job that is about to end: no sign that it was started again."""

_AT_WORK: Final = frozenset({Phase.QUEUED, Phase.RUNNING})

_ENDED: Final = frozenset({Phase.DONE, Phase.FAILED, Phase.CANCELLED})
"""Phases that a server has told, unlike that of a job which nobody knows any more."""


class Testimony:
    """What was told of one job, by whom, and when by the store's marks.

    Attributes:
        said: the phase that /get/job told, while it is in force; None while none is.
        is_told_elsewhere: whether another cluster than the job's own was the last to tell of it.
        was_at_work: whether the job was ever at work as far as is known.
        is_understood: whether it was ever told of in a word that is known. A server that garbles
            every text lists our own calls so, and gives the id of one that has ended to the next.
        refusal: the newest words of /get/job, in one line, that stood for an outcome untold.
    """

    __slots__ = (
        "_ended_mark",
        "_oddity",
        "_row_mark",
        "_said_mark",
        "is_told_elsewhere",
        "is_understood",
        "refusal",
        "said",
        "was_at_work",
    )

    def __init__(self, mark: int, phase: Phase) -> None:
        self.said: Phase | None = None
        self.is_told_elsewhere = False
        self.was_at_work = phase in _AT_WORK
        self.is_understood = phase is not Phase.UNKNOWN
        self.refusal = ""
        self._oddity = 0
        self._said_mark = mark
        self._row_mark = mark
        self._ended_mark = mark
        """When the job was last seen to end."""

    def row_came(self, mark: int, listed: Phase = Phase.UNKNOWN) -> None:
        """The list has told of the job, or told by its silence that it has left.

        Args:
            mark: when.
            listed: what its word stands for; silence is no word that is known.
        """
        self._row_mark = mark
        self.is_understood = self.is_understood or listed is not Phase.UNKNOWN

    def has_row_since(self, asked: int) -> bool:
        """Whether the list has told something new of the job since that mark."""
        return asked < self._row_mark

    def phase_followed(self, phase: Phase) -> None:
        """From all that was told it follows that the job is in this phase."""
        self.was_at_work = self.was_at_work or phase in _AT_WORK

    def job_ended(self, mark: int) -> None:
        """The job is known to have ended."""
        self._ended_mark = mark

    def reply_came(
        self, reply: JobReply, said: Phase, mark: int, *, is_told_elsewhere: bool
    ) -> bool:
        """/get/job has told of the job.

        Returns:
            Whether that can be relied on: it is in a known word, or the answer before was the same.
        """
        before, self._oddity = self._oddity, oddity(reply)
        self.said, self._said_mark = said, mark
        self.is_told_elsewhere = is_told_elsewhere
        if said.is_final:
            self._ended_mark = mark
        is_sure = self._oddity in {0, before}
        self.is_understood = self.is_understood or is_sure
        return is_sure

    def come_home(self) -> bool:
        """The job's own cluster is asked again, beside whose word another's does not stand.

        Returns:
            Whether there was such a word.
        """
        was_told_elsewhere, self.is_told_elsewhere = self.is_told_elsewhere, False
        if was_told_elsewhere:
            self.said = None
        return was_told_elsewhere

    def contradicts_end(self, listed: Phase) -> bool:
        """Whether the list says that the job has ended, and /get/job that it runs."""
        return self.said is not None and listed.is_final and not self.said.is_final

    def weighed(self, listed: Phase, before: Phase) -> Phase:
        """The phase that follows from the list's word and the word of /get/job in force.

        Args:
            listed: what the list's word stands for.
            before: the phase so far.
        """
        said = self.said
        if said is None or said is Phase.UNKNOWN:
            return before if listed is Phase.UNKNOWN and before in _ENDED else listed
        if said is Phase.RUNNING and listed is Phase.QUEUED:
            return listed
        return said

    def is_started_again(self, row: ListedJob, listed: Phase, job: Job, asked: int) -> bool:
        """Whether a row, of a list asked for at that mark, shows an ended job at work again."""
        if listed not in _AT_WORK or not job.phase.is_final:
            return False
        if self.said is None:
            return True
        if asked < self._said_mark:
            return False
        word = row.status.strip().casefold()
        is_other_word = row.status != job.status and word not in _WINDING_DOWN
        return is_other_word or not job.is_listed

    def is_overtaken(
        self, said: Phase, job: Job, *, listed: Phase | None, asked: int, list_mark: int
    ) -> bool:
        """Whether an answer of /get/job tells nothing new: the next one decides.

        Args:
            said: the phase that it tells.
            job: the job so far.
            listed: what the list's word stands for; None where no list tells of the job.
            asked: the mark when it was asked.
            list_mark: the mark when the newest list arrived.
        """
        if said is Phase.UNKNOWN and job.phase in _ENDED:
            return True
        if listed is not None and asked < self._row_mark and said.is_final != listed.is_final:
            return True  # the list has changed its mind while the answer was on its way
        ended_mark = self._ended_mark
        if listed is not None and listed.is_final:
            ended_mark = max(ended_mark, list_mark)  # it has just said so again
        return job.phase.is_final and not said.is_final and asked < ended_mark
