"""The official client's own encoders and decoders, without a server (protocol §3.3)."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from gpudb import GPUdb, GPUdbRecord
from gpudb.protocol import Record, RecordType, Schema


class _Holder:
    """Something to hang the client's schemas on; a real client would call a server."""

    gpudb_schemas: dict[str, dict[str, Any]]


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """By endpoint path: `RSP_SCHEMA` encodes and decodes, `RSP_SCHEMA_STR` is its definition."""
    holder = _Holder()
    GPUdb.load_gpudb_schemas(holder)
    return holder.gpudb_schemas


def definition(endpoint: str) -> dict[str, Any]:
    """An endpoint's response record as parsed JSON."""
    parsed: dict[str, Any] = json.loads(schemas()[endpoint]["RSP_SCHEMA_STR"])
    return parsed


def encoded(endpoint: str, record: dict[str, Any]) -> bytes:
    """An endpoint's response as bare Avro."""
    return bytes(schemas()[endpoint]["RSP_SCHEMA"].encode(record))


def wrapped(endpoint: str, record: dict[str, Any]) -> bytes:
    """An endpoint's response inside a `gpudb_response`, as servers answer calls."""
    envelope = {
        "status": "OK",
        "message": "",
        "data_type": definition(endpoint)["name"],
        "data": (schemas()[endpoint]["RSP_SCHEMA"], record),
        "data_str": "",
    }
    return bytes(schemas()["gpudb_response"]["RSP_SCHEMA"].encode(envelope))


def encoded_by(definition: dict[str, Any], record: dict[str, Any]) -> bytes:
    """A record of any schema, as the client's own encoder writes it."""
    fields = [(field["name"], *_client_type(field["type"])) for field in definition["fields"]]
    return bytes(Schema("record", fields).encode(record))


def decoded_by(definition: dict[str, Any], data: bytes) -> dict[str, Any]:
    """The record that `data` begins with, as the client's own decoder reads it."""
    fields = [(field["name"], *_client_type(field["type"])) for field in definition["fields"]]
    record: dict[str, Any] = Schema("record", fields).decode(data)
    return record


def _client_type(kind: Any) -> tuple[Any, ...]:  # noqa: ANN401 - Avro is anything
    """An Avro type in the words of the client's schemas."""
    if isinstance(kind, str):
        return (kind,)
    if kind["type"] not in {"array", "map"}:
        return _client_type(kind["type"])
    inner = _client_type(kind["items" if kind["type"] == "array" else "values"])
    return (kind["type"], [inner if len(inner) > 1 else inner[0]])


def json_text(record: object) -> str:
    """A record as the client writes it in JSON: a byte is the character of that code."""
    return json.dumps(record, default=lambda value: bytes(value).decode("latin-1"))


def dynamic_table(endpoint: str, record: dict[str, Any]) -> dict[str, list[Any]]:
    """A binary column-major response as the client decodes it for `get_column_major`."""
    raw = encoded(endpoint, record)
    response = schemas()[endpoint]["RSP_SCHEMA_CEXT"].decode(raw)
    binary = response["binary_encoded_response"]
    kind = RecordType.from_dynamic_schema(record["response_schema_str"], raw, binary)
    rows = kind.decode_dynamic_records(raw, binary)
    columns: dict[str, list[Any]] = GPUdbRecord.transpose_data_to_col_major(rows)
    return columns


def dynamic_json_table(record: dict[str, Any]) -> dict[str, list[Any]]:
    """A JSON column-major response as the client decodes it."""
    columns: dict[str, list[Any]] = GPUdbRecord.decode_dynamic_json_data_column_major(
        json.loads(record["json_encoded_response"]), record["response_schema_str"]
    )
    return columns


def row_bytes(type_schema: str, rows: list[list[Any]]) -> list[bytes]:
    """Rows, each a list of its cells, as the client encodes them for `records_binary`."""
    kind = RecordType.from_type_schema("", type_schema, {})
    return [bytes(Record(kind, row).encode()) for row in rows]
