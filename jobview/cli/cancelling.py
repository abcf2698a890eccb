"""Cancelling jobs: what the server says about it, and what really becomes of them."""

from __future__ import annotations

import asyncio
import random
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.cli.exits import ExitCode, exit_code_of
from jobview.cli.fate import saying_nothing_was_sent, telling_fate
from jobview.cli.last_heard import LastHeard
from jobview.cli.live_lines import LiveLines
from jobview.cli.looking import Look, compared, listed_rows, look_at, look_of
from jobview.cli.output import MAX_SENTENCE, answer, fact, say
from jobview.cli.tagged import look_by_tag
from jobview.clock import SystemClock
from jobview.errors import Refused, ServerError, UnknownJob
from jobview.jobs.fate import LEFT_LIST
from jobview.jobs.listing import is_other_job
from jobview.jobs.phase import Phase, phase_of_listed, phase_told
from jobview.jobs.ring import source_of
from jobview.jobs.target import JobTarget
from jobview.polling.follow import Follower, Sighting
from jobview.polling.throttle import Throttle
from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jobview.clock import Clock
    from jobview.jobs.source import JobSource
    from jobview.settings import Settings

PATIENCE_S: Final = 30.0
"""How long a job may take to end after it was asked to."""

INTERVAL_S: Final = 1.0
"""Between two looks at a job: somebody is watching."""


class Fate(NamedTuple):
    """What became of one job."""

    look: Look
    phase: Phase
    words: str
    code: ExitCode

    @property
    def line(self) -> str:
        """The job's id, its phase and what happened besides, harmless."""
        facts = (
            str(self.look.target.job_id),
            self.phase.value,
            literal(self.words, limit=MAX_SENTENCE),
        )
        return "  ".join(fact for fact in facts if fact)


