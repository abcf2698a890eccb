"""Makes jobs: the ones found at the start, the ones that arrive, the ones clients create."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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
    from jobview.simulator.kind import Kind

ERROR_SHARE: Final = 0.07
CANCELLED_SHARE: Final = 0.04
JSON_SHARE: Final = 0.25
"""How many results are JSON text instead of Avro."""
QUEUED_SHARE: Final = 0.15
"""How many jobs wait for an earlier write before they start."""
CANCELLING_S: Final = 6.0
"""How long an invented cancellation takes."""
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


class Population:
    """Draws jobs; the same seed and the same serial number give the same job."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def arrival(self, serial: str, job_id: int, received_s: float) -> SimulatedJob:
        """A job received at `received_s`."""
        key = f"{self._seed}/{serial}"
        rng = chance(key)
        details = particulars(rng, received_s)
        kind = rng.choices(kinds.KINDS, cum_weights=kinds.WEIGHTS_SO_FAR)[0]
        script = rng.choice(kind.scripts)
        person = anybody(rng, kind.by)
        job = self._job(job_id, key, kind, script, received_s, details, person, rng)
        job.is_asynchronous = rng.random() >= kind.synchronous_share
        if rng.random() < QUEUED_SHARE and not kind.is_perpetual:
            job.wait_s = rng.uniform(1, 12)
        self._end(job, rng, details)
        return job

    def running_at_start(self, serial: str, now_s: float) -> SimulatedJob:
        """A job that is in the middle of its time at `now_s`; it has no id yet."""
        job = self.arrival(serial, 0, now_s)
        age_s = chance(job.key, "age").random() * (job.end_s - job.received_s)
        return moved(job, now_s - age_s)

    def finished_at_start(self, serial: str, now_s: float) -> SimulatedJob:
        """An asynchronous job that ended in the hours before `now_s`; it has no id yet."""
        job = self.arrival(serial, 0, now_s)
        job.is_asynchronous = True
        if job.kind.is_perpetual:
            job.end_s = job.received_s + HISTORY_S
        ended_ago_s = HISTORY_S * chance(job.key, "age").random() ** 2
        return moved(job, now_s - ended_ago_s - (job.end_s - job.received_s))

    def scene(self, index: int, now_s: float) -> SimulatedJob:
        """The composed job number `index` of the opening; it has no id yet.

        Raises:
            IndexError: there are fewer scenes.
        """
        scene = SCENES[index]
        received_s = now_s - scene.age_s
        key = f"{self._seed}/scene{index}"
        rng = chance(key)
        details = particulars(rng, received_s, BY_NAME[scene.table])
        script = scene.script or rng.choice(scene.kind.scripts)
        job = self._job(0, key, scene.kind, script, received_s, details, somebody(scene.who), rng)
        job.course = Course(scene.duration_s, scene.knots)
        job.is_asynchronous = scene.is_asynchronous
        job.user_data = scene.note
        job.tag = scene.tag or job.tag
        self._end_as(job, scene.ending, scene.failure, details, rng)
        return job

    def created(self, serial: str, job_id: int, now_s: float, wish: Submission) -> SimulatedJob:
        """The job a client asked for; it fails when it names something called `…missing`."""
        key = f"{self._seed}/{serial}"
        rng = chance(key)
        details = particulars(rng, now_s)
        kind = kinds.kind_of(wish.endpoint)
        statement = str(wish.request.get("statement", ""))
        if statement:
            kind = kinds.CHANGE if kinds.writes(statement) else kinds.QUERY
        job = self._job(job_id, key, kind, NO_SCRIPT, now_s, details, anybody(rng, kind.by), rng)
        job.endpoint = wish.endpoint
        job.auth_id, job.source_ip = wish.auth_id, wish.source_ip
        job.query_text = statement
        options = wish.request.get("options")
        job.user_data = str(options.get("job_user_data", "")) if isinstance(options, dict) else ""
        job.tag = wish.tag or _made_up_tag(rng)
        job.encoding = wish.encoding
        job.request = wish.request
        missing = _missing_object(wish.request)
        ending = Ending.ERROR if missing else Ending.DONE
        self._end_as(job, ending, _no_object(missing, is_sql=bool(statement)), details, rng)
        return job

    def _job(
        self,
        job_id: int,
        key: str,
        kind: Kind,
        script: Script,
        received_s: float,
        details: Mapping[str, str],
        person: Person,
        rng: Random,
    ) -> SimulatedJob:
        tags = person.tags
        duration_s = kind.draw_duration_s(rng)
        return SimulatedJob(
            job_id=job_id,
            key=key,
            kind=kind,
            script=script,
            endpoint=kind.endpoint,
            table=BY_NAME[details["table"]],
            details_s=received_s,
            auth_id=person.auth_id,
            source_ip="" if kind.is_perpetual else f"{person.host}:{rng.randrange(32768, 60999)}",
            query_text=script.text.format_map(details),
            user_data=rng.choice(person.notes).format_map(details),
            tag=rng.choice(tags).format_map(details) if tags else _made_up_tag(rng),
            encoding="json" if rng.random() < JSON_SHARE else "binary",
            is_asynchronous=True,
            received_s=received_s,
            received_ms=round(received_s * 1000),
            wait_s=0.0,
            course=Course.drawn(rng.choice(kind.shapes), duration_s, rng),
            ending=Ending.DONE,
            end_s=received_s + duration_s,
        )

    def _end(self, job: SimulatedJob, rng: Random, details: Mapping[str, str]) -> None:
        draw = rng.random()
        ending, failure = Ending.DONE, None
        if job.kind.failures and draw < ERROR_SHARE:
            ending, failure = Ending.ERROR, rng.choice(job.kind.failures)
        elif job.kind.is_cancellable and draw > 1 - CANCELLED_SHARE:
            ending = Ending.CANCELLED
        self._end_as(job, ending, failure, details, rng)

    def _end_as(
        self,
        job: SimulatedJob,
        ending: Ending,
        failure: Failure | None,
        details: Mapping[str, str],
        rng: Random,
    ) -> None:
        started_s = job.received_s + job.wait_s
        job.ending = ending
        share = 1.0 if ending is Ending.DONE else rng.uniform(0.15, 0.9)
        job.end_s = started_s + job.course.duration_s * share
        if ending is Ending.CANCELLED:
            job.cancel_asked_s = max(job.end_s - CANCELLING_S, started_s)
        if failure is not None:
            job.error_message = failure.message.format_map(details)
            job.query_text = failure.text or job.query_text


