"""The calls jobview makes: endpoint, encoding and body of each (protocol §1, §2.3).

Every field of a request is sent, in the schema's order: the server wants the order, and takes an
absent text for an empty one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from jobview.kinetica.envelope import Encoding
from jobview.kinetica.schemas import Schemas

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GET_JOB: Final = "/get/job"


class Call(NamedTuple):
    """One request, ready but for the base URL."""

    endpoint: str
    encoding: Encoding
    body: bytes
    is_repeatable: bool = True
    """Whether sending it twice does no more than sending it once."""


def _reading(endpoint: str, options: Mapping[str, str]) -> Call:
    return Call(endpoint, Encoding.JSON, msgspec.json.encode({"options": options}))


LIST_JOBS: Final = _reading("/admin/show/jobs", {"show_async_jobs": "true"})
"""All jobs; without the option, finished asynchronous ones would be left out (protocol §1.2)."""

SYSTEM_STATUS: Final = _reading("/show/system/status", {})

SYSTEM_PROPERTIES: Final = _reading(
    "/show/system/properties", {"properties": "version.gpudb_core_version"}
)


def get_job(job_id: int, job_tag: str) -> Call:
    """One job's status, progress and result, by id and, where it has one, tag.

    Raises:
        ValueError: the id is no 64-bit integer.
        LookupError: the package's schema data is damaged.
    """
    # Brings fastavro, about 15 ms, which nothing before the first /get/job needs.
    from jobview.results.avro import AvroError

    schema = Schemas.load().request_schema(GET_JOB)
    if schema is None:
        raise LookupError(f"the schema data lacks {GET_JOB}")
    try:
        body = schema.encode({"job_id": job_id, "options": _tagged(job_tag)})
    except AvroError as error:
        raise ValueError(f"{job_id} is no job id") from error
    return Call(GET_JOB, Encoding.BINARY, body)


def create_job(endpoint: str, data_json: str, job_tag: str) -> Call:
    """Start `endpoint` as a job; `data_json` is its request as JSON text."""
    fields = {
        "endpoint": endpoint,
        "request_encoding": "json",
        "data": "",
        "data_str": data_json,
        "options": _tagged(job_tag),
    }
    return _acting("/create/job", fields)


def cancel_jobs(job_ids: Sequence[int]) -> Call:
    """Ask for jobs to be cancelled."""
    fields = {"job_ids": job_ids, "action": "cancel", "options": {}}
    return _acting("/admin/alter/jobs", fields)


def _acting(endpoint: str, fields: Mapping[str, object]) -> Call:
    return Call(endpoint, Encoding.JSON, msgspec.json.encode(fields), is_repeatable=False)


def _tagged(job_tag: str) -> dict[str, str]:
    return {"job_tag": job_tag} if job_tag else {}
