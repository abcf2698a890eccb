"""A session of which every text that a server can send is one hostile text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jobview.errors import TooLarge
from jobview.jobs.job import JobKey
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import Link
from jobview.jobs.source import ClusterInfo
from jobview.polling.details import JobDetail
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from tests.fakes.jobs import CLUSTER, job, reply
from tests.fakes.session import ScriptedDetails, ScriptedSession

if TYPE_CHECKING:
    from jobview.jobs.job import Job
    from jobview.jobs.snapshot import LinkState
    from jobview.polling.details import OnFetchProgress

DONE, FAILED, RUNNING = 101, 102, 103
UNREAD, TEXT, BYTES, LEFT = 96, 97, 98, 99
"""Jobs by what there is to see of them."""


def hostile_job(job_id: int, phase: Phase, text: str, **fields: Any) -> Job:  # noqa: ANN401
    """A job with this text wherever a server may put one."""
    texts = dict.fromkeys(
        ("endpoint", "auth_id", "source_ip", "query_text", "user_data", "flags"), text
    )
    final = {"is_resolved": True, "outcome": text} if phase.is_final else {"progress": 40}
    return job(
        job_id,
        text,
        phase=phase,
        error_message=f"{text}; Object '{text}' not found (X/Y:7) {text}",
        cancel_words=text,
        job_tag=text,
        **(texts | final | fields),
    )


def hostile_result(text: str, kind: ResultKind = ResultKind.TABLE) -> DecodedResult:
    """A result with this text for every name, type and value of it."""
    nested = {text: [text, {text: text}], "json": json.dumps({text: [text]})}
    table = Table(
        (Column(text, text), Column("plain", "char64"), Column(text, "json")),
        ([text, None, text], [text, "x", text], [json.dumps({text: text}), text, None]),
        3,
        9,
        title=text,
    )
    return DecodedResult(
        kind,
        text,
        summary=text,
        remarks=(text, text),
        record={text: text, "in": nested, "list": [text]},
        table=table if kind is ResultKind.TABLE else None,
        text=f"{text}\n{json.dumps(nested)}" if kind is ResultKind.TEXT else None,
        raw=text.encode("utf-8", "surrogatepass"),
        note=text,
        form=text,
        info={text: text},
    )


def hostile_detail(job_id: int, text: str) -> JobDetail:
    """What /get/job says about one of the jobs."""
    key, maps = JobKey(CLUSTER, job_id), {"error_message": text, text: text}
    word = "DONE" if job_id not in {FAILED, RUNNING} else text
    told = reply(job_id, word, 100, endpoint=text, status_map=maps, info=maps, server_version=text)
    if job_id == LEFT:
        error = TooLarge(CLUSTER, text, size_bytes=9, limit_bytes=1, remedy=text)
        return JobDetail(key, told, None, error, 0.0)
    if job_id in {FAILED, RUNNING}:
        return JobDetail(key, told, None, None, 0.0)
    kinds = {UNREAD: ResultKind.RECORD, TEXT: ResultKind.TEXT, BYTES: ResultKind.BYTES}
    return JobDetail(key, told, hostile_result(text, kinds.get(job_id, ResultKind.TABLE)), None, 0)


class HostileDetails(ScriptedDetails):
    """Answers at once."""

    text = ""

    async def fetch(self, job: Job, on_progress: OnFetchProgress | None = None) -> JobDetail:
        return hostile_detail(job.job_id, self.text)


class HostileSession(ScriptedSession):
    """Tells three jobs, or more, of one text."""

    def __init__(self) -> None:
        self.answering = HostileDetails()
        super().__init__(details=self.answering)

    def tell(self, text: str, now_s: float, link: LinkState | None = None) -> None:
        """Hand out a list of jobs made of this text; with `link`, trouble with it as the reason."""
        self.answering.text = self.poller.cancel_words = text
        jobs = [
            hostile_job(RUNNING, Phase.RUNNING, text),
            hostile_job(FAILED, Phase.FAILED, text),
            *(hostile_job(n, Phase.DONE, text) for n in (DONE, UNREAD, TEXT, BYTES, LEFT)),
        ]
        fields: dict[str, Any] = {"cluster": ClusterInfo(text, text, text)}
        if link is not None:
            fields["link"] = Link(link, now_s, None, text, 3, now_s + 9, remedy=text)
        self.poller.tell(jobs, now_s, **fields)
