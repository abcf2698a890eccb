"""A server that answers the list and lets questions about jobs hang, when told to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.poller import DOWN
from tests.fakes.source import FakeSource

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply
    from jobview.jobs.transfer import OnProgress

TIMEOUT_S = 30.0


class HangingSource(FakeSource):
    """Questions about jobs that are put while `hangs` fail after their time limit.

    Attributes:
        hangs: whether they hang from now on.
        open_hung: how many such questions are open.
        open_jobs: how many questions are.
    """

    hangs = False
    open_hung = open_jobs = 0
    most_open_jobs = 0

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        is_hung = self.hangs
        self.open_hung += is_hung
        self.open_jobs += 1
        self.most_open_jobs = max(self.most_open_jobs, self.open_jobs)
        try:
            answer = await super().job(job_id, on_progress=on_progress)
            if is_hung:
                await self.clock.sleep(TIMEOUT_S - self.latency_s)
                raise DOWN
            return answer
        finally:
            self.open_jobs -= 1
            self.open_hung -= is_hung
