"""Waiting for jobs: progress while they run, a line when one has ended, an exit code for all."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Final

from jobview.cli.decoding import outcome
from jobview.cli.exits import ExitCode, exit_code_of
from jobview.cli.last_heard import fresh_s
from jobview.cli.live_lines import LiveLines
from jobview.cli.output import MAX_SENTENCE, answer, fact, say
from jobview.cli.unknown_jobs import UnknownJobs
from jobview.errors import ServerError, UnknownJob
from jobview.jobs.phase import Phase, phase_told
from jobview.polling.follow import Follower, Sighting
from jobview.polling.throttle import Throttle
from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jobview.clock import Clock
    from jobview.jobs.source import JobReply, JobSource
    from jobview.jobs.target import JobTarget
    from jobview.settings import Settings

_BAR_CELLS: Final = 20

_PRECEDENCE: Final = (
    ExitCode.FAILED,
    ExitCode.CANCELLED,
    ExitCode.SERVER,
    ExitCode.TIMEOUT,
)
"""Which of several exit codes counts when jobs ended differently."""

_EXITS: Final = {Phase.DONE: ExitCode.OK, Phase.CANCELLED: ExitCode.CANCELLED}


class Waiting:
    """One wait for some jobs.

    Args:
        targets: the jobs; one that is named twice is waited for once.
        timeout_s: after this long the wait ends; None for never.
        is_fail_fast: whether the first job that is not done ends the wait.
        clock: its monotonic reading tells how old the last answer is.
    """

    def __init__(
        self,
        targets: Iterable[JobTarget],
        *,
        timeout_s: float | None,
        is_fail_fast: bool,
        clock: Clock,
    ) -> None:
        self._targets: Sequence[JobTarget] = tuple(dict.fromkeys(targets))
        self._timeout_s = timeout_s
        self._is_fail_fast = is_fail_fast
        self._lines = LiveLines()
        self._clock = clock
        self._newest: dict[JobTarget, JobReply] = {}
        self._heard_s: dict[JobTarget, float] = {}
        """When each of these arrived, monotonic."""
        self._fresh_s = 0.0
        """An answer that is no older is told as present."""
        self._unknown: UnknownJobs | None = None
        self._trouble: ServerError | None = None
        """Why the server does not answer at present."""

    async def run(self, source: JobSource, settings: Settings) -> ExitCode:
        """Wait; everything worth saying has been said when it returns."""
        self._unknown = UnknownJobs(source)
        self._fresh_s = fresh_s(settings.interval_s)
        follower = Follower(
            source,
            Throttle(
                self._clock,
                max_in_flight=settings.max_in_flight,
                max_requests_per_s=settings.max_requests_per_s,
            ),
            random.Random(),  # noqa: S311 - spreads retries, no secret
            interval_s=settings.interval_s,
            is_patient=self._timeout_s is not None,
            tell=self._show,
        )
        tasks = [asyncio.create_task(self._end_of(follower, target)) for target in self._targets]
        codes: list[ExitCode] = []
        try:
            async with asyncio.timeout(self._timeout_s):
                for ended in asyncio.as_completed(tasks):
                    codes.append(await ended)
                    if self._is_fail_fast and codes[-1] is not ExitCode.OK:
                        break
        except TimeoutError:
            # What has ended in that very moment was not counted yet.
            codes = [task.result() for task in tasks if task.done()]
            codes += self._give_up(
                [t for t, task in zip(self._targets, tasks, strict=True) if not task.done()]
            )
        finally:
            self._lines.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return next((code for code in _PRECEDENCE if code in codes), ExitCode.OK)

    async def _end_of(self, follower: Follower, target: JobTarget) -> ExitCode:
        try:
            reply = await follower.follow(target)
        except ServerError as error:
            if isinstance(error, UnknownJob) and self._unknown is not None:
                error = await self._unknown.explained(error, target.job_id)
            with self._lines.out_of_the_way():
                say(f"job {target}: {error}")
            self._lines.drop(str(target))
            return exit_code_of(error)
        phase = phase_told(reply)
        facts = (
            str(target.job_id),
            phase.value,
            fact(reply.endpoint),
            literal(outcome(reply), limit=MAX_SENTENCE),
        )
        self._lines.drop(str(target))
        with self._lines.out_of_the_way():
            answer("  ".join(fact for fact in facts if fact))
        return _EXITS.get(phase, ExitCode.FAILED)

    def _show(self, sighting: Sighting) -> None:
        target, reply, error, next_try_s = sighting
        if error is not None and self._trouble is None:
            with self._lines.out_of_the_way():
                say(f"{error}; trying again in {next_try_s:.0f} s")
        if error is None and self._trouble is not None:
            with self._lines.out_of_the_way():
                say("the server answers again")
        self._trouble = error
        if reply is not None:
            self._newest[target] = reply
            self._heard_s[target] = self._clock.monotonic_s()
            if next_try_s:
                self._lines.show(str(target), self._progress_line(target, reply))

    def _progress_line(self, target: JobTarget, reply: JobReply) -> str:
        parts = [str(target), f"{reply.progress:>3} %", fact(reply.job_status)]
        if self._lines.is_live:
            filled = round(min(max(reply.progress, 0), 100) / 100 * _BAR_CELLS)
            parts.insert(1, f"[{'#' * filled:-<{_BAR_CELLS}}]")
        return "  ".join([*parts, fact(reply.endpoint)])

    def _give_up(self, targets: Sequence[JobTarget]) -> list[ExitCode]:
        self._lines.close()
        codes = []
        for target in targets:
            reply = self._newest.get(target)
            if reply is None and self._trouble is not None:
                say(f"job {target}: {self._trouble}")
                codes.append(ExitCode.SERVER)
                continue
            how = (
                "the server has not answered" if reply is None else self._last_words(target, reply)
            )
            say(f"job {target} has not ended within {self._timeout_s:g} s: {how}")
            codes.append(ExitCode.SERVER if reply is None else ExitCode.TIMEOUT)
        return codes

    def _last_words(self, target: JobTarget, reply: JobReply) -> str:
        """What was heard of a job, with its age unless that is still how it is."""
        words = f"{fact(reply.job_status)}, {reply.progress} %"
        age_s = self._clock.monotonic_s() - self._heard_s[target]
        if self._trouble is None and age_s <= self._fresh_s:
            return words
        return f"{words} when the server last answered, {age_s:.0f} s ago"
