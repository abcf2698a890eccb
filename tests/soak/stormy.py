"""A cluster whose jobs come and go by the clock, and which is seldom well for long."""

from __future__ import annotations

import asyncio
import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jobview.errors import (
    BadAnswer,
    Refused,
    ServerError,
    TooLarge,
    Unauthorised,
    Unavailable,
    UnknownEndpoint,
    UnknownJob,
    Unreachable,
    UntrustedCertificate,
)
from jobview.jobs.source import ClusterInfo, JobList
from tests.fakes.jobs import CLUSTER, reply, row
from tests.fakes.source import FakeSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.jobs.source import JobReply, ListedJob
    from jobview.jobs.transfer import OnProgress
    from tests.fakes.clock import FakeClock

LIST_URL: Final = f"{CLUSTER}/admin/show/jobs"

LASTS_S: Final = (60.0, 600.0)
"""The shortest and the longest that a job runs."""

LISTED_S: Final = 300.0
"""How long the list holds a job that has ended."""

TIMEOUT_S: Final = 30.0


def _hung() -> ServerError:
    return Unreachable(LIST_URL, "no answer within 30 s")


KINDS: Final[dict[str, Callable[[], Exception | None]]] = {
    "refused": lambda: Unreachable(LIST_URL, "connection refused"),
    "unresolved": lambda: Unreachable(LIST_URL, "the host's name was not resolved"),
    "hanging": _hung,
    "slow": lambda: None,
    "offline": lambda: Unavailable(LIST_URL, "Kinetica is offline"),
    "draining": lambda: Unavailable(LIST_URL, "the cluster is draining", retry_after_s=90.0),
    "unauthorised": lambda: Unauthorised(LIST_URL, "HTTP 401"),
    "denied": lambda: Refused(LIST_URL, "Access denied"),
    "html": lambda: BadAnswer(LIST_URL, "the answer is HTML"),
    "huge": lambda: TooLarge(LIST_URL, "too large", size_bytes=None, limit_bytes=1),
    "elsewhere": lambda: UnknownEndpoint(LIST_URL, "HTTP 404"),
    "untrusted": lambda: UntrustedCertificate(LIST_URL, "its certificate has expired"),
    "bug": lambda: IndexError("list index out of range"),
}
"""What an outage may be of: what the list, and half of them all else as well, fails with."""

ONLY_BY_HAND: Final = frozenset({"unauthorised"})
"""Outages after which nothing is asked until somebody wants it."""


@dataclass(frozen=True, slots=True)
class Outage:
    """One time without a good answer."""

    kind: str
    error: Exception | None
    lasts_s: float
    is_total: bool
    """Whether nothing at all is answered, not only the list."""


def outages(rng: random.Random, count: int, longest_s: float) -> list[Outage]:
    """So many of random kinds and lengths, many short and few long."""
    made = []
    for number in range(count):
        kind = sorted(KINDS)[number % len(KINDS)]
        lasts_s = math.exp(rng.uniform(0.0, math.log(longest_s)))
        made.append(Outage(kind, KINDS[kind](), lasts_s, rng.random() < 0.5))
    rng.shuffle(made)
    return made


class StormyCluster(FakeSource):
    """Jobs arrive every so often, run, end and leave the list; `outage` is what is wrong now."""

    def __init__(self, clock: FakeClock, *, arrives_every_s: float) -> None:
        super().__init__(clock)
        self.outage: Outage | None = None
        self.listed_at_s: list[float] = []
        """When the list was asked for in the present outage, by the monotonic reading."""
        self._began_s = clock.mono
        self._every_s = arrives_every_s
        self._sent = 0

    @property
    def request_count(self) -> int:
        return self._sent

    async def describe(self) -> ClusterInfo:
        await self._trouble(is_list=False)
        return ClusterInfo(CLUSTER, "7.2.3.12", "running")

    async def list_jobs(self) -> JobList:
        began_s = self.clock.mono
        self.listed_at_s.append(began_s)
        await self._trouble(is_list=True)
        return JobList(self._rows(), {}, self.clock.mono - began_s, None)

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        await self._trouble(is_list=False)
        age_s = self._age_s(job_id)
        if not 0 <= age_s < self._lasts_s(job_id) + 2 * LISTED_S:
            raise UnknownJob(f"{CLUSTER}/get/job", f"no job {job_id}")
        share = age_s / self._lasts_s(job_id)
        if share < 1:
            return reply(job_id, progress=int(100 * share))
        return reply(job_id, "DONE", 100, response=b"result" * 10)

    async def _trouble(self, *, is_list: bool) -> None:
        self._sent += 1
        await asyncio.sleep(0)
        outage = self.outage
        if outage is None or not (is_list or outage.is_total):
            return
        if outage.kind == "hanging":
            await self.clock.sleep(TIMEOUT_S)
        if outage.kind == "slow":
            await self.clock.sleep(15.0)
        if outage.error is not None:
            # A new one each time: an error collects the places it was raised at.
            raise KINDS[outage.kind]() or outage.error

    def _rows(self) -> list[ListedJob]:
        longest = int((LASTS_S[1] + LISTED_S) / self._every_s) + 1
        newest = int((self.clock.mono - self._began_s) / self._every_s) + 1
        rows = []
        for job_id in range(max(1, newest - longest), newest + 1):
            age_s, lasts_s = self._age_s(job_id), self._lasts_s(job_id)
            if age_s < lasts_s + LISTED_S:
                rows.append(row(job_id, "running" if age_s < lasts_s else "async job done"))
        return rows

    def _age_s(self, job_id: int) -> float:
        return self.clock.mono - self._began_s - (job_id - 1) * self._every_s

    def _lasts_s(self, job_id: int) -> float:
        shortest_s, longest_s = LASTS_S
        return shortest_s + (longest_s - shortest_s) * random.Random(job_id).random()
