"""A job's raw response read as far as it can be, whatever form it came in (protocol §3).

How servers write a job's result is documented only in part, so every plausible form is tried:
binary or JSON, bare or wrapped, JSON among the bytes, bytes in the JSON. A form counts only when
it fits completely; what fits none is kept as bytes or text with the reason.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.jobs.phase import Phase, phase_of_reply
from jobview.results.avro import AvroError, RecordSchema
from jobview.results.dynamic import ENDPOINTS, read_dynamic
from jobview.results.fields import info_in
from jobview.results.json_record import typed_record
from jobview.results.json_text import JsonTextError, parsed
from jobview.results.model import DecodedResult, ResultKind
from jobview.results.parallel import LISTINGS, read_listing
from jobview.results.remarks import remarks_of
from jobview.results.rowmajor import READERS
from jobview.results.summary import summary_line
from jobview.results.tabular import Reading, TableError
from jobview.results.wrapper import Wrapped, unwrapped, unwrapped_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.jobs.source import JobReply
    from jobview.results.model import SchemaCatalogue

_BEGINNINGS: Final = (
    (b"\xff\x06\x00\x00sNaPpY", "data compressed with Snappy"),
    (b"\x1f\x8b", "data compressed with gzip"),
    (b"Obj\x01", "an Avro file"),
    (b"ARROW1", "an Arrow file"),
    (b"\x89PNG", "a PNG image"),
    (b"<", "HTML or XML"),
)
"""What bytes may be that are no record, by how they begin."""


class _Expected(NamedTuple):
    """What is known before the bytes are looked at."""

    endpoint: str
    encoding: str
    """`response_encoding`, a hint: `binary`, `json` or another word."""
    schema: RecordSchema | None
    stamp: str

    @property
    def what(self) -> str:
        """The record and where its schema is from, for the form: `x_response, schema 7.2.3.13`."""
        return f"{self.schema.name}, schema {self.stamp}" if self.schema else "no schema"


class _Body(NamedTuple):
    """A response read in one of its forms."""

    kind: ResultKind
    form: str
    record: Mapping[str, object] | None = None
    text: str | None = None
    note: str = ""

    def noted(self, note: str) -> _Body:
        """The same with a further note; an empty one adds nothing."""
        return self._replace(note="; ".join(filter(None, (self.note, note))))


def decode_result(reply: JobReply, schemas: SchemaCatalogue) -> DecodedResult:
    """What a job returned; never raises.

    Args:
        reply: the answer of /get/job.
        schemas: where the endpoint's response record is looked up.

    Returns:
        Kind `none` for a job that still runs or returned nothing. Otherwise all bytes are in
        `raw`, and `note` says what could not be read and why.
    """
    if reply.running or phase_of_reply(reply.job_status) is Phase.RUNNING:
        return DecodedResult(ResultKind.NONE, reply.endpoint, note="the job is not finished")
    endpoint = "/" + reply.endpoint.strip().strip("/")
    encoding = reply.response_encoding.strip().casefold()
    expected = _Expected(endpoint, encoding, schemas.response_schema(endpoint), stamp=schemas.stamp)
    if reply.response and not (reply.response_text and encoding == "json"):
        raw = reply.response
        body = _read_bytes(raw, expected)
    elif reply.response_text:
        raw = reply.response_text.encode("utf-8", "surrogatepass")
        body = _read_text(reply.response_text, expected)
    else:
        raw = b""
        body = _Body(ResultKind.NONE, "")
    if reply.response and reply.response_text:
        body = body.noted("the server sent both forms, binary and JSON; one is shown")
    result = _result(body, expected, reply.endpoint, raw)
    remarks = remarks_of(endpoint, result.record or {})
    return replace(result, summary=summary_line(result), remarks=remarks)


def _result(body: _Body, expected: _Expected, endpoint: str, raw: bytes) -> DecodedResult:
    reading = Reading()
    if body.kind is ResultKind.RECORD and body.record is not None:
        reading = _reading(expected, body.record)
    kind = body.kind
    if reading.table is not None:
        kind = ResultKind.TABLE
    elif reading.text is not None:
        kind = ResultKind.TEXT
    return DecodedResult(
        kind,
        endpoint,
        record=body.record,
        table=reading.table,
        text=body.text if reading.text is None else reading.text,
        raw=raw,
        note=body.noted(reading.note).note,
        form=body.form,
        info=info_in(body.record or {}),
    )


def _reading(expected: _Expected, record: Mapping[str, object]) -> Reading:
    """The table in a record, if its endpoint returns tables."""
    try:
        if expected.endpoint in ENDPOINTS:
            return read_dynamic(record)
        if expected.endpoint in READERS:
            return READERS[expected.endpoint](record)
        if expected.endpoint in LISTINGS and expected.schema:
            return read_listing(expected.endpoint, record, expected.schema)
    except TableError as error:
        return Reading(note=f"shown without its table: {error}")
    return Reading()


def _read_bytes(data: bytes, expected: _Expected) -> _Body:
    if expected.encoding == "json":
        return _object_in_bytes(data, expected) or _read_avro(data, expected)
    body = _read_avro(data, expected)
    if body.kind is ResultKind.BYTES:
        return _object_in_bytes(data, expected) or body
    return body


def _read_avro(data: bytes, expected: _Expected) -> _Body:
    """A wrapper or a bare record; the wrapper first (protocol §3.2)."""
    wrapped = unwrapped(data, expected.schema.name if expected.schema else None)
    if wrapped:
        body = _inside(wrapped, expected, "Avro, wrapped")
        if body.kind is not ResultKind.BYTES:
            return body
    return _record_in(data, expected, "Avro, bare")


def _read_text(text: str, expected: _Expected) -> _Body:
    try:
        value = parsed(text)
    except JsonTextError as error:
        unread = _Body(ResultKind.TEXT, "text", text=text, note=str(error))
        return _avro_in_text(text, expected) or unread
    if isinstance(value, dict):
        return _read_object(value, expected)
    return _Body(ResultKind.TEXT, "JSON", text=text, note="JSON, but not an object")


def _read_object(value: Mapping[str, object], expected: _Expected) -> _Body:
    wrapped = unwrapped_json(value)
    if wrapped is None:
        return _object(value, expected, "JSON, bare")
    body = _inside(wrapped, expected, "JSON, wrapped")
    if body.kind is ResultKind.BYTES:
        return _Body(ResultKind.RECORD, body.form, record=value, note=body.note)
    return body


def _inside(wrapped: Wrapped, expected: _Expected, form: str) -> _Body:
    """What a wrapper holds; wrappers inside wrappers are not opened."""
    if wrapped.is_error:
        said = {
            "status": wrapped.status,
            "message": wrapped.message,
            "data_type": wrapped.data_type,
        }
        note = "the response is not a result but the server's error"
        return _Body(ResultKind.TEXT, form, record=said, text=wrapped.message, note=note)
    if wrapped.data:
        return _record_in(wrapped.data, expected, form)
    if not wrapped.data_str:
        return _Body(ResultKind.NONE, form, note="the wrapper is empty")
    try:
        value = parsed(wrapped.data_str)
    except JsonTextError as error:
        return _Body(ResultKind.TEXT, form, text=wrapped.data_str, note=str(error))
    if isinstance(value, dict):
        return _object(value, expected, form)
    return _Body(ResultKind.TEXT, form, text=wrapped.data_str, note="JSON, but not an object")


def _object(value: Mapping[str, object], expected: _Expected, form: str) -> _Body:
    record = typed_record(value, expected.schema) if expected.schema else value
    return _Body(ResultKind.RECORD, f"{form}, {expected.what}", record=record)


def _record_in(data: bytes, expected: _Expected, form: str) -> _Body:
    if expected.schema is None:
        note = f"no schema is known for {expected.endpoint}"
    else:
        try:
            record = expected.schema.decode(data)
        except AvroError as error:
            note = f"{error} (schema {expected.stamp})"
        else:
            return _Body(ResultKind.RECORD, f"{form}, {expected.what}", record=record)
    body = _Body(ResultKind.BYTES, "unknown", note=note)
    guess = _guess(data, expected)
    return body.noted(f"it looks like {guess}") if guess else body


def _object_in_bytes(data: bytes, expected: _Expected) -> _Body | None:
    """The JSON object that the bytes are as UTF-8; None when they are none."""
    try:
        value = parsed(data.decode("utf-8")) if data.lstrip().startswith(b"{") else None
    except (UnicodeDecodeError, JsonTextError):
        return None
    return _read_object(value, expected) if isinstance(value, dict) else None


def _avro_in_text(text: str, expected: _Expected) -> _Body | None:
    """The record that a text is when each character stands for one byte (protocol §2.5)."""
    try:
        body = _read_avro(text.encode("latin-1"), expected)
    except UnicodeEncodeError:
        return None
    return None if body.kind is ResultKind.BYTES else body


def _guess(data: bytes, expected: _Expected) -> str:
    """What unreadable bytes may be; empty without an idea."""
    if expected.encoding == "snappy":
        return "data compressed with Snappy"
    return next((words for start, words in _BEGINNINGS if data.startswith(start)), "")