class Cancelling:
    """The cancellation of some jobs on one cluster, where each is known by its bare id.

    Attributes:
        targets: the jobs, each once.
    """

    def __init__(
        self,
        source: JobSource,
        settings: Settings,
        targets: Iterable[JobTarget],
        *,
        patience_s: float = PATIENCE_S,
        interval_s: float = INTERVAL_S,
        clock: Clock | None = None,
    ) -> None:
        self.targets: Sequence[JobTarget] = tuple(dict.fromkeys(targets))
        # Of a ring the cluster whose ids are meant: another's word about a job is none about them.
        self._source = source_of(source, source.cluster)
        self._patience_s = patience_s
        self._interval_s = interval_s
        self._turn_s = len(self.targets) / settings.max_requests_per_s
        self._lines = LiveLines()
        self._clock = clock or SystemClock()
        self._heard = self._heard_of(())
        self._words: dict[int, str] = {}
        """What the server said of each wish, by the job's id."""
        self._throttle = Throttle(
            self._clock,
            max_in_flight=settings.max_in_flight,
            max_requests_per_s=settings.max_requests_per_s,
        )

    async def looks(self) -> Sequence[Look]:
        """What the jobs are now; of a tag without an id, the job at work that bears it.

        Raises:
            ServerError: the server cannot be asked.
        """
        named = [target for target in self.targets if not target.is_by_tag_alone]
        with saying_nothing_was_sent():
            looks = [*await look_at(self._source, named, self._throttle)]
            return looks + [
                await look_by_tag(self._source, target, self._throttle)
                for target in self.targets
                if target.is_by_tag_alone
            ]

    async def looked_again(self, looks: Sequence[Look]) -> Sequence[Look]:
        """The same jobs as they are now, in doubt where an id is another job's by now.

        Raises:
            ServerError: the server cannot be asked.
        """
        sure = [look for look in looks if look.is_to_touch]
        with saying_nothing_was_sent():
            now = await look_at(self._source, [look.target for look in sure], self._throttle)
        again = {old.target: compared(old, new) for old, new in zip(sure, now, strict=True)}
        return [again.get(look.target, look) for look in looks]

    async def run(self, looks: Sequence[Look]) -> ExitCode:
        """Send the wish for those that are at work and surely meant, and say what became of each.

        Raises:
            ServerError: the wish may or may not have arrived.
            OSError: what became of a job could not be written.
        """
        wanted = dict.fromkeys(look.target.job_id for look in looks if look.is_to_touch)
        self._heard = self._heard_of(looks)
        refusal = await self._ask_server([*wanted]) if wanted else ""
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._fate(look, refusal)) for look in looks]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        finally:
            self._lines.close()
        fates = [task.result() for task in tasks]
        return max((fate.code for fate in fates), default=ExitCode.OK)

    def _heard_of(self, looks: Iterable[Look]) -> LastHeard:
        return LastHeard(looks, self._clock, interval_s=self._interval_s, turn_s=self._turn_s)

    async def _ask_server(self, job_ids: Sequence[int]) -> str:
        """Send the wish, once; gives the words with which the server refused it, if it did."""
        try:
            were, them = ("it was", "it") if len(job_ids) == 1 else ("they were", "them")
            with telling_fate(
                f"whether {were} cancelled is not known: see with `jobview list` what became of "
                f"{them} before you cancel {them} again"
            ):
                answers = await self._source.cancel(job_ids)
        except Refused as error:
            say(str(error))
            return error.what
        for answered in answers:
            words = self._words[answered.job_id] = fact(answered.status) or "nothing"
            say(f"job {answered.job_id}: the server says {words}")
        return ""

    async def _fate(self, look: Look, refusal: str) -> Fate:
        """What becomes of one job, said as soon as it is known."""
        if look.doubt:
            say(f"{literal(look.doubt, limit=MAX_SENTENCE)}: nothing was sent")
            return Fate(look, look.phase, "", ExitCode.FAILED)
        if look.phase is Phase.VANISHED:
            say(f"job {look.target}: {look.words}")
            return Fate(look, look.phase, "", ExitCode.SERVER)
        if refusal:
            fate = Fate(look, look.phase, f"not cancelled: {refusal}", ExitCode.FAILED)
        elif not look.phase.is_active:
            fate = _ended(look, look.phase)
        else:
            fate = await self._watched(look)
        self._lines.drop(str(look.target))
        with self._lines.out_of_the_way():
            answer(fate.line)
        return fate

    async def _watched(self, look: Look) -> Fate:
        watch = self._until_unlisted if look.is_synchronous else self._until_ended
        try:
            async with asyncio.timeout(self._patience_s):
                return await watch(look)
        except TimeoutError:
            if self._heard.is_old(look.target):
                return Fate(look, Phase.UNKNOWN, self._unheard(look), ExitCode.SERVER)
            last = self._heard.look(look.target)
            words = f"still {last.state} after {self._patience_s:g} s"
            return Fate(look, last.phase, words, ExitCode.FAILED)
        except UnknownJob as error:
            return Fate(look, Phase.UNKNOWN, str(error), exit_code_of(error))
        except ServerError as error:
            self._heard.fail(look.target, error)
            return Fate(look, Phase.UNKNOWN, self._unheard(look), exit_code_of(error))

    def _unheard(self, look: Look) -> str:
        """What is known of a job that was asked to end and is not heard of any more."""
        job_id = look.target.job_id
        said = self._words.get(job_id, "nothing")
        how = "jobview list" if look.is_synchronous else f"jobview get {job_id}"
        return (
            f"cancelling was asked, the server said {said}; {self._heard.words(look.target)}; "
            f"see with `{how}` what became of it"
        )

    async def _until_ended(self, look: Look) -> Fate:
        follower = Follower(
            self._source,
            self._throttle,
            random.Random(),  # noqa: S311 - spreads retries, no secret
            interval_s=self._interval_s,
            is_patient=True,
            tell=partial(self._show, look.target),
        )
        # By the id that the wish was sent for: a tag could bring another job's end.
        reply = await follower.follow(JobTarget(look.target.job_id))
        if doubt := compared(look, look_of(look.target, reply)).doubt:
            return Fate(look, Phase.UNKNOWN, doubt, ExitCode.FAILED)
        return _ended(look, phase_told(reply))

    async def _until_unlisted(self, look: Look) -> Fate:
        while True:
            async with self._throttle:
                rows = await listed_rows(self._source)
            row = rows.get(look.target.job_id)
            if row is None or (look.row is not None and is_other_job(look.row, row)):
                words = f"{LEFT_LIST}; whether it was cancelled is not known"
                return Fate(look, Phase.VANISHED, words, ExitCode.FAILED)
            phase = phase_of_listed(row.status)
            if phase.is_final:
                return _ended(look, phase)
            self._heard.hear(look._replace(phase=phase, status=row.status))
            await asyncio.sleep(self._interval_s)

    def _show(self, target: JobTarget, sighting: Sighting) -> None:
        _, reply, error, next_try_s = sighting
        if error is not None:
            self._heard.fail(target, error)
            self._lines.show(str(target), f"{target}  {literal(str(error), limit=MAX_SENTENCE)}")
        elif reply is not None and next_try_s:
            look = look_of(target, reply)
            self._heard.hear(look)
            self._lines.show(str(target), look.line)


def _ended(look: Look, phase: Phase) -> Fate:
    if phase is Phase.CANCELLED:
        return Fate(look, phase, "", ExitCode.OK)
    words = "finished anyway" if phase is Phase.DONE else "failed, not cancelled"
    return Fate(look, phase, words, ExitCode.FAILED)
