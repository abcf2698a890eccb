"""From an unwrapped answer to the endpoint's record as a typed value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from jobview.kinetica.messages.envelope import Encoding, Envelope, EnvelopeError
from jobview.kinetica.messages.lenient_json import JsonError, converted, decoded, untyped
from jobview.kinetica.schemas.catalogue import Schemas

if TYPE_CHECKING:
    from jobview.results.avro_bytes.avro import RecordSchema

_T = TypeVar("_T")


def payload(envelope: Envelope, endpoint: str, shape: type[_T]) -> _T:
    """The endpoint's answer as `shape`, a msgspec struct of the fields that matter.

    Raises:
        EnvelopeError: the payload is not the endpoint's record.
    """
    try:
        if envelope.encoding is Encoding.JSON:
            return decoded(envelope.data_str, shape)
        return converted(avro_record(envelope, endpoint), shape)
    except JsonError as error:
        raise EnvelopeError(f"its payload: {error}") from None


def plain_payload(envelope: Envelope, endpoint: str) -> dict[str, Any]:
    """The endpoint's answer as plain Python objects, whatever the types of its fields.

    Raises:
        EnvelopeError: the payload is no record.
    """
    if envelope.encoding is Encoding.BINARY:
        return avro_record(envelope, endpoint)
    try:
        value = untyped(envelope.data_str)
    except JsonError as error:
        raise EnvelopeError(f"its payload: {error}") from None
    if not isinstance(value, dict):
        raise EnvelopeError("its payload is no object")
    return value


def avro_record(envelope: Envelope, endpoint: str) -> dict[str, Any]:
    """The endpoint's record from the Avro bytes of a binary answer.

    Raises:
        EnvelopeError: the bytes are not exactly that record, or the endpoint is unknown.
    """
    from jobview.results.avro_bytes.avro import AvroError  # 5 ms that JSON does not need

    try:
        return _schema(endpoint).decode(envelope.data)
    except AvroError as error:
        raise EnvelopeError(f"its payload: {error}") from None


def _schema(endpoint: str) -> RecordSchema:
    schema = Schemas.load().response_schema(endpoint)
    if schema is None:
        raise EnvelopeError(f"no schema is known for {endpoint}")
    return schema
