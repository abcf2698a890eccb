"""Long columns of a table sent as JSON, left as JSON text until they are looked at.

Parsed in one go, 64 MiB of JSON make five times as much of values and keep every other thread
waiting for half a second. Here some hundred cells at a time are parsed, to see that they are sound
and how many they are, and are thrown away again.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from jobview.results.avro_bytes.packed import BLOCK_CELLS, PackedColumn, Places
from jobview.results.json_values.json_record import fractions_of, item_reader
from jobview.results.json_values.written import FLOATS, Fractions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.results.avro_bytes.packed import ReadCells
    from jobview.results.avro_bytes.stretch import Stretch

_BLANK: Final = rb"[ \t\n\r]*+"
_TEXT: Final = rb'"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+"'
_CELL: Final = rb"(?:" + _TEXT + rb'|[^\s,\[\]{}":]++)'
_match_start = re.compile(_BLANK + rb"\{").match
_match_name = re.compile(_BLANK + rb"(" + _TEXT + rb")" + _BLANK + rb":" + _BLANK + rb"\[").match
_match_empty = re.compile(_BLANK + rb"\]").match
_match_cells = re.compile(
    rb"(?:" + _BLANK + _CELL + _BLANK + rb",){1," + str(BLOCK_CELLS).encode() + rb"}+"
).match
_match_last = re.compile(_BLANK + _CELL + _BLANK + rb"\]").match
_match_next = re.compile(_BLANK + rb"([,}])").match
_match_end = re.compile(_BLANK + rb"\Z").match


class NotPlain(Exception):
    """The text holds more than lists of plain values, or is not sound."""


def packed_object(text: Stretch, kinds: Mapping[str, object]) -> dict[str, PackedColumn] | None:
    """The members of a JSON object that are all lists of numbers, texts, booleans and nulls.

    Args:
        text: the object as UTF-8; the columns keep it.
        kinds: the members' Avro types, for what JSON has no form of; may lack some.

    Returns:
        None for everything else, also for JSON that only a more tolerant reader can read.
    """
    try:
        return _object(text, kinds)
    except (NotPlain, ValueError):
        return None


def _object(text: Stretch, kinds: Mapping[str, object]) -> dict[str, PackedColumn]:
    data, place, end = text
    members = {}
    found = _match_start(data, place, end)
    while found is not None and found[0][-1:] != b"}":
        found = _match_name(data, found.end(), end)
        if found is None:
            break
        name = json.loads(found[1])
        members[name] = column_at(data, found.end(), end, kinds.get(name))
        found = _match_next(data, members[name].end, end)
    if found is None or _match_end(data, found.end(), end) is None:
        raise NotPlain
    return members


def column_at(data: bytes, place: int, end: int, kind: object = None) -> PackedColumn:
    """The list whose cells begin at a place; its bracket is the end of the last cell.

    Args:
        data: JSON as UTF-8.
        place: behind the opening bracket.
        end: where the JSON ends.
        kind: the list's Avro type; None changes nothing.

    Raises:
        NotPlain: a cell is a list or an object, or there is no end.
        ValueError: what looked like a cell is none.
    """
    read = _reader(kind)
    places = Places()
    count = 0
    if empty := _match_empty(data, place, end):
        places.close(0, empty.end())
        return PackedColumn(data, places, read)
    while cells := _match_cells(data, place, end):
        places.add(count, place)
        count += len(_parsed(data, place, cells.end()))
        place = cells.end()
    last = _match_last(data, place, end)
    if last is None:
        raise NotPlain
    places.add(count, place)
    places.close(count + len(_parsed(data, place, last.end())), last.end())
    return PackedColumn(data, places, read)


def as_written(column: PackedColumn) -> PackedColumn:
    """A column of `packed_object` as one of decimals, its fractions kept with all their digits."""
    return column.read_by(_reader({"type": "array", "items": "string"}))


def _reader(kind: object) -> ReadCells:
    typed, fractions = item_reader(kind), fractions_of(kind)

    def read(data: bytes, start: int, stop: int, count: int) -> list[Any]:
        del count
        cells = _parsed(data, start, stop, fractions)
        return cells if typed is None else typed(cells)

    return read


def _parsed(data: bytes, start: int, stop: int, fractions: Fractions = FLOATS) -> list[Any]:
    """Cells that lie together; what is behind the last one is a comma or a bracket."""
    cells: list[Any] = fractions.loaded(f"[{data[start : stop - 1].decode()}]")
    return cells
