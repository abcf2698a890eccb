"""The calls jobview makes: endpoint, encoding and body of each (protocol §1, §2.3).

Every field of a request is sent, in the schema's order: the server wants the order, and takes an
absent text for an empty one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from jobview.kinetica.messages.envelope import Encoding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GET_JOB: Final = "/get/job"

_LONG_END: Final = 1 << 63
_SEVEN_BITS: Final = 0x7F
_MORE_FOLLOWS: Final = 0x80


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

VERSION_PROPERTY: Final = "version.gpudb_core_version"
HA_PROPERTY: Final = "conf.enable_ha"
RING_PROPERTY: Final = "conf.ha_ring_head_nodes_full"
SHORT_RING_PROPERTY: Final = "conf.ha_ring_head_nodes"
OWN_URLS_PROPERTY: Final = "conf.worker_http_server_urls"

SYSTEM_PROPERTIES: Final = _reading(
    "/show/system/properties",
    {
        "properties": ",".join(
            (
                VERSION_PROPERTY,
                HA_PROPERTY,
                RING_PROPERTY,
                SHORT_RING_PROPERTY,
                OWN_URLS_PROPERTY,
            )
        )
    },
)
"""The version, and where the other clusters of the ring are: one request tells both."""


def get_job(job_id: int, job_tag: str) -> Call:
    """One job's status, progress and result, by id and, where it has one, tag.

    Raises:
        ValueError: the id is no 64-bit integer.
    """
    if not -_LONG_END <= job_id < _LONG_END:
        raise ValueError(f"{job_id} is no job id")
    options = _avro_options(job_tag)
    return Call(GET_JOB, Encoding.BINARY, _avro_long(job_id) + options)


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


# /get/job is asked in Avro, and of writing Avro it needs two forms: by hand they cost less
# than fastavro's import, 40 ms ahead of the first answer.


def _avro_options(job_tag: str) -> bytes:
    """A map of strings with at most the one entry."""
    if not job_tag:
        return b"\x00"
    return _avro_long(1) + _avro_text("job_tag") + _avro_text(job_tag) + b"\x00"


def _avro_text(text: str) -> bytes:
    data = text.encode()
    return _avro_long(len(data)) + data


def _avro_long(value: int) -> bytes:
    """Zigzag, then seven bits a byte, low bits first."""
    left = (value << 1) ^ (value >> 63)
    data = bytearray()
    while left > _SEVEN_BITS:
        data.append(left & _SEVEN_BITS | _MORE_FOLLOWS)
        left >>= 7
    data.append(left)
    return bytes(data)
