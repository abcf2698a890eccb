"""The board with the selected job's result at hand, for the keys that take it elsewhere."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from jobview.errors import BadAnswer, TooLarge
from jobview.jobs.kept_text import whole
from jobview.jobs.phase import Phase
from jobview.jobs.transfer import size_words
from jobview.text import literal
from jobview.ui.board_view import BoardView
from jobview.ui.lost_result import LostResult

if TYPE_CHECKING:
    from textual.geometry import Size

    from jobview.jobs.job import Job
    from jobview.jobs.snapshot import Snapshot
    from jobview.polling.details import JobDetail
    from jobview.results.model import DecodedResult
    from jobview.ui.look import Look

_ENDED: Final = {
    Phase.FAILED: "failed",
    Phase.CANCELLED: "was cancelled",
    Phase.VANISHED: "has vanished",
}
"""What became of a job without a result, in a sentence."""


class BoardResult(BoardView):
    """Waits for a result that was not asked for yet, and says why there is none."""

    def __init__(self, look: Look, size: Size) -> None:
        super().__init__(look, size)
        self._detail_news = asyncio.Event()
        self._lost = LostResult()

    def watch_snapshot(self, before: Snapshot, snapshot: Snapshot) -> None:
        """Ask again, ever more rarely, for a result that could not be had."""
        super().watch_snapshot(before, snapshot)
        if self._lost.is_due(snapshot.data_s, self.detail):
            self.want_detail()

    def watch_detail(self) -> None:
        """Wake whoever waits for a result."""
        self._lost.note(self.detail)
        self._detail_news.set()

    def watch_job(self) -> None:
        """Wake whoever waits for the result of a job that is no longer the shown one."""
        self._detail_news.set()

    def chosen_jobs(self) -> list[Job]:
        """The marked jobs in the list's order, or the selected one; none when there is none."""
        keys = self.marked or ({self.table.selected_key} - {None})
        jobs = self.snapshot.jobs
        return [jobs[key] for key in self.order.keys if key in keys and key in jobs]

    def error_message(self, job: Job) -> str:
        """Why the shown job failed, in the server's words; empty when it did not, or none came."""
        reply = self.detail.reply if self.detail is not None else None
        return whole(job.error_message, reply.error_message if reply is not None else "")

    async def loaded_detail(self, job: Job) -> JobDetail | None:
        """The detail of `job`, asked for when it is not here; None when the user went elsewhere."""
        if self.detail is None:
            self.post_message(self.DetailWanted(job))
        while self.job is not None and self.job.key == job.key:
            if self.detail is not None:
                return self.detail
            self._detail_news.clear()
            await self._detail_news.wait()
        return None

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
        return await self.loaded_detail(job)

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