def _made_up_tag(rng: Random) -> str:
    """What a server gives a job that nobody has tagged."""
    return f"{rng.getrandbits(64):016x}"


def mean_running_s() -> float:
    """How long a drawn job runs on average; perpetual ones are left aside."""
    ordinary = [kind for kind in kinds.KINDS if not kind.is_perpetual]
    return math.fsum(kind.weight * kind.mean_duration_s for kind in ordinary) / math.fsum(
        kind.weight for kind in ordinary
    )


def moved(job: SimulatedJob, received_s: float) -> SimulatedJob:
    """The job itself, its whole life shifted so that it was received at `received_s`."""
    shift_s = received_s - job.received_s
    job.received_s = received_s
    job.received_ms = round(received_s * 1000)
    job.end_s += shift_s
    if job.cancel_asked_s is not None:
        job.cancel_asked_s += shift_s
    return job


def _missing_object(request: Mapping[str, object]) -> str:
    """The first word of the request that ends in `missing`; empty when there is none."""
    for value in request.values():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and (found := _MISSING.search(text)):
                return found[0]
    return ""


def _no_object(name: str, *, is_sql: bool) -> Failure | None:
    if not name:
        return None
    literal = name.replace("{", "{{").replace("}", "}}")
    if is_sql:
        return Failure(f"SqlEngine: Object '{literal}' not found (S/SDc:1513)")
    return Failure(f"Could not find the table: '{literal}' (TM/SMc:1078)")
