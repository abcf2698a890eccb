"""The record every answer is wrapped in, `gpudb_response`, in both encodings (protocol §2.2).

Binary answers carry the endpoint's record as Avro in `data`; JSON answers carry it as JSON text
in `data_str`. On an error both are empty and `message` holds the server's words.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from jobview.kinetica.messages.lenient_json import JsonError, decoded
from jobview.kinetica.schemas.catalogue import Schemas


class Encoding(StrEnum):
    """How a request is written and its answer wanted; the value is the media type."""

    JSON = "application/json"
    BINARY = "application/octet-stream"


_AVRO_BEGINNINGS: Final = (b"\x04OK", b"\x0aERROR")
BLANK: Final = b"\xef\xbb\xbf \t\r\n"
"""A byte order mark and JSON's white space."""


class EnvelopeError(Exception):
    """Bytes that are no `gpudb_response`, or hold another payload than was asked for."""


class Envelope(NamedTuple):
    """One unwrapped answer; the payload is in `data` or in `data_str`, by its encoding."""

    encoding: Encoding
    status: str
    """`OK` or `ERROR`."""
    message: str
    """The server's words on an error, verbatim."""
    data_type: str
    """Name of the payload's record, such as `get_job_response`; `none` on an error."""
    data: bytes
    data_str: str


class _JsonEnvelope(msgspec.Struct):
    status: str
    message: str = ""
    data_type: str = ""
    data_str: str = ""


def unwrapped(body: bytes) -> Envelope:
    """The envelope that `body` is, in whichever encoding it came.

    An error may come as JSON to a binary request (a proxy, a login module), so the body itself
    decides: an Avro envelope begins with its status and the status's length, never with a brace.

    Raises:
        EnvelopeError: it is none; the text says why without quoting the body.
    """
    if body.startswith(_AVRO_BEGINNINGS):
        return _from_avro(body)
    if body.lstrip(BLANK).startswith(b"{"):
        return _from_json(body)
    raise EnvelopeError("it begins like neither a JSON nor an Avro envelope" if body else "empty")


def _from_json(body: bytes) -> Envelope:
    try:
        read = decoded(body, _JsonEnvelope)
    except JsonError as error:
        raise EnvelopeError(str(error)) from None
    if read.status not in {"OK", "ERROR"}:
        raise EnvelopeError("its status is neither OK nor ERROR")
    return Envelope(Encoding.JSON, read.status, read.message, read.data_type, b"", read.data_str)


def _from_avro(body: bytes) -> Envelope:
    from jobview.results.avro_bytes.avro import AvroError  # 5 ms that JSON does not need

    try:
        return Envelope(Encoding.BINARY, **Schemas.load().envelope.decode(body))
    except AvroError as error:
        raise EnvelopeError(str(error)) from None
