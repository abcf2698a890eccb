"""Reads a client's request body into a checked record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from jobview.results.avro_bytes.avro import AvroError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.results.avro_bytes.avro import RecordSchema

_EMPTY: Final[Mapping[str, object]] = {
    "string": "",
    "bytes": b"",
    "boolean": False,
    "float": 0.0,
    "double": 0.0,
}


class EndpointError(Exception):
    """What an endpoint refuses with.

    Attributes:
        http_status: the status that goes with the message.
    """

    def __init__(self, message: str, http_status: int = 400) -> None:
        super().__init__(message)
        self.http_status = http_status


def read_avro(schema: RecordSchema, body: bytes) -> dict[str, Any]:
    """The record that `body` encodes.

    Raises:
        EndpointError: it is not exactly one record of the schema.
    """
    try:
        return schema.decode(body)
    except AvroError as error:
        raise EndpointError(f"Unable to parse binary request: {error} (U/UAc:118)") from error


def read_json(schema: RecordSchema, body: bytes | str) -> dict[str, Any]:
    """The record that the JSON object `body` gives.

    As on a real server an omitted field counts as empty (protocol §2.3), and a field the endpoint
    does not know is passed over.

    Raises:
        EndpointError: it is no JSON object, or a field has the wrong type.
    """
    try:
        value = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EndpointError(f"Unable to parse JSON request: {error} (U/UJc:76)") from error
    record = {
        spot["name"]: _converted(spot["type"], value.get(spot["name"]))
        for spot in schema.definition["fields"]
    }
    try:
        # There and back: what only looks alike, such as a list without items for a map, is put
        # right, and everything else is refused.
        return schema.decode(schema.encode(record))
    except AvroError as error:
        raise EndpointError(f"Unable to parse JSON request: {error} (U/UJc:91)") from error


def _converted(kind: object, value: object) -> object:
    """An empty value for a missing one, bytes for the text that stands for them."""
    if value is None:
        return _empty(kind)
    if kind == "bytes" and isinstance(value, str):
        try:
            return value.encode("latin-1")
        except UnicodeEncodeError as error:
            raise EndpointError(f"Unable to parse bytes in JSON: {error} (U/UJc:88)") from error
    if isinstance(kind, dict) and kind.get("type") == "array" and isinstance(value, list):
        return [_converted(kind["items"], item) for item in value]
    if isinstance(kind, dict) and kind.get("type") == "map" and isinstance(value, dict):
        return {key: _converted(kind["values"], item) for key, item in value.items()}
    return value


def _empty(kind: object) -> object:
    if isinstance(kind, list):
        return None
    if isinstance(kind, dict):
        return {} if kind.get("type") == "map" else []
    return _EMPTY.get(str(kind), 0)
