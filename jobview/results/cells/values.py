"""How one cell of a result is shown as text, by the Kinetica type of its column (protocol §3.5).

The texts hold what the server sent and are not safe for a terminal: whoever draws one passes it
through `jobview.text.literal` first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Final, NamedTuple

import humanize

from jobview.results.avro_bytes.packed import NESTED, PackedColumn
from jobview.results.cells.column_types import aligns_right, base_type
from jobview.results.cells.floats import SINGLE_WIDTH, float_text, float_word, singles_in
from jobview.results.cells.geometry import wkb_kind, wkt_text
from jobview.results.cells.moments import timestamp_text
from jobview.results.json_values.json_layout import compact

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

__all__ = [
    "DEFAULT_LIMIT",
    "EMPTY",
    "NULL",
    "PLAIN",
    "Shown",
    "ValueStyle",
    "aligns_right",
    "base_type",
    "float_word",
    "shown",
]

DEFAULT_LIMIT: Final = 400
"""Characters of a list, object or vector that are shown in a cell before `…`."""

_HEX_BYTES: Final = 16
_VECTOR_ITEMS: Final = 8
_JSON_STARTS: Final = ("{", "[")
_LOOKED_AT: Final = 64
"""Characters of a text in which its first sign must be to count as JSON."""


@dataclass(frozen=True, slots=True)
class ValueStyle:
    """What the user chose about values; the same for all cells of a run."""

    zone: tzinfo | None = UTC
    """Where timestamps are told; None is the machine's own zone."""
    ellipsis: str = "…"
    """What stands for a part left out."""


PLAIN: Final = ValueStyle()


class Shown(NamedTuple):
    """A cell's text, and whether it stands for something that has no text of its own.

    A server may send the very texts `∅` and `""`, so whoever draws one of these two mutes it.
    """

    text: str
    is_null: bool = False
    is_empty: bool = False
    """Whether the value is an empty string."""


NULL: Final = Shown("∅", is_null=True)
EMPTY: Final = Shown('""', is_empty=True)


def shown(
    value: object,
    column_type: str = "",
    *,
    limit: int = DEFAULT_LIMIT,
    style: ValueStyle = PLAIN,
) -> Shown:
    """What a cell looks like.

    Args:
        value: the cell as it came off the wire.
        column_type: Kinetica's type word, such as `timestamp`, `decimal(18,4)`, or the column's
            properties; may be empty.
        limit: where lists, objects, JSON and vectors are cut; other strings and numbers never are.
        style: the zone of timestamps, and the sign of a cut.

    Returns:
        `NULL` for None, `EMPTY` for an empty string. A value that does not fit its column's type is
        shown as it is.
    """
    if value is None:
        return NULL
    if isinstance(value, str) and not value:
        return EMPTY
    base = base_type(column_type)
    special = _BY_TYPE.get(base)
    text = special(value, limit, style) if special else None
    return Shown(_plain(value, base, limit, style) if text is None else text)


def size_text(count: int) -> str:
    """A number of bytes, such as `1,500 B`."""
    return f"{humanize.intcomma(count)} B"


def _plain(value: object, base: str, limit: int, style: ValueStyle) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float_text(value, is_single=base in {"float", "real"})
    if isinstance(value, bytes | bytearray):
        return _bytes_text(bytes(value[: _HEX_BYTES + 1]), len(value), style)
    if isinstance(value, NESTED):
        return _cut(_line_of(value, limit), limit, style)
    return str(value)


def _bytes_text(head: bytes, count: int, style: ValueStyle) -> str:
    """The size, and the first bytes in hexadecimal."""
    more = f" {style.ellipsis}" if count > _HEX_BYTES else ""
    first = f"  {head[:_HEX_BYTES].hex(' ')}" if head else ""
    return f"{size_text(count)}{first}{more}"


def _line_of(value: object, limit: int) -> str:
    """One line of JSON, made only as far as it is shown."""
    text = ""

    def foreign(value: object) -> object:
        if isinstance(value, PackedColumn):
            return value[: limit + 1]  # an item takes a character at least
        return dict(value) if isinstance(value, Mapping) else _plain(value, "", limit, PLAIN)

    encoder = json.JSONEncoder(
        ensure_ascii=False, separators=(",", ":"), default=foreign, check_circular=False
    )
    for piece in encoder.iterencode(value):
        text += piece
        if len(text) > limit:
            break
    return text


def _cut(text: str, limit: int, style: ValueStyle) -> str:
    if len(text) <= limit:
        return text
    return text[: max(limit - len(style.ellipsis), 0)] + style.ellipsis


def _timestamp(value: object, _limit: int, style: ValueStyle) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return timestamp_text(value, style.zone)


def _boolean(value: object, _limit: int, _style: ValueStyle) -> str | None:
    if isinstance(value, int) and value in {0, 1}:
        return "true" if value else "false"
    return None


def _vector(value: object, limit: int, style: ValueStyle) -> str | None:
    """How many floats, and the first of them; None for bytes that are no vector."""
    if isinstance(value, str):
        return _json(value, limit, style)
    if not isinstance(value, bytes) or len(value) % SINGLE_WIDTH:
        return None
    count = len(value) // SINGLE_WIDTH
    listed = [float_text(item, is_single=True) for item in singles_in(value, _VECTOR_ITEMS)]
    more = [style.ellipsis] if count > _VECTOR_ITEMS else []
    noun = "float" if count == 1 else "floats"
    text = f"{humanize.intcomma(count)} {noun}  [{', '.join([*listed, *more])}]"
    return _cut(text, limit, style)


def _json(value: object, limit: int, style: ValueStyle) -> str | None:
    """JSON text without its blanks; None for a text that does not begin as an object or list."""
    if not isinstance(value, str) or not _begins_as_json(value):
        return None
    return compact(value, limit, style.ellipsis)


def _begins_as_json(text: str) -> bool:
    return text[:_LOOKED_AT].lstrip().startswith(_JSON_STARTS)


def _geometry(value: object, _limit: int, style: ValueStyle) -> str | None:
    """Well-known text in a few words, or the kind before the bytes of the binary form."""
    if isinstance(value, str):
        return wkt_text(value, style.ellipsis)
    kind = wkb_kind(value) if isinstance(value, bytes) else None
    return f"{kind}, {_plain(value, '', DEFAULT_LIMIT, style)}" if kind else None


_BY_TYPE: Final[dict[str, Callable[[object, int, ValueStyle], str | None]]] = {
    "array": _json,
    "bool": _boolean,
    "boolean": _boolean,
    "geo": _geometry,
    "geography": _geometry,
    "geometry": _geometry,
    "json": _json,
    "timestamp": _timestamp,
    "vector": _vector,
    "wkb": _geometry,
    "wkt": _geometry,
}
