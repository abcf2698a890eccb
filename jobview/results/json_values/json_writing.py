"""JSON text of plain values, its numbers with the digits that they came in."""

from __future__ import annotations

import json
import re
from operator import is_
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final

from jobview.results.json_values.written import WrittenFloat

if TYPE_CHECKING:
    from collections.abc import Collection

_SIGN: Final = token_hex(16)
"""Stands before a number while the text around it is written; no server can know it."""
_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
_signed = re.compile(rf'"{_SIGN}([^"]*)"').sub


def json_of(value: object, *, indent: int | None = None) -> str:
    """A value that is JSON, down to its last item, as text.

    Args:
        value: nothing but dicts, lists, tuples, strings, numbers, booleans and None; its numbers
            may be `WrittenFloat`.
        indent: blanks before each level of a text of several lines; None for one line.

    Raises:
        TypeError: an item is of another type.
        ValueError: a float is no number.
    """
    plain = _with_signs(value)
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=indent)
    return text if plain is value else _signed(r"\1", text)


def _with_signs(value: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """The value with texts in place of written numbers; the very value when it has none."""
    if isinstance(value, WrittenFloat):
        return _SIGN + value.written
    if isinstance(value, dict):
        items = _items_with_signs(value.values())
        return value if items is None else dict(zip(value, items, strict=True))
    if isinstance(value, list | tuple):
        items = _items_with_signs(value)
        return value if items is None else items
    return value


def _items_with_signs(values: Collection[Any]) -> list[Any] | None:
    if _PLAIN.issuperset(map(type, values)):
        return None
    items = [_with_signs(value) for value in values]
    return None if all(map(is_, items, values)) else items
