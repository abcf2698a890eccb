"""The endpoints: a checked request record in, a response record out.

Those of jobs and of the system, and a query for a number.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.avro_bytes.avro import RecordSchema
from jobview.simulator.answers.large import large_payload, wished_mib
from jobview.simulator.answers.readiness import selected_number
from jobview.simulator.answers.registry import payload
from jobview.simulator.engine import Engine
from jobview.simulator.faults.kinds import ERRORS
from jobview.simulator.job import Ending
from jobview.simulator.listing import NEWER_FIELDS, Asker, job_list
from jobview.simulator.options import ServerVersion
from jobview.simulator.population import Submission
from jobview.simulator.requests import EndpointError, read_avro, read_json
from jobview.simulator.system import properties, status

if TYPE_CHECKING:
    from jobview.clock import Clock
    from jobview.simulator.job import SimulatedJob
    from jobview.simulator.options import SimulatorOptions
    from jobview.simulator.pieces import Pieces
    from jobview.simulator.ring import Place
    from jobview.simulator.world import World

KEPT_PAYLOADS: Final = 32
"""How many encoded results are kept for being asked again; the largest have a megabyte."""
ABOUT_THE_SYSTEM: Final = frozenset({"/show/system/properties", "/show/system/status"})
"""Answered in every state of the system."""
DENIED: Final = ERRORS["denied"]
_TAG: Final = re.compile(r"[\w-]{0,256}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, and to where."""

    auth_id: str
    address: str
    """`host:port`."""
    base_url: str


