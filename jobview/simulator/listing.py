"""The answer of /admin/show/jobs: the listed jobs, and the calls that watch them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Any, Final

from jobview.simulator.content.people import MONITORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobview.simulator.engine import Engine
    from jobview.simulator.job import SimulatedJob

NEWER_FIELDS: Final = ("query_text", "flags")
"""Missing in the list of old servers (protocol §1.5)."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for the list: the call is a job too, and is in its own answer."""

    auth_id: str
    source_ip: str
    received_ms: int


def job_list(
    engine: Engine,
    asker: Asker,
    *,
    own_only: bool = False,
    with_finished: bool,
    with_workers: bool,
) -> dict[str, object]:
    """One answer.

    Args:
        engine: whose jobs.
        asker: whose call it is.
        own_only: leave out what others have submitted.
        with_finished: `show_async_jobs`: finished asynchronous jobs too.
        with_workers: `show_worker_info`: running jobs' tasks, as JSON text in `info`.
    """
    now_s = engine.advance()
    columns = engine.roster.columns(now_s, with_finished=with_finished)
    for call in _monitoring(asker, engine.newest_id):
        for name, column in columns.items():
            column.append(call[name])
    if own_only:
        own = [who == asker.auth_id for who in columns["auth_id"]]
        columns = {name: [*compress(column, own)] for name, column in columns.items()}
    info = {"worker_info": _workers(engine.roster.active(), now_s)} if with_workers else {}
    return {**columns, "info": info}


def _monitoring(asker: Asker, newest_id: int) -> list[dict[str, Any]]:
    """The calls that watch jobs at this moment: this one and, now and then, somebody else's."""
    second = asker.received_ms // 1000
    other = MONITORS[second % len(MONITORS)]
    rows = [(newest_id + 1, "/admin/show/jobs", asker.auth_id, asker.source_ip)]
    if second % 3 == 0:
        port = 32_768 + second % 20_000
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


def _workers(jobs: Iterable[SimulatedJob], now_s: float) -> str:
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
