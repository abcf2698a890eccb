"""One look at all jobs: the list, the progress of those that run, and both as table or JSON."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click

from jobview.cli.documents import job_document, list_document, progress_of
from jobview.cli.output import fact, say
from jobview.cli.table import Heading, aligned
from jobview.cli.work_line import QUIET_S, WorkLine
from jobview.clock import SystemClock
from jobview.errors import BadAnswer, Refused, ServerError, UnknownJob
from jobview.jobs.phase import Phase
from jobview.jobs.ring import source_of
from jobview.jobs.source import ClusterInfo
from jobview.jobs.store import Store
from jobview.polling.throttle import Throttle
from jobview.text import literal
from jobview.ui.paint.wording import coarse_duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jobview.jobs.job import Job, JobKey
    from jobview.jobs.source import JobSource
    from jobview.settings import Settings

MOST_ASKED: Final = 200
"""Running jobs whose progress is asked for: ten seconds at the usual ceiling."""

MAX_QUERY: Final = 200
"""Characters of a query in the table; a longer one ends in `…`. `--json` has all of them."""

UNKNOWN: Final = "-"
"""Stands for a cell that is not known, so that columns can be counted in a pipe."""


_PHASE_COLOURS: Final = {
    Phase.RUNNING: "blue",
    Phase.DONE: "green",
    Phase.FAILED: "red",
    Phase.CANCELLED: "bright_black",
}


@dataclass(frozen=True, slots=True)
class Listing:
    """All jobs at one moment."""

    at_s: float
    """When the list arrived, by our clock."""
    server_s: float
    """The same moment by the server's clock."""
    cluster: ClusterInfo
    jobs: Sequence[Job]
    """In the server's order."""
    damage: str = ""
    """What was missing in the list, so that there may be more jobs; empty when nothing was."""

    def document(self) -> dict[str, Any]:
        """The document of `--json`."""
        return list_document(self.at_s, self.cluster, self.jobs, self.damage)

    def job_documents(self) -> Iterator[dict[str, Any]]:
        """The lines of `--jsonl`."""
        return map(job_document, self.jobs)

    def table(self, *, width: int | None, is_coloured: bool) -> Iterator[str]:
        """The heading and a line a job.

        Args:
            width: cells that a line may take; a longer one ends in `…`. None for no limit.
            is_coloured: whether a phase is shown by colour as well as by its word.
        """
        headings = _headings(is_coloured=is_coloured)
        return aligned(headings, [self._cells(job) for job in self.jobs], width=width)

    def _cells(self, job: Job) -> list[str]:
        row, progress = job.listed, progress_of(job)
        cells = [
            str(row.job_id),
            job.phase.value,
            "" if progress is None else f"{progress}%",
            "" if row.received_ms is None else _age(self.server_s - row.received_ms / 1000),
            fact(row.auth_id),
            fact(row.endpoint),
            fact(row.status),
            literal(" ".join(row.query_text.split()), limit=MAX_QUERY),
        ]
        return [cell or UNKNOWN for cell in cells]


@dataclass(frozen=True, slots=True)
class Asking:
    """What to ask for besides the list itself."""

    wants_progress: bool
    wants_cluster: bool

    async def listing(self, source: JobSource, settings: Settings) -> Listing:
        """The list, and what else is wanted.

        Raises:
            ServerError: there is no list, or it is damaged and no job in it is sure: who counts
                jobs must not take that for none.
        """
        clock = SystemClock()
        job_list = await source.list_jobs()
        at_s = clock.wall_s()
        store = Store(source.cluster)
        store.fold_list(job_list, asked=store.mark, heard_s=at_s)
        if job_list.damage and not store.register.jobs:
            what = f"no job in the list is sure: {job_list.damage}"
            raise BadAnswer(source.cluster, what, remedy="try again")
        if job_list.damage:
            say(f"the list is damaged, so jobs may be missing: {job_list.damage}")
        if self.wants_progress:
            throttle = Throttle(
                clock,
                max_in_flight=settings.max_in_flight,
                max_requests_per_s=settings.max_requests_per_s,
            )
            await _ask_progress(source, store, throttle, at_s)
        cluster = ClusterInfo(source.cluster, "", "")
        if self.wants_cluster:
            cluster = await _described(source) or cluster
        server_s = at_s if job_list.server_s is None else job_list.server_s
        jobs = list(store.register.jobs.values())
        return Listing(at_s, server_s, cluster, jobs, job_list.damage)


async def _described(source: JobSource) -> ClusterInfo | None:
    try:
        return await source.describe()
    except ServerError as error:
        say(f"the server's version is not known: {error}")
        return None


async def _ask_progress(source: JobSource, store: Store, throttle: Throttle, at_s: float) -> None:
    """Fold in answers about the jobs that run; the first failure of the connection ends it."""
    running = [key for key, job in store.register.jobs.items() if job.phase.is_active]
    if len(running) > MOST_ASKED:
        say(f"{len(running):,} jobs are running; progress is asked for {MOST_ASKED:,} of them")
    wanted = running[:MOST_ASKED]
    line = WorkLine()
    answered = 0

    def words() -> str:
        return f"asking for the progress of {len(wanted):,} jobs: {answered:,} answered"

    async def ask(key: JobKey) -> None:
        nonlocal answered
        async with throttle:
            await _ask_one(source, store, key, at_s)
        answered += 1
        line.tell(words())

    # A server that answers none of them is waited for as well.
    first = asyncio.get_running_loop().call_later(QUIET_S, lambda: line.show(words()))
    try:
        async with asyncio.TaskGroup() as group:
            for key in wanted:
                group.create_task(ask(key))
    except* ServerError as failures:
        line.close()
        say(f"progress is incomplete: {failures.exceptions[0]}")
    finally:
        first.cancel()
        line.close()


async def _ask_one(source: JobSource, store: Store, key: JobKey, at_s: float) -> None:
    asked = store.mark
    try:
        reply = await source_of(source, key.cluster).job(key.job_id, max_result_bytes=0)
    except UnknownJob:
        store.fold_unknown(key, heard_s=at_s)
    except Refused as error:
        store.fold_refusal(key, heard_s=at_s, words=error.what)
    else:
        store.fold_reply(key, reply, asked=asked, heard_s=at_s)


def _headings(*, is_coloured: bool) -> Sequence[Heading]:
    return (
        Heading("ID", is_right=True),
        Heading("PHASE", paint=_painted_phase if is_coloured else None),
        Heading("PROGRESS", is_right=True),
        Heading("AGE", is_right=True),
        Heading("USER"),
        Heading("ENDPOINT"),
        Heading("STATUS"),
        Heading("QUERY"),
    )


def _painted_phase(cell: str) -> str:
    colour = _PHASE_COLOURS.get(Phase(cell.strip()))
    return click.style(cell, fg=colour) if colour else cell


def _age(seconds: float) -> str:
    """One word without a space: `12s`, `2m`, `1h`, `3d`."""
    return coarse_duration(seconds).replace(" ", "")