class Endpoints:
    """One simulated server's endpoints."""

    def __init__(self, options: SimulatorOptions, clock: Clock, place: Place, world: World) -> None:
        self._place = place
        self._world = world
        self._life = world.life
        self._engine = Engine(options, clock, place)
        self._options = options
        self._clock = clock
        self._payloads: OrderedDict[int, tuple[bytes, str]] = OrderedDict()
        self._handlers = {
            "/admin/alter/jobs": self._alter_jobs,
            "/admin/show/jobs": self._show_jobs,
            "/create/job": self._create_job,
            "/execute/sql": self._execute_sql,
            "/get/job": self._get_job,
            "/show/system/properties": self._show_properties,
            "/show/system/status": self._show_status,
        }
        self._old_list = _without(NEWER_FIELDS) if options.version is ServerVersion.V7_1 else None

    @property
    def engine(self) -> Engine:
        """The jobs behind them; others after each restart."""
        if self._life != self._world.life:
            self._life = self._world.life
            self._engine = Engine(self._options, self._clock, self._place, self._life)
            self._payloads.clear()
        return self._engine

    def __contains__(self, endpoint: str) -> bool:
        return endpoint in self._handlers

    def response_schema(self, endpoint: str) -> RecordSchema:
        """The layout this server answers with, which depends on its version.

        Raises:
            KeyError: the endpoint is none of them.
        """
        if endpoint == "/admin/show/jobs" and self._old_list is not None:
            return self._old_list
        schema = Schemas.load().response_schema(endpoint)
        if schema is None or endpoint not in self:
            raise KeyError(endpoint)
        return schema

    def call(self, endpoint: str, request: dict[str, Any], caller: Caller) -> dict[str, object]:
        """The response record; a field of it may be `Pieces` in place of bytes.

        Raises:
            EndpointError: the endpoint refuses.
            KeyError: the endpoint is none of them.
        """
        handler = self._handlers[endpoint]
        refusal = None if endpoint in ABOUT_THE_SYSTEM else self._world.now.refusal
        if refusal is not None:
            raise EndpointError(refusal.message, refusal.http_status)
        return handler(request, caller)

    def take_replica(self, wish: Submission) -> None:
        """Run what a client has submitted to another cluster of the ring, if this one is there."""
        if self._world.now.refusal is None and not self._world.is_away:
            self.engine.create(wish)

    def _show_jobs(self, request: dict[str, Any], caller: Caller) -> dict[str, object]:
        options = request["options"]
        if self._world.now.deny_list:
            raise EndpointError(DENIED)
        return job_list(
            self.engine,
            Asker(caller.auth_id, caller.address, round(self._clock.wall_s() * 1000)),
            own_only=self._world.now.own_jobs_only,
            with_finished=options.get("show_async_jobs", "false").lower() == "true",
            with_workers=options.get("show_worker_info", "false").lower() == "true",
        )

    def _execute_sql(self, request: dict[str, Any], _: Caller) -> dict[str, object]:
        answer = selected_number(request)
        if answer is None:
            raise EndpointError("The simulator runs SQL as jobs only, by /create/job (S/SDc:12)")
        return answer

    def _alter_jobs(self, request: dict[str, Any], caller: Caller) -> dict[str, object]:
        action = request["action"]
        if self._world.now.deny_list:
            raise EndpointError(DENIED)
        if action != "cancel":
            raise EndpointError(
                f"Value: '{action}' not a valid parameter. Valid values are: cancel (U/PUh:355)"
            )
        job_ids = self.engine.meant(request["job_ids"], request["options"].get("job_tag", ""))
        found = [job for job in map(self.engine.roster.get, job_ids) if job is not None]
        if self._world.now.own_jobs_only and any(job.auth_id != caller.auth_id for job in found):
            raise EndpointError(DENIED)
        said = self.engine.cancel(job_ids)
        return {
            "job_ids": [job_id for job_id, _ in said],
            "action": action,
            "status": [word for _, word in said],
            "info": {},
        }

    def _create_job(self, request: dict[str, Any], caller: Caller) -> dict[str, object]:
        endpoint, tag = request["endpoint"], request["options"].get("job_tag", "")
        if not _TAG.fullmatch(tag):
            raise EndpointError(f"Invalid job tag: '{tag}' (J/JMc:201)")
        wish = Submission(
            endpoint=endpoint,
            encoding=request["request_encoding"] or "binary",
            request=_inner_request(request),
            auth_id=caller.auth_id,
            source_ip=caller.address,
            tag=tag,
        )
        job = self.engine.create(wish)
        if tag:
            self._place.replicate(wish)
        info = {"job_tag": job.tag}
        if self._options.version is not ServerVersion.V7_1:
            info["query_id"] = f"{job.job_id:08x}-{job.received_ms % 16**8:08x}"
        return {"job_id": job.job_id, "info": info}

    def _get_job(self, request: dict[str, Any], _caller: Caller) -> dict[str, object]:
        job_id = request["job_id"]
        job = self.engine.ask(job_id, request["options"].get("job_tag", ""))
        if job is None:
            raise EndpointError(f"No asynchronous job with id {job_id} is known (J/JMc:412)")
        state = job.state_at(self.engine.now_s())
        is_done = not state.is_running and job.ending is Ending.DONE
        is_failed = not state.is_running and job.ending is Ending.ERROR
        response: bytes | Pieces = b""
        response_text = ""
        if is_done and wished_mib(job):
            response = large_payload(job, is_wrapped=self._options.wrapped_results)
        elif is_done:
            response, response_text = self._payload(job)
        return {
            "endpoint": job.endpoint,
            "job_status": state.job_status,
            "running": state.is_running,
            "progress": state.percent,
            "successful": is_done,
            "response_encoding": job.encoding,
            "job_response": response,
            "job_response_str": response_text,
            "status_map": {"error_message": job.error_message} if is_failed else {},
            "info": {"job_tag": job.tag},
        }

    def _show_properties(self, request: dict[str, Any], caller: Caller) -> dict[str, object]:
        wanted = request["options"].get("properties", "")
        found = properties(self._options, self._place, self._world.now, caller.base_url, wanted)
        return {"property_map": found, "info": {}}

    def _show_status(self, _request: dict[str, Any], _caller: Caller) -> dict[str, object]:
        running_count = len(self.engine.roster.active())
        found = status(self._options, self._place, self._world.now, running_count)
        return {"status_map": found, "info": {}}

    def _payload(self, job: SimulatedJob) -> tuple[bytes, str]:
        found = self._payloads.pop(job.job_id, None)
        if found is None:
            found = payload(job, is_wrapped=self._options.wrapped_results)
        self._payloads[job.job_id] = found
        if len(self._payloads) > KEPT_PAYLOADS:
            self._payloads.popitem(last=False)
        return found


def _inner_request(request: dict[str, Any]) -> dict[str, Any]:
    """The request record inside a /create/job, checked by its own endpoint's schema."""
    endpoint = request["endpoint"]
    schema = Schemas.load().request_schema(endpoint)
    if schema is None:
        raise EndpointError(f"Unknown endpoint: '{endpoint}' (J/JMc:188)")
    encoding = request["request_encoding"] or "binary"
    if encoding == "json":
        return read_json(schema, request["data_str"] or "{}")
    if encoding == "binary":
        return read_avro(schema, request["data"])
    if encoding == "snappy":
        raise EndpointError("Snappy requests are not supported by the simulator (U/USc:40)")
    raise EndpointError(
        f"Value: '{encoding}' not a valid parameter. "
        "Valid values are: binary, json, snappy (U/PUh:355)"
    )


def _without(names: tuple[str, ...]) -> RecordSchema:
    """The layout of /admin/show/jobs before those fields came."""
    schema = Schemas.load().response_schema("/admin/show/jobs")
    if schema is None:
        raise KeyError("/admin/show/jobs")
    spots = [spot for spot in schema.definition["fields"] if spot["name"] not in names]
    return RecordSchema({**schema.definition, "fields": spots})
