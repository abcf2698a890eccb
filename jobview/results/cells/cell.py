"""One cell of a result in full: for a view of it, and for copying.

The texts hold what the server sent and are not safe for a terminal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import humanize

from jobview.results.avro_bytes.packed import NESTED
from jobview.results.cells.column_types import base_type
from jobview.results.cells.exact import exact_text, json_text
from jobview.results.cells.floats import SINGLE_WIDTH, float_text, singles_in
from jobview.results.cells.geometry import geometry_in, wkb_kind
from jobview.results.cells.moments import is_date_text
from jobview.results.cells.values import NULL, PLAIN, shown
from jobview.results.json_values.json_layout import indented
from jobview.results.json_values.nested import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.results.cells.values import ValueStyle

_GEOMETRIES: Final = frozenset({"geo", "geography", "geometry", "wkb", "wkt"})


@dataclass(frozen=True, slots=True)
class CellDescription:
    """A cell in full, as a view shows it: the facts above, the value beneath them."""

    facts: tuple[tuple[str, str], ...]
    """Names and texts, each on one line: the type, the raw number, the length, what it is."""
    text: str
    """The whole value; JSON and the values of a vector have line breaks of ours. Empty for null,
    for an empty string, and for bytes, which are in `data`."""
    data: bytes | None = None
    """The bytes of a column of bytes, for a hex dump; None otherwise."""


def described(value: object, column_type: str = "", style: ValueStyle = PLAIN) -> CellDescription:
    """A cell in full.

    Args:
        value: the cell as it came off the wire.
        column_type: as for `shown`.
        style: as for `shown`.
    """
    base = base_type(column_type)
    facts = [("type", column_type)] if column_type else []
    if value is None:
        return CellDescription((*facts, ("value", "null")), "")
    if isinstance(value, bytes | bytearray):
        return _of_bytes(bytes(value), base, facts)
    if isinstance(value, str):
        facts += _of_text(value, base)
        return CellDescription(tuple(facts), _laid_out(value))
    if isinstance(value, NESTED):
        facts.append(("length", _counted(len(value), "item", "items")))
        return CellDescription(tuple(facts), json_text(value, indent=2))
    text = shown(value, column_type, style=style).text
    if text != str(value):
        facts.append(("raw number", str(value)))
    return CellDescription(tuple(facts), text)


def full_text(value: object, column_type: str = "", style: ValueStyle = PLAIN) -> str:
    """A cell as it is copied: as `exact_text`, a timestamp in the zone of `style`, null empty."""
    return exact_text(value, column_type, style.zone) or ""


def _of_bytes(data: bytes, base: str, facts: list[tuple[str, str]]) -> CellDescription:
    facts = [*facts, ("length", _counted(len(data), "byte", "bytes"))]
    if base == "vector" and not len(data) % SINGLE_WIDTH:
        facts.append(("values", _counted(len(data) // SINGLE_WIDTH, "float", "floats")))
        return CellDescription(tuple(facts), "\n".join(_floats(data)), data)
    kind = wkb_kind(data) if base in _GEOMETRIES else None
    if kind:
        facts.append(("geometry", f"{kind}, in binary"))
    return CellDescription(tuple(facts), "", data)


def _of_text(text: str, base: str) -> Iterator[tuple[str, str]]:
    if not text:
        yield "value", "an empty string"
        return
    yield "length", _counted(len(text), "character", "characters")
    geometry = geometry_in(text) if base in _GEOMETRIES else None
    if geometry:
        yield "geometry", f"{geometry.kind}, {_counted(geometry.point_count, 'point', 'points')}"
    elif base in _GEOMETRIES:
        yield "note", "no geometry that is known here"
    inside = opened(text)
    if isinstance(inside, dict | list):
        noun = ("item", "items") if isinstance(inside, list) else ("field", "fields")
        yield "JSON", _counted(len(inside), *noun)
    if not is_date_text(text, base):
        yield "note", f"no {base} that is known here"
    if text == NULL.text or text.casefold() == "null":
        yield "note", "a text, not null"


def _laid_out(text: str) -> str:
    """JSON with one item a line; other text as it came."""
    return indented(text) if isinstance(opened(text), dict | list) else text


def _floats(data: bytes) -> Iterator[str]:
    return (float_text(value, is_single=True) for value in singles_in(data))


def _counted(count: int, one: str, many: str) -> str:
    return f"{humanize.intcomma(count)} {one if count == 1 else many}"
