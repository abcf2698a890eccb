"""Makes jobs: the ones found at the start, the ones that arrive, the ones clients create."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.simulator.answers.large import large_statement
from jobview.simulator.chance import chance
from jobview.simulator.content import kinds
from jobview.simulator.content.opening import SCENES
from jobview.simulator.content.particulars import particulars
from jobview.simulator.content.people import anybody, somebody
from jobview.simulator.content.tables import BY_NAME
from jobview.simulator.course import Course
from jobview.simulator.job import Ending, SimulatedJob
from jobview.simulator.kind import Failure, Script

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from jobview.simulator.content.people import Person
    from jobview.simulator.kind import Kind, TableFacts

ERROR_SHARE: Final = 0.07
CANCELLED_SHARE: Final = 0.04
JSON_SHARE: Final = 0.25
"""How many results are JSON text instead of Avro."""
QUEUED_SHARE: Final = 0.15
"""How many jobs wait for an earlier write before they start."""
CANCELLING_S: Final = 6.0
"""How long an invented cancellation takes."""
TALK: Final = "airflow dag=nightly_mobility: one more of many partitions built "
"""What a large `user_data` says again and again; its length divides a mebibyte."""
LARGE_AGE_S: Final = 60.0
"""How long ago the job with the large result ended."""
HISTORY_S: Final = 3 * 3600.0
"""How far back the finished jobs of the start reach."""
NO_SCRIPT: Final = Script()
_MISSING: Final = re.compile(r"[\w.]*missing\b")


@dataclass(frozen=True, slots=True)
class Submission:
    """A client's /create/job, checked and decoded."""

    endpoint: str
    encoding: str
    """`binary` or `json`, as the client encoded the request."""
    request: Mapping[str, object]
    auth_id: str
    source_ip: str
    tag: str = ""


class _Dice(NamedTuple):
    """What everything about one job is drawn from."""

    key: str
    at_s: float
    rng: Random
    details: Mapping[str, str]

    @classmethod
    def thrown(cls, key: str, at_s: float, table: TableFacts | None = None) -> _Dice:
        rng = chance(key)
        return cls(key, at_s, rng, particulars(rng, at_s, table))


