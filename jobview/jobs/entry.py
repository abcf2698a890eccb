"""One job's history in the store: what was told of it, and the `Job` that follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jobview.jobs.fate import FORGOTTEN, LEFT_LIST, SUPERSEDED
from jobview.jobs.identity import tag_told
from jobview.jobs.job import NO_ESTIMATE, UNTOUCHED, Job, Place
from jobview.jobs.kept_text import ERROR_CHARACTERS, first_line, kept
from jobview.jobs.listing import completed, is_other_job, row_of_reply, sure_row
from jobview.jobs.phase import Phase, phase_of_listed, phase_told
from jobview.jobs.progress import ProgressTrack, progress_told
from jobview.jobs.source import ListedJob
from jobview.jobs.testimony import Testimony

if TYPE_CHECKING:
    from jobview.jobs.arrival import Arrival
    from jobview.jobs.cancellation import Cancellation
    from jobview.jobs.job import JobKey
    from jobview.jobs.server_clock import ServerClock
    from jobview.jobs.source import JobReply


class Entry:
    """What the store keeps of one job.

    Attributes:
        job: the newest immutable form; replaced by another object only when something changed.
        cancellation: ours, when there was one.
        is_tag_claimed: whether only the user says which tag the job has, and no answer yet.
    """

    __slots__ = ("_testimony", "_track", "_was_listed", "cancellation", "is_tag_claimed", "job")

    def __init__(self, job: Job, mark: int) -> None:
        self.job = job
        self.cancellation: Cancellation | None = None
        self.is_tag_claimed = bool(job.job_tag)
        self._testimony = Testimony(mark, job.phase)
        self._track: ProgressTrack | None = None
        self._was_listed = job.is_listed

    @classmethod
    def of_row(cls, key: JobKey, row: ListedJob, arrival: Arrival, job_tag: str) -> Entry:
        """A job first seen in the list."""
        phase, offset_s = phase_of_listed(row.status), arrival.server_offset_s(row)
        job = Job(key, row, phase, arrival.heard_s, server_offset_s=offset_s, job_tag=job_tag)
        return cls(job, arrival.mark)

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

    @property
    def is_void(self) -> bool:
        """Whether the job is gone without a word about it that is known; so are garbled calls."""
        job = self.job
        return not job.is_listed and job.is_resolved and not self._testimony.is_understood

    def is_other_run(self, row: ListedJob) -> bool:
        """Whether `row` is another job's, which has got this one's id."""
        return self._was_listed and is_other_job(self.job.listed, row)

    def sure_row(self, row: ListedJob) -> ListedJob | None:
        """What a row of a damaged list tells of the job; None when it may be another job's."""
        return sure_row(self.job.listed, row) if self._was_listed else row

    def supersede(self, now_s: float) -> None:
        """Another job has got the id: nothing will be heard of this one any more."""
        self.cancellation = None
        self._close(now_s, SUPERSEDED, is_listed=False, is_superseded=True)

    def take_row(self, row: ListedJob, arrival: Arrival) -> None:
        """The list has another row for the job, has it again, or says the same in fewer cells."""
        is_silent = not row.status
        row = completed(row, self.job.listed, arrival.silent)
        if self.job.is_listed and row == self.job.listed:
            return
        listed = phase_of_listed(row.status)
        fields: dict[str, Any] = {"listed": row, "is_listed": True}
        if self.job.listed.received_ms is None:
            fields["server_offset_s"] = arrival.server_offset_s(row)
        self._was_listed = True
        testimony = self._testimony
        if not is_silent and testimony.is_started_again(row, listed, self.job, arrival.asked):
            testimony.said = None
            self.cancellation = None
            fields |= UNTOUCHED
        elif testimony.contradicts_end(listed):
            testimony.said = None
        is_async = "async" in row.status.casefold()
        if self.job.is_synchronous and (is_async or listed.is_final):
            fields |= {"is_synchronous": not is_async, "is_resolved": not is_async}
        testimony.row_came(arrival.mark, listed)
        phase = testimony.weighed(listed, self.job.phase)
        if testimony.refusal and not self._told_outcome:
            outcome = testimony.refusal if phase.is_final else ""
            fields |= {"error_message": "", "outcome": outcome}
        if phase.is_final and (listed.is_final or not self.job.phase.is_final):
            testimony.job_ended(arrival.mark)
        self._become(phase, arrival.heard_s, **fields)

    def leave_list(self, *, mark: int, now_s: float) -> None:
        """The newest list has no row for the job."""
        self._testimony.row_came(mark)
        job = self.job
        if job.phase.is_final:
            self._testimony.job_ended(mark)
        if job.is_synchronous and job.phase.is_active:
            self._become(Phase.VANISHED, now_s, is_listed=False, is_resolved=True)
        else:
            self._become(job.phase, now_s, is_listed=False)

    def go_elsewhere(self) -> None:
        """The job's cluster is not asked any more: what had not ended may have by now."""
        self._track = None
        job = self.job
        phase = job.phase if job.phase.is_final else Phase.UNKNOWN
        if (job.place, job.phase) != (Place.ELSEWHERE, phase):
            self.job = replace(job, place=Place.ELSEWHERE, phase=phase, estimate=NO_ESTIMATE)

    def come_home(self, now_s: float) -> None:
        """The job's own cluster is asked again: its words count, and it is asked for them."""
        job = self.job
        fields: dict[str, Any] = {"place": Place.HERE}
        if self._testimony.come_home() and not job.is_superseded:
            fields["is_resolved"] = False
        phase = job.phase if job.phase.is_final else self._phase_by(job.listed)
        self._become(phase, now_s, **fields)

    def take_reply(
        self,
        reply: JobReply,
        *,
        asked: int,
        mark: int,
        list_mark: int,
        now_s: float,
        outcome: str,
    ) -> None:
        """/get/job told of the job.

        Args:
            reply: what it told.
            asked: the store's mark when it was asked.
            mark: the store's mark now.
            list_mark: the store's mark when the newest list arrived.
            now_s: when the answer arrived.
            outcome: one line for a finished job; empty to take the error's first line.
        """
        said, job, testimony = phase_told(reply), self.job, self._testimony
        is_told_elsewhere = reply.cluster not in {"", job.key.cluster}
        is_by_list = job.is_listed and not is_told_elsewhere
        listed = phase_of_listed(job.status) if is_by_list else None
        if testimony.is_overtaken(said, job, listed=listed, asked=asked, list_mark=list_mark):
            return
        if testimony.said is not None and testimony.said.is_final and not said.is_final:
            self.cancellation = None
        is_sure = testimony.reply_came(reply, said, mark, is_told_elsewhere=is_told_elsewhere)
        row = job.listed if is_by_list else row_of_reply(job.listed, reply, is_sure=is_sure)
        fields: dict[str, Any] = {
            "listed": row,
            "is_synchronous": False,
            "is_resolved": said.is_final and is_sure,
            "error_message": kept(reply.error_message, ERROR_CHARACTERS),
            "outcome": first_line(outcome or reply.error_message) if said.is_final else "",
            "progress": progress_told(reply, said, job.progress),
            "job_tag": self._tag_by(reply) if is_sure else job.job_tag,
            "place": Place.FOLLOWED if is_told_elsewhere else Place.HERE,
        }
        if not said.is_final:
            track = self._track = self._track or ProgressTrack()
            fields |= {"estimate": track.add(now_s, reply.progress), "curve": track.curve}
        self._become(self._phase_by(row), now_s, **fields)

    def take_unknown(self, now_s: float, words: str, asked: int) -> None:
        """/get/job, asked at that mark, does not know the job; `words` is how it said so."""
        if self.job.is_listed and self._testimony.has_row_since(asked):
            return  # the job may have come meanwhile: the next answer decides
        self._believe_list(now_s)
        job, said = self.job, self._testimony.said
        if not job.is_listed:
            self._close(now_s, FORGOTTEN if job.phase.is_final else words)
        elif job.phase.is_final:
            is_synchronous = said is None and "async" not in job.status.casefold()
            fields = {"is_synchronous": is_synchronous, "outcome": self._told_outcome}
            self._become(job.phase, now_s, is_resolved=True, **fields)
        elif said is None:
            self._become(job.phase, now_s, is_synchronous=True)

    def take_refusal(self, now_s: float, words: str, *, is_lasting: bool) -> None:
        """/get/job will not tell this user, who may be told the next time unless it `is_lasting`.

        Until then `words`, which is how the server said so, stand for the outcome.
        """
        self._believe_list(now_s)
        job, phase = self.job, self.job.phase
        has_left = not (job.is_listed or phase.is_final)
        if job.is_resolved:
            return
        if is_lasting and (phase.is_final or (has_left and phase is not Phase.UNKNOWN)):
            self._close(now_s, words)
            return
        fields: dict[str, Any] = {"estimate": NO_ESTIMATE}
        if has_left:
            phase = Phase.UNKNOWN
            fields["error_message"] = kept(words, ERROR_CHARACTERS)
        if (has_left or phase.is_final) and not self._told_outcome:
            self._testimony.refusal = fields["outcome"] = first_line(words)
        self._become(phase, now_s, **fields)

    def date_anew(self, clock: ServerClock, now_s: float) -> None:
        """The server's clock as it was when it received the job is known better now."""
        if (received_ms := self.job.listed.received_ms) is not None:
            offset_s = clock.offset_at(received_ms, None, now_s)
            self.job = replace(self.job, server_offset_s=offset_s)

    def our_clock_was_set(self, step_s: float) -> None:
        """Our clock was put forward by so much: all that happened keeps its age."""
        if self._track is not None:
            self._track.shift(step_s)
        if self.cancellation is not None:
            asked_s = self.cancellation.asked_s + step_s
            self.cancellation = replace(self.cancellation, asked_s=asked_s)
        self.job = self.job.shifted(step_s)

    def take_tag(self, job_tag: str) -> None:
        """The user has said which tag the job has; what an answer has told counts for more."""
        if self.is_tag_claimed or not self.job.job_tag:
            self.job = replace(self.job, job_tag=job_tag)
            self.is_tag_claimed = True

    def refresh_cancel_words(self, now_s: float) -> None:
        """Say how far the cancellation has come as of `now_s`."""
        if self.job.place is not Place.ELSEWHERE:  # of those nothing is known as of now
            self._become(self.job.phase, now_s)

    @property
    def _told_outcome(self) -> str:
        """The job's outcome; empty while there are at most the words of a refusal for it."""
        return "" if self.job.outcome == self._testimony.refusal else self.job.outcome

    def _phase_by(self, row: ListedJob) -> Phase:
        return self._testimony.weighed(phase_of_listed(row.status), self.job.phase)

    def _believe_list(self, now_s: float) -> None:
        """Take the list's word that the job has ended; /get/job, which said it runs, is silent."""
        listed = phase_of_listed(self.job.listed.status)
        if self.job.is_listed and self._testimony.contradicts_end(listed):
            self._testimony.said = None
            self._become(listed, now_s)

    def _become(self, phase: Phase, now_s: float, **fields: Any) -> None:  # noqa: ANN401 - Job's fields
        """Replace `job` by one with these fields and what follows from them, if any differs."""
        job = self.job
        fields["phase"] = phase
        if phase.is_final:
            self._track = None
            fields["estimate"] = NO_ESTIMATE
            if not job.phase.is_final and self._testimony.was_at_work:
                fields["finished_s"] = now_s
        else:
            self._testimony.phase_followed(phase)
            fields["finished_s"] = None
        fields["cancel_words"] = ""
        if self.cancellation is not None:
            is_synchronous = fields.get("is_synchronous", job.is_synchronous)
            lost = LEFT_LIST if is_synchronous else FORGOTTEN
            fields["cancel_words"] = self.cancellation.words(phase, now_s, lost=lost)
        if any(getattr(job, name) != value for name, value in fields.items()):
            self.job = replace(job, **fields)

    def _close(self, now_s: float, words: str, **fields: bool) -> None:
        """Nothing more will be heard of the job."""
        phase = self.job.phase if self.job.phase.is_final else Phase.VANISHED
        outcome = self._told_outcome
        message = self.job.error_message if outcome else ""
        texts = {"outcome": outcome or first_line(words), "error_message": message}
        self._become(phase, now_s, is_resolved=True, **texts, **fields)

    def _tag_by(self, reply: JobReply) -> str:
        """The job's tag, now that an answer is here: what it tells outweighs what users say."""
        known, told = self.job.job_tag, tag_told(reply)
        if not told or (known and not self.is_tag_claimed):
            return known
        self.is_tag_claimed = False
        return told
