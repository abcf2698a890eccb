"""Answers of /get/job as bytes on the wire, with what is needed to send long ones in pieces."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jobview.kinetica.schemas.catalogue import Schemas

if TYPE_CHECKING:
    from collections.abc import Iterator


def get_job_body(**changed: object) -> bytes:
    """A good answer in Avro: a job that is done, unless `changed` says otherwise."""
    schema = Schemas.load().response_schema("/get/job")
    assert schema is not None
    record: dict[str, object] = {
        "endpoint": "/execute/sql",
        "job_status": "DONE",
        "running": False,
        "progress": 100,
        "successful": True,
        "response_encoding": "binary",
        "job_response": b"",
        "job_response_str": "",
        "status_map": {},
        "info": {"job_tag": "nightly"},
    }
    data = schema.encode(record | changed)
    envelope = {"status": "OK", "message": "", "data_type": "get_job_response", "data_str": ""}
    return Schemas.load().envelope.encode({**envelope, "data": data})


def get_job_json(**changed: object) -> bytes:
    """The same in JSON, bytes as one code point each."""
    record: dict[str, object] = {
        "endpoint": "/execute/sql",
        "job_status": "DONE",
        "running": False,
        "progress": 100,
        "successful": True,
        "response_encoding": "binary",
        "job_response": "",
        "job_response_str": "",
        "status_map": {},
        "info": {},
    }
    envelope = {"status": "OK", "message": "", "data_type": "get_job_response", "data": ""}
    inner = json.dumps(record | changed)
    return json.dumps({**envelope, "data_str": inner}).encode()


def cut(body: bytes, size: int) -> Iterator[bytes]:
    """The body in pieces of `size` bytes."""
    for start in range(0, len(body), size):
        yield body[start : start + size]
