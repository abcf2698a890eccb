"""The one result that is being fetched: what the user looks at, for as long as he does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App
    from textual.worker import Worker

    from jobview.jobs.job import Job
    from jobview.polling.details import Details
    from jobview.ui.board_layout import BoardLayout


class ResultFetch:
    """Fetches one job's result at a time, and gives it up for another job's or when told to."""

    def __init__(self, app: App[int]) -> None:
        """Run as a worker of `app`."""
        self._app = app
        self._run: object = None
        """What tells the run of the job from others."""
        self._worker: Worker[None] | None = None

    def start(self, details: Details, job: Job, board: BoardLayout) -> None:
        """Fetch the result of `job` for the board; one that is on its way already goes on."""
        run = (job.key, job.listed.received_ms, job.finished_s)
        if self._worker is None or self._worker.is_finished or run != self._run:
            self._run = run
            self._worker = self._app.run_worker(
                # Not a coroutine: one given up before its first step would never be awaited.
                partial(self._fetched, details, job, board),
                group="detail",
                exclusive=True,
                exit_on_error=False,
                description="fetch a result",
            )

    def give_up(self) -> None:
        """Stop fetching; what has arrived is let go."""
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None

    async def _fetched(self, details: Details, job: Job, board: BoardLayout) -> None:
        board.receive_detail(await details.fetch(job, board.receive_progress))
