"""The forms that a response may come in: binary or JSON, bare or wrapped, one inside the other.

A form counts only when it fits completely; the wrapper is tried first (protocol §3.2).
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from jobview.results.avro_bytes.avro import AvroError
from jobview.results.avro_bytes.stretch import encoded
from jobview.results.decoding.beginnings import looks_like
from jobview.results.decoding.body import Body
from jobview.results.decoding.line_choice import line_of_object, whole_record
from jobview.results.decoding.wrapper import Wrapped, unwrapped, unwrapped_json
from jobview.results.json_values.json_object import LONG_BYTES, opened_object
from jobview.results.json_values.json_record import typed_record
from jobview.results.json_values.json_text import JsonTextError, parsed
from jobview.results.json_values.written import EXACT, FLOATS
from jobview.results.model import ResultKind

if TYPE_CHECKING:
    from jobview.results.decoding.expected import Expected
    from jobview.results.model import LineSchema

_NO_OBJECT: Final = "JSON, but not an object"

_match_base64 = re.compile(rb"[A-Za-z0-9+/]++={0,2}\Z").match


def read_bytes(data: bytes, expected: Expected) -> Body:
    """What a binary response is; of kind `bytes`, with the reason, when no form fits."""
    if expected.encoding == "json":
        return _object_in_bytes(data, expected) or _read_avro(data, expected)
    body = _read_avro(data, expected)
    if body.kind is ResultKind.BYTES:
        return _object_in_bytes(data, expected) or body
    return body


def read_text(text: str, data: bytes, expected: Expected) -> Body:
    """What a JSON response is; of kind `text`, with the reason, when it is no object.

    Args:
        text: the response.
        data: the same as UTF-8.
        expected: what is known of it.
    """
    try:
        value = _parsed(text, data, expected)
    except JsonTextError as error:
        unread = Body(ResultKind.TEXT, "text", text=text, note=f"the response is {error}")
        return _avro_in_text(text, expected) or unread
    if isinstance(value, Mapping):
        return _read_object(value, expected)
    return Body(ResultKind.TEXT, "JSON", text=text, note=_NO_OBJECT)


def inside(wrapped: Wrapped, expected: Expected, form: str) -> Body:
    """What a wrapper holds and says; wrappers inside wrappers are not opened."""
    body = _content(wrapped, expected, form)
    return body if wrapped.is_error else body._replace(message=wrapped.message)


def _content(wrapped: Wrapped, expected: Expected, form: str) -> Body:
    if wrapped.is_error:
        said = {
            "status": wrapped.status,
            "message": wrapped.message,
            "data_type": wrapped.data_type,
        }
        note = "the response is not a result but the server's error"
        return Body(ResultKind.TEXT, form, record=said, text=wrapped.message, note=note)
    if wrapped.data:
        body = _record_in(wrapped.data, expected, form)
        return body.noted("the wrapper holds JSON as well") if wrapped.data_str else body
    if not wrapped.data_str:
        return Body(ResultKind.NONE, form, note="the wrapper is empty")
    try:
        value = _parsed(wrapped.data_str, encoded(wrapped.data_str), expected)
    except JsonTextError as error:
        return Body(ResultKind.TEXT, form, text=wrapped.data_str, note=f"the response is {error}")
    if isinstance(value, Mapping):
        return _object(value, expected, form)
    return Body(ResultKind.TEXT, form, text=wrapped.data_str, note=_NO_OBJECT)


def form_of(form: str, by: LineSchema | None) -> str:
    """A form with the record and its schema's origin: `…, x_response, schema 7.2.3.13`."""
    return f"{form}, {by.schema.name}, schema {by.stamp}" if by else f"{form}, no schema"


def _parsed(text: str, data: bytes, expected: Expected) -> Any:  # noqa: ANN401 - JSON is anything
    """The value that a text and its UTF-8 hold; of a long object what is long stays bytes.

    Raises:
        JsonTextError: it is no JSON.
    """
    if len(data) <= LONG_BYTES:
        return parsed(text, EXACT)
    opened = opened_object(data)
    if opened is not None:
        return opened
    # The fractions in the records that are known are doubles, and to prove a long one takes time.
    return parsed(text, EXACT if next(expected.candidates(), None) is None else FLOATS)


def _read_avro(data: bytes, expected: Expected) -> Body:
    wrapped = unwrapped(data, expected.record_name)
    if wrapped:
        body = inside(wrapped, expected, "Avro, wrapped")
        if body.kind is not ResultKind.BYTES:
            return body
    return _record_in(data, expected, "Avro, bare")


def _record_in(data: bytes, expected: Expected, form: str) -> Body:
    try:
        fit = whole_record(data, expected)
    except AvroError as error:
        if body := _in_base64(data, expected, form):
            return body
        guess = looks_like(data, expected.encoding)
        body = Body(ResultKind.BYTES, "unknown", note=str(error))
        return body.noted(f"it looks like {guess}" if guess else "")
    form = form_of(form, fit.by)
    return Body(ResultKind.RECORD, form, record=fit.record, note=fit.note, by=fit.by)


def _in_base64(data: bytes, expected: Expected, form: str) -> Body | None:
    """The record that base64 among the bytes stands for, as some JSON has it (protocol §2.5)."""
    if len(data) % 4 or not _match_base64(data):
        return None
    try:
        fit = whole_record(b64decode(data, validate=True), expected)
    except (AvroError, binascii.Error):
        return None
    form = form_of(f"base64, {form}", fit.by)
    return Body(ResultKind.RECORD, form, record=fit.record, note=fit.note, by=fit.by)


def _read_object(value: Mapping[str, object], expected: Expected) -> Body:
    wrapped = unwrapped_json(value)
    if wrapped is None:
        return _object(value, expected, "JSON, bare")
    body = inside(wrapped, expected, "JSON, wrapped")
    if body.kind is ResultKind.BYTES:
        # The whole wrapper is shown, and its message with it.
        return Body(ResultKind.RECORD, body.form, record=value, note=body.note)
    return body


def _object(value: Mapping[str, object], expected: Expected, form: str) -> Body:
    by = line_of_object(value, expected)
    record = typed_record(value, by.schema) if by else value
    return Body(ResultKind.RECORD, form_of(form, by), record=record, by=by)


def _object_in_bytes(data: bytes, expected: Expected) -> Body | None:
    """The JSON object that the bytes are as UTF-8; None when they are none."""
    try:
        is_object = data.lstrip().startswith(b"{")
        value = _parsed(data.decode("utf-8"), data, expected) if is_object else None
    except (UnicodeDecodeError, JsonTextError):
        return None
    return _read_object(value, expected) if isinstance(value, Mapping) else None


def _avro_in_text(text: str, expected: Expected) -> Body | None:
    """The record that a text is when each character stands for one byte (protocol §2.5)."""
    try:
        body = _read_avro(text.encode("latin-1"), expected)
    except UnicodeEncodeError:
        return None
    return None if body.kind is ResultKind.BYTES else body
