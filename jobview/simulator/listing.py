"""The answer of /admin/show/jobs, made so that ten thousand jobs cost little a second."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from jobview.simulator.content.people import MONITORS
from jobview.simulator.job import FINAL_WORDS
from jobview.simulator.options import ServerVersion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.simulator.engine import Engine
    from jobview.simulator.job import SimulatedJob

NEWER_FIELDS: Final = ("query_text", "flags")
"""Missing in the list of old servers (protocol §1.5)."""

_ROW_FIELDS: Final = (
    "job_id",
    "endpoint_name",
    "time_received",
    "auth_id",
    "source_ip",
    "query_text",
    "user_data",
    "flags",
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for the list: the call is a job too, and is in its own answer."""

    auth_id: str
    source_ip: str
    received_ms: int


class Listing:
    """Gives the list's columns; those that do not move are kept until a job comes or goes."""

    def __init__(self, engine: Engine, version: ServerVersion) -> None:
        self._engine = engine
        self._has_newer_fields = version is not ServerVersion.V7_1
        self._revision = -1
        self._jobs: tuple[SimulatedJob, ...] = ()
        self._active: list[int] = []
        self._rows: dict[int, tuple[Any, ...]] = {}
        self._columns: dict[str, list[Any]] = {}

    def record(self, asker: Asker, *, with_finished: bool, with_workers: bool) -> dict[str, object]:
        """One answer.

        Args:
            asker: whose call it is.
            with_finished: `show_async_jobs`: finished asynchronous jobs too.
            with_workers: `show_worker_info`: running jobs' tasks, as JSON text in `info`.
        """
        now_s = self._engine.advance()
        self._refresh(now_s)
        words = self._columns["status"].copy()
        for at in self._active:
            words[at] = self._jobs[at].state_at(now_s).word
        columns = dict(self._columns, status=words)
        if not with_finished:
            columns = {name: [cells[at] for at in self._active] for name, cells in columns.items()}
        calls = _monitoring(asker, self._engine.newest_id)
        record: dict[str, object] = {
            name: cells + [call[name] for call in calls] for name, cells in columns.items()
        }
        if not self._has_newer_fields:
            for name in NEWER_FIELDS:
                del record[name]
        running = [self._jobs[at] for at in self._active]
        record["info"] = {"worker_info": _workers(running, now_s)} if with_workers else {}
        return record

    def _refresh(self, now_s: float) -> None:
        if self._revision == self._engine.revision:
            return
        self._revision = self._engine.revision
        self._jobs = jobs = tuple(self._engine.jobs())
        self._active = [at for at, job in enumerate(jobs) if not job.is_over(now_s)]
        former = self._rows
        self._rows = {job.job_id: former.get(job.job_id) or _row(job) for job in jobs}
        cells = zip(*self._rows.values(), strict=True) if jobs else [()] * len(_ROW_FIELDS)
        self._columns = {
            name: list(column) for name, column in zip(_ROW_FIELDS, cells, strict=True)
        }
        self._columns["status"] = [FINAL_WORDS[job.ending] for job in jobs]


def _row(job: SimulatedJob) -> tuple[Any, ...]:
    """What the list says of a job all its life, in the order of `_ROW_FIELDS`."""
    return (
        job.job_id,
        job.endpoint,
        job.received_ms,
        job.auth_id,
        job.source_ip,
        job.query_text,
        job.user_data,
        job.flags,
    )


def _monitoring(asker: Asker, newest_id: int) -> list[dict[str, Any]]:
    """The calls that watch jobs, seen in the list at this moment: this one, and somebody else's."""
    other = MONITORS[asker.received_ms // 1000 % len(MONITORS)]
    port = 32_768 + asker.received_ms // 1000 % 20_000
    rows = [(newest_id + 1, "/admin/show/jobs", asker.auth_id, asker.source_ip)]
    if asker.received_ms // 1000 % 3 == 0:
        rows.append((newest_id + 2, "/get/job", other.auth_id, f"{other.host}:{port}"))
    return [
        {
            "job_id": job_id,
            "status": "running",
            "endpoint_name": endpoint,
            "time_received": asker.received_ms,
            "auth_id": auth_id,
            "source_ip": source_ip,
            "query_text": "",
            "user_data": "",
            "flags": "sync",
        }
        for job_id, endpoint, auth_id, source_ip in rows
    ]


def _workers(jobs: Sequence[SimulatedJob], now_s: float) -> str:
    """Tasks of running jobs, in the nearest published shape (protocol §1.4)."""
    rows = [
        {
            "job_id": job.job_id,
            "worker_id": worker,
            "internal_name": job.endpoint.strip("/").replace("/", "_"),
            "status": "running",
            "running_task_count": 1 + (job.job_id + worker) % 4,
            "queued_task_count": (job.job_id * 7 + worker) % 12,
            "elapsed_time_ms": round((now_s - job.received_s) * 1000),
            "source_rank": worker + 1,
        }
        for job in jobs
        for worker in range(2)
    ]
    return json.dumps(rows)
