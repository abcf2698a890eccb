"""A long response that is a JSON object, of which long texts and lists stay bytes.

Read in one go it would keep every other thread waiting, and be in memory once more.
"""

from __future__ import annotations

import json
import re
from codecs import utf_8_decode
from typing import TYPE_CHECKING, Any, Final

from jobview.results.avro_bytes.record import LARGE_BYTES, Large, OpenedRecord
from jobview.results.avro_bytes.stretch import AT_ONCE_BYTES, Stretch
from jobview.results.json_values.json_columns import NotPlain, column_at
from jobview.results.json_values.written import EXACT

if TYPE_CHECKING:
    from collections.abc import Mapping

LONG_BYTES: Final = 1024 * 1024
"""A shorter object is read in one go."""

_LONGEST_CUT: Final = 12
"""Bytes that two escapes of one character take."""

_HIGH_SURROGATES: Final = range(0xD800, 0xDC00)

_BLANK: Final = rb"[ \t\n\r]*+"
_TEXT: Final = rb'"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+"'
_PLAIN: Final = rb'[^\s,\[\]{}":]++'
_PAIR: Final = _BLANK + _TEXT + _BLANK + rb":" + _BLANK + rb"(?:" + _TEXT + rb"|" + _PLAIN + rb")"
_match_start = re.compile(_BLANK + rb"\{").match
_match_name = re.compile(_BLANK + rb"(" + _TEXT + rb")" + _BLANK + rb":" + _BLANK).match
_match_part = re.compile(rb'[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+').match
_match_plain = re.compile(_PLAIN).match
_match_map = re.compile(
    rb"\{(?:" + _PAIR + _BLANK + rb"(?:," + _PAIR + _BLANK + rb")*+)?+" + _BLANK + rb"\}"
).match
_match_next = re.compile(_BLANK + rb"([,}])").match
_match_end = re.compile(_BLANK + rb"\Z").match


def opened_object(data: bytes) -> Mapping[str, Any] | None:
    """The object that `data` is, of plain values, maps of those and lists of those.

    Returns:
        None for everything else, also for JSON that only a more tolerant reader can read.
    """
    try:
        return _object(data)
    except (NotPlain, ValueError):
        return None


def _object(data: bytes) -> OpenedRecord:
    fields: dict[str, object] = {}
    found = _match_start(data)
    while found is not None and found[0][-1:] != b"}":
        found = _match_name(data, found.end())
        if found is None:
            break
        fields[json.loads(found[1])], place = _value(data, found.end())
        found = _match_next(data, place)
    if found is None or _match_end(data, found.end()) is None:
        raise NotPlain
    return OpenedRecord(fields)


def _value(data: bytes, place: int) -> tuple[object, int]:
    """The value at a place, and the place behind it."""
    sign = data[place : place + 1]
    if sign == b'"':
        return _text(data, place + 1)
    if sign == b"[":
        column = column_at(data, place + 1, len(data))
        return (column if column.end - place > LARGE_BYTES else list(column)), column.end
    found = (_match_map if sign == b"{" else _match_plain)(data, place)
    if found is None:
        raise NotPlain
    return EXACT.loaded(found[0].decode()), found.end()


def _text(data: bytes, place: int) -> tuple[object, int]:
    pieces = []
    while True:
        stop = _part_end(data, place)
        is_last = data[stop : stop + 1] == b'"'
        piece, used = _unescaped(data[place:stop], is_last=is_last)
        pieces.append(piece)
        place += used
        if is_last:
            break
        if not used:
            raise NotPlain
    text = b"".join(pieces)
    if len(text) <= LARGE_BYTES:
        return text.decode(), place + 1
    return Large(Stretch.of(text), is_text=True), place + 1


def _part_end(data: bytes, place: int) -> int:
    found = _match_part(data, place, min(place + AT_ONCE_BYTES, len(data)))
    if found is None:
        raise NotPlain
    return found.end()


def _unescaped(part: bytes, *, is_last: bool) -> tuple[bytes, int]:
    """A part of a text as UTF-8, and how much of the part it is.

    A character or an escape may go on behind the part, and is then left for the next one.
    """
    if b"\\" not in part:
        used = utf_8_decode(part, "strict", is_last)[1]
        return part[:used], used
    shortest = len(part) if is_last else max(len(part) - _LONGEST_CUT, 0)
    for size in range(len(part), shortest - 1, -1):
        text = _loaded(part[:size])
        if text is not None and (is_last or ord(text[-1:] or " ") not in _HIGH_SURROGATES):
            return text.encode(), size
    raise NotPlain


def _loaded(part: bytes) -> str | None:
    try:
        text: str = json.loads(b'"' + part + b'"')
    except ValueError:
        return None
    return text
