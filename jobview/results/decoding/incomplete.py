"""Bytes that are no whole record: as much of one as can be told, and where the rest begins.

A response may be cut off, followed by more, or written by a server whose record has other fields.
Avro has no marks between fields, so what is read of such bytes is read by position and may be
wrong. It is shown only on evidence, and always with a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import humanize

from jobview.results.decoding.beginnings import CONTROL, looks_like
from jobview.results.decoding.body import Body
from jobview.results.decoding.forms import form_of, inside
from jobview.results.decoding.wrapper import BegunWrapper, begins_as_wrapper, begun
from jobview.results.model import ResultKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.results.avro_bytes.avro import Beginning
    from jobview.results.decoding.expected import Expected
    from jobview.results.model import LineSchema

_LEAST_TEXT: Final = 3
"""Characters of text that the fields of a bare record must hold before they are believed: of
random bytes one response in 2,500 is, with a single character it would be one in 600."""

_BROKEN_OFF: Final = "the wrapper around the result breaks off"


class _Reading(NamedTuple):
    """How far one line's schema reads."""

    beginning: Beginning
    by: LineSchema

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that were not read."""
        return self.by.schema.field_names[len(self.beginning.record) :]


def read_beginning(data: bytes, expected: Expected) -> Body | None:
    """The record that `data` begins with, with the rest's place and a note.

    Args:
        data: a response's bytes that fit no form completely.
        expected: whose response it is.

    Returns:
        None when nothing in the bytes says that they are such a record.
    """
    if not begins_as_wrapper(data):
        return _bare(data, expected)
    wrapper = begun(data, expected.record_name)
    return _wrapped(data, wrapper, expected) if wrapper else None


def _wrapped(data: bytes, wrapper: BegunWrapper, expected: Expected) -> Body | None:
    """What is in a wrapper that is incomplete, or whose content is: its head is the evidence."""
    inner = wrapper.wrapped.data
    if wrapper.size is not None or wrapper.wrapped.is_error:
        body = inside(wrapper.wrapped, expected, "Avro, wrapped")
        if body.kind is not ResultKind.BYTES:
            if wrapper.size is None:
                return _noted(body, wrapper.data_at, data, _BROKEN_OFF)
            return _noted(body, wrapper.size, data, "more bytes follow the wrapper")
    reading = _furthest(inner, expected)
    if reading is None or not reading.beginning.record or looks_like(inner, expected.encoding):
        return None
    body = _body(reading, wrapper.data_at, data, "Avro, wrapped")
    return body._replace(message=wrapper.wrapped.message)


def _bare(data: bytes, expected: Expected) -> Body | None:
    reading = _furthest(data, expected)
    if reading is None or not _is_believable(reading):
        return None
    return _body(reading, 0, data, "Avro, bare")


def _furthest(data: bytes, expected: Expected) -> _Reading | None:
    """By the line whose schema reads the most bytes, of equals the likeliest."""
    readings = [_Reading(by.schema.decode_beginning(data), by) for by in expected.candidates()]
    return max(readings, key=lambda reading: reading.beginning.size, default=None)


def _body(reading: _Reading, start: int, data: bytes, form: str) -> Body:
    by, rest_at = reading.by, start + reading.beginning.size
    body = Body(
        ResultKind.RECORD,
        form_of(form, by),
        record=reading.beginning.record,
        by=by,
        rest_at=rest_at,
        is_cut=bool(reading.missing),
    )
    if not reading.missing:
        is_followed = rest_at < len(data)
        why = "more bytes follow the record, as if the server were newer than the schema"
        return _noted(body, rest_at, data, why if is_followed else _BROKEN_OFF)
    return _noted(
        body,
        rest_at,
        data,
        f"{len(reading.beginning.record)} of {len(by.schema.field_names)} fields of"
        f" {by.schema.name} (schema {by.stamp}) could be read, {reading.missing[0]} could not:"
        f" {reading.beginning.reason}; fields are told apart by their place alone, so a value may"
        " stand under a wrong name",
    )


def _noted(body: Body, rest_at: int, data: bytes, why: str) -> Body:
    """`body` as an incomplete one: with the place of the rest, and with a note."""
    left = len(data) - rest_at
    unread = f"{humanize.intcomma(left)} of {humanize.intcomma(len(data))} bytes are unread"
    marked = body._replace(form=f"{body.form}, incomplete", rest_at=rest_at)
    return marked.noted(f"incomplete: {why}; {unread}")


def _is_believable(reading: _Reading) -> bool:
    """Whether the fields hold enough sane text to be no accident.

    Of a record that is whole, any value will do: its fields ended where they should.
    """
    values = list(reading.beginning.record.values())
    texts = list(_texts(values))
    if any(CONTROL.search(text) for text in texts):
        return False
    if not reading.missing:
        return any(values)
    return sum(map(len, texts)) >= _LEAST_TEXT


def _texts(value: object) -> Iterator[str]:
    """All strings in a value, names in maps included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _texts(item)