class Population:
    """Draws jobs; the same seed and the same serial number give the same job."""

    def __init__(self, seed: int | str) -> None:
        self._seed = seed

    def arrival(self, serial: str, job_id: int, received_s: float) -> SimulatedJob:
        """A job received at `received_s`."""
        dice = _Dice.thrown(f"{self._seed}/{serial}", received_s)
        rng = dice.rng
        kind = rng.choices(kinds.KINDS, cum_weights=kinds.WEIGHTS_SO_FAR)[0]
        job = _job(dice, kind, rng.choice(kind.scripts), anybody(rng, kind.by))
        job.job_id = job_id
        job.is_asynchronous = rng.random() >= kind.synchronous_share
        if rng.random() < QUEUED_SHARE and not kind.is_perpetual:
            job.wait_s = rng.uniform(1, 12)
        draw = rng.random()
        if kind.failures and draw < ERROR_SHARE:
            _fail(job, dice, rng.choice(kind.failures))
        elif kind.is_cancellable and draw > 1 - CANCELLED_SHARE:
            _end(job, Ending.CANCELLED, rng.uniform(0.15, 0.9))
        else:
            _end(job, Ending.DONE, 1.0)
        return job

    def running_at_start(self, serial: str, now_s: float) -> SimulatedJob:
        """A job that is in the middle of its time at `now_s`; it has no id yet."""
        job = self.arrival(serial, 0, now_s)
        age_s = chance(job.key, "age").random() * (job.end_s - job.received_s)
        return _moved(job, now_s - age_s)

    def finished_at_start(self, serial: str, now_s: float) -> SimulatedJob:
        """An asynchronous job that ended in the hours before `now_s`; it has no id yet."""
        job = self.arrival(serial, 0, now_s)
        job.is_asynchronous = True
        if job.kind.is_perpetual:
            job.end_s = job.received_s + HISTORY_S
        ended_ago_s = HISTORY_S * chance(job.key, "age").random() ** 2
        return _moved(job, now_s - ended_ago_s - (job.end_s - job.received_s))

    def shared(self, number: int, now_s: float, lag_s: float) -> SimulatedJob:
        """Job `number` of those that every cluster of a ring has; it has no id yet.

        Args:
            number: every other one is finished.
            now_s: the time of the start.
            lag_s: how much later than on the primary it was received.
        """
        draw = self.running_at_start if number % 2 else self.finished_at_start
        job = draw(f"shared{number}", now_s)
        job.is_asynchronous = True
        job.tag = f"replicated-{number + 1}"
        return _moved(job, job.received_s + lag_s)

    def scene(self, index: int, now_s: float) -> SimulatedJob:
        """The composed job number `index` of the opening; it has no id yet.

        Raises:
            IndexError: there are fewer scenes.
        """
        scene = SCENES[index]
        received_s = now_s - scene.age_s
        dice = _Dice.thrown(f"{self._seed}/scene{index}", received_s, BY_NAME[scene.table])
        script = scene.script or dice.rng.choice(scene.kind.scripts)
        job = _job(dice, scene.kind, script, somebody(scene.who))
        job.course = Course(scene.duration_s, scene.knots)
        job.is_asynchronous = scene.is_asynchronous
        job.user_data = scene.note
        job.tag = scene.tag or job.tag
        if scene.failure is not None:
            _tell_failure(job, dice, scene.failure)
        _end(job, scene.ending, scene.share)
        return job

    def created(self, serial: str, job_id: int, now_s: float, wish: Submission) -> SimulatedJob:
        """The job a client asked for; it fails when it names something called `…missing`."""
        dice = _Dice.thrown(f"{self._seed}/{serial}", now_s)
        kind = kinds.kind_of(wish.endpoint)
        statement = str(wish.request.get("statement", ""))
        if statement:
            kind = kinds.CHANGE if kinds.writes(statement) else kinds.QUERY
        job = _job(dice, kind, NO_SCRIPT, anybody(dice.rng, kind.by))
        job.job_id = job_id
        job.endpoint = wish.endpoint
        job.auth_id, job.source_ip = wish.auth_id, wish.source_ip
        job.query_text = statement
        options = wish.request.get("options")
        job.user_data = str(options.get("job_user_data", "")) if isinstance(options, dict) else ""
        job.tag = wish.tag or _made_up_tag(dice.rng)
        job.encoding = wish.encoding
        job.request = wish.request
        if missing := _missing_object(wish.request):
            _fail(job, dice, _no_object(missing, is_sql=bool(statement)))
        return job

    def talkative_at_start(self, now_s: float, mib: int) -> SimulatedJob:
        """A running job with a `user_data` of so many mebibytes; it has no id yet."""
        request = {"table_name": "mobility.trips", "options": {}}
        wish = Submission("/create/projection", "json", request, "etl_nightly", "", "talkative")
        job = self.created("talkative", 0, now_s, wish)
        job.user_data = TALK * (mib * 1024 * 1024 // len(TALK))
        return _moved(job, now_s)

    def large_at_start(self, now_s: float, mib: int) -> SimulatedJob:
        """A query that ended a minute ago with a result of so many mebibytes; it has no id yet."""
        request = {"statement": large_statement(mib)}
        wish = Submission("/execute/sql", "binary", request, "alice", "10.21.4.9:50122", "large")
        job = self.created("large", 0, now_s, wish)
        return _moved(job, now_s - LARGE_AGE_S - (job.end_s - job.received_s))


def mean_running_s() -> float:
    """How long a drawn job runs on average; perpetual ones are left aside."""
    ordinary = [kind for kind in kinds.KINDS if not kind.is_perpetual]
    return math.fsum(kind.weight * kind.mean_duration_s for kind in ordinary) / math.fsum(
        kind.weight for kind in ordinary
    )


def _job(dice: _Dice, kind: Kind, script: Script, person: Person) -> SimulatedJob:
    """A job without an id that will be done after its whole duration."""
    rng, details, tags = dice.rng, dice.details, person.tags
    duration_s = kind.draw_duration_s(rng)
    return SimulatedJob(
        job_id=0,
        key=dice.key,
        kind=kind,
        script=script,
        endpoint=kind.endpoint,
        table=BY_NAME[details["table"]],
        details_s=dice.at_s,
        auth_id=person.auth_id,
        source_ip="" if kind.is_perpetual else f"{person.host}:{rng.randrange(32768, 60999)}",
        query_text=script.text.format_map(details),
        user_data=rng.choice(person.notes).format_map(details),
        tag=rng.choice(tags).format_map(details) if tags else _made_up_tag(rng),
        encoding="json" if rng.random() < JSON_SHARE else "binary",
        is_asynchronous=True,
        received_s=dice.at_s,
        received_ms=round(dice.at_s * 1000),
        wait_s=0.0,
        course=Course.drawn(rng.choice(kind.shapes), duration_s, rng),
        ending=Ending.DONE,
        end_s=dice.at_s + duration_s,
    )


def _fail(job: SimulatedJob, dice: _Dice, failure: Failure) -> None:
    """End the job in that failure: soon, or in the midst of its work."""
    _tell_failure(job, dice, failure)
    share = dice.rng.uniform(0.01, 0.05) if failure.is_early else dice.rng.uniform(0.15, 0.9)
    _end(job, Ending.ERROR, share)


def _tell_failure(job: SimulatedJob, dice: _Dice, failure: Failure) -> None:
    job.error_message = failure.message.format_map(dice.details)
    job.query_text = failure.text or job.query_text


def _end(job: SimulatedJob, ending: Ending, share: float) -> None:
    """Let the job end after that share of its duration."""
    started_s = job.received_s + job.wait_s
    job.ending = ending
    job.end_s = started_s + job.course.duration_s * share
    if ending is Ending.CANCELLED:
        job.cancel_asked_s = max(job.end_s - CANCELLING_S, started_s)


def _moved(job: SimulatedJob, received_s: float) -> SimulatedJob:
    """The job itself, its whole life shifted so that it was received at `received_s`."""
    shift_s = received_s - job.received_s
    job.received_s = received_s
    job.received_ms = round(received_s * 1000)
    job.end_s += shift_s
    if job.cancel_asked_s is not None:
        job.cancel_asked_s += shift_s
    return job


def _made_up_tag(rng: Random) -> str:
    """What a server gives a job that nobody has tagged."""
    return f"{rng.getrandbits(64):016x}"


def _missing_object(request: Mapping[str, object]) -> str:
    """The first word of the request that ends in `missing`; empty when there is none."""
    for value in request.values():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and (found := _MISSING.search(text)):
                return found[0]
    return ""


def _no_object(name: str, *, is_sql: bool) -> Failure:
    if is_sql:
        return Failure(f"SqlEngine: Object '{name}' not found (S/SDc:1513)", is_early=True)
    return Failure(f"Could not find the table: '{name}' (TM/SMc:1078)", is_early=True)
