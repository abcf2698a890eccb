"""The `gpudb_response` that every answer comes in (protocol §2.2), in both encodings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.simulator.pieces import encoded_around

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.results.avro_bytes.avro import RecordSchema
    from jobview.simulator.pieces import Pieces


def wrapped(data_type: str, data: bytes) -> bytes:
    """A good answer in Avro."""
    return Schemas.load().envelope.encode(
        {"status": "OK", "message": "", "data_type": data_type, "data": data, "data_str": ""}
    )


def wrapped_around(data_type: str, data: Pieces) -> Pieces:
    """A good answer in Avro whose data is made while it is sent."""
    head = {"status": "OK", "message": "", "data_type": data_type, "data_str": ""}
    return encoded_around(Schemas.load().envelope, head, "data", data)


def wrapped_text(data_type: str, data_str: str) -> bytes:
    """A good answer in JSON."""
    return msgspec.json.encode(
        {"status": "OK", "message": "", "data_type": data_type, "data": "", "data_str": data_str}
    )


def refusal(message: str) -> bytes:
    """An error in Avro."""
    return Schemas.load().envelope.encode(
        {"status": "ERROR", "message": message, "data_type": "none", "data": b"", "data_str": ""}
    )


def refusal_text(message: str) -> bytes:
    """An error in JSON."""
    return msgspec.json.encode(
        {"status": "ERROR", "message": message, "data_type": "none", "data": "", "data_str": ""}
    )


def json_text(schema: RecordSchema, record: Mapping[str, object]) -> str:
    """A response record as JSON: the schema's fields in its order, others left out.

    Bytes become text with one code point a byte, numbers that are not finite become quoted words:
    the forms that public evidence makes most likely (protocol §2.5).
    """
    # Looked at by type first: the job list has a hundred thousand cells that stay as they are.
    value = {
        spot["name"]: _plain(record[spot["name"]])
        if _may_change(spot["type"])
        else record[spot["name"]]
        for spot in schema.definition["fields"]
    }
    return msgspec.json.encode(value).decode()


def _may_change(kind: object) -> bool:
    if isinstance(kind, dict):
        return _may_change(kind.get("items", kind.get("values")))
    return kind in {"bytes", "float", "double"}


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
