"""How one cell of a result is shown as text, by the Kinetica type of its column (protocol §3.5).

The texts hold what the server sent and are not safe for a terminal: whoever draws one passes it
through `jobview.text.literal` first.
"""

from __future__ import annotations

import json
import math
import struct
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import humanize

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_LIMIT: Final = 400
"""Characters of a list, object or vector that are shown in a cell before `…`."""

_HEX_BYTES: Final = 16
_VECTOR_ITEMS: Final = 8
_FLOAT_BYTES: Final = 4
_SINGLE: Final = struct.Struct("<f")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS_A_SECOND: Final = 1000
_FLOAT_DIGITS: Final = range(6, 10)
"""Significant digits of a 32-bit float: 6 are always kept, 9 always suffice."""

_NUMBERS: Final = frozenset(
    {"int", "int8", "int16", "long", "ulong", "float", "double", "decimal", "number"}
)


class Shown(NamedTuple):
    """A cell's text, and whether it stands for null: `∅` may also be a text of the server's."""

    text: str
    is_null: bool = False


NULL: Final = Shown("∅", is_null=True)


def shown(value: object, column_type: str = "", *, limit: int = DEFAULT_LIMIT) -> Shown:
    """What a cell looks like.

    Args:
        value: the cell as it came off the wire.
        column_type: Kinetica's type word, such as `timestamp`, `decimal(18,4)`; may be empty.
        limit: where lists, objects and vectors are cut; strings and numbers never are.

    Returns:
        `NULL` for None. A value that does not fit its column's type is shown as it is.
    """
    if value is None:
        return NULL
    base = base_type(column_type)
    special = _BY_TYPE.get(base)
    text = special(value, limit) if special else None
    return Shown(_plain(value, base, limit) if text is None else text)


def base_type(column_type: str) -> str:
    """The type word in lower case without its parameters: `decimal(18,4)` gives `decimal`."""
    return column_type.partition("(")[0].strip().lower()


def aligns_right(column_type: str) -> bool:
    """Whether a column of this type is a column of numbers."""
    return base_type(column_type) in _NUMBERS


def float_word(value: float) -> str | None:
    """Kinetica's word for a float that is no number, such as `-Infinity`; None for a number."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return None


def _plain(value: object, base: str, limit: int) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(value, is_single=base == "float")
    if isinstance(value, bytes | bytearray):
        return _bytes_text(bytes(value))
    if isinstance(value, dict | list | tuple):
        return _compact(value, limit)
    return str(value)


def _float_text(value: float, *, is_single: bool) -> str:
    """The fewest digits that give the same value back: of 32 bits, or of 64."""
    word = float_word(value)
    if word is not None:
        return word
    text = repr(value)
    if is_single and _as_single(value) == value:
        shorter = (f"{value:.{digits}g}" for digits in _FLOAT_DIGITS)
        text = next((short for short in shorter if _as_single(float(short)) == value), text)
    return text.removesuffix(".0")


def _as_single(value: float) -> float | None:
    """The nearest float of 32 bits; None for one too large."""
    try:
        single: float = _SINGLE.unpack(_SINGLE.pack(value))[0]
    except OverflowError:
        return None
    return single


def _bytes_text(value: bytes) -> str:
    head = value[:_HEX_BYTES].hex(" ")
    more = " …" if len(value) > _HEX_BYTES else ""
    return f"{humanize.intcomma(len(value))} B{'  ' if head else ''}{head}{more}"


def _compact(value: object, limit: int) -> str:
    """One line of JSON, made only as far as it is shown."""
    text = ""
    encoder = json.JSONEncoder(
        ensure_ascii=False, separators=(",", ":"), default=_foreign, check_circular=False
    )
    for piece in encoder.iterencode(value):
        text += piece
        if len(text) > limit:
            return text[: max(limit - 1, 0)] + "…"
    return text


def _foreign(value: object) -> str:
    return _bytes_text(value) if isinstance(value, bytes) else str(value)


def _timestamp(value: object, _limit: int) -> str | None:
    """Milliseconds since the epoch as ISO 8601; None outside of the years 1 to 9999."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    try:
        moment = _EPOCH + timedelta(milliseconds=value)
    except OverflowError:
        return None
    precision = "milliseconds" if value % _MS_A_SECOND else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def _boolean(value: object, _limit: int) -> str | None:
    if isinstance(value, int) and value in {0, 1}:
        return "true" if value else "false"
    return None


def _vector(value: object, limit: int) -> str | None:
    """How many floats, and the first of them; None for bytes that are no vector."""
    if not isinstance(value, bytes) or len(value) % _FLOAT_BYTES:
        return None
    count = len(value) // _FLOAT_BYTES
    first = struct.unpack_from(f"<{min(count, _VECTOR_ITEMS)}f", value)
    listed = ", ".join(_float_text(item, is_single=True) for item in first)
    text = f"{humanize.intcomma(count)}: [{listed}{', …' if count > _VECTOR_ITEMS else ''}]"
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


_BY_TYPE: Final[dict[str, Callable[[object, int], str | None]]] = {
    "timestamp": _timestamp,
    "boolean": _boolean,
    "vector": _vector,
}
