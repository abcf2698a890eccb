"""Numbers of JSON that a float does not hold, with the digits that they were written in.

Kinetica's decimals have up to 27 digits, a float has 15 to 17. Most fractions are what a float says
they are, and are floats.
"""

from __future__ import annotations

import json
import math
import sys
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final, Self

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST: Final = sys.float_info.max


class WrittenFloat(float):
    """A number as it was written: the nearest finite float for all who reckon with it.

    Its `repr` and `str` are what was written. It is compared by that: equal only to numbers of
    the same value, where a float stands for its shortest digits.
    """

    __slots__ = ("written",)

    written: str
    """A number of JSON, such as `1.10` or `1e400`."""

    def __new__(cls, written: str) -> Self:
        """The number that `written` is, a number of JSON."""
        number = super().__new__(cls, max(-_LARGEST, min(float(written), _LARGEST)))
        number.written = written
        return number

    def __repr__(self) -> str:
        return self.written

    def __eq__(self, other: object) -> bool:
        return _compared(self, other) == 0

    def __ne__(self, other: object) -> bool:
        return _compared(self, other) != 0

    def __lt__(self, other: float) -> bool:
        order = _compared(self, other)
        return order is not None and order < 0

    def __le__(self, other: float) -> bool:
        order = _compared(self, other)
        return order is not None and order <= 0

    def __gt__(self, other: float) -> bool:
        order = _compared(self, other)
        return order is not None and order > 0

    def __ge__(self, other: float) -> bool:
        order = _compared(self, other)
        return order is not None and order >= 0

    __hash__ = float.__hash__

    def double(self) -> float:
        """What a column of floats makes of it: infinity of a number that is too large."""
        return float(self.written)


class Fractions:
    """What numbers with a point or an exponent become: `FLOATS`, `EXACT` or `WRITTEN`."""

    __slots__ = ("_decode", "_decode_kindly")

    def __init__(self, read: Callable[[str], float]) -> None:
        self._decode = json.JSONDecoder(parse_float=read).decode
        self._decode_kindly = json.JSONDecoder(parse_float=read, strict=False).decode

    def loaded(self, text: str, *, is_strict: bool = True) -> Any:  # noqa: ANN401 - JSON is anything
        """The value that JSON text holds.

        Args:
            text: the JSON.
            is_strict: whether strings may hold no control characters.

        Raises:
            ValueError: it is no JSON.
            RecursionError: it is nested too deeply.
        """
        decode = self._decode if is_strict else self._decode_kindly
        if self is not EXACT:
            return decode(text)
        data = text.encode("utf-8", "surrogatepass")
        if not _has_long_numbers(data):
            return FLOATS.loaded(text, is_strict=is_strict)
        if len(data) > _MOST_COMPARED:
            return decode(text)
        value = FLOATS.loaded(text, is_strict=is_strict)
        return value if _is_written_as(value, data) else decode(text)


def _exact(written: str) -> float:
    number = float(written)
    return number if repr(number) == written else _unless_equal(written, number)


def _unless_equal(written: str, number: float) -> float:
    try:
        is_equal = Decimal(written) == Decimal(repr(number))
    except InvalidOperation:  # an exponent that not even a decimal has room for
        is_equal = False
    return number if is_equal else WrittenFloat(written)


FLOATS: Final = Fractions(float)
"""The nearest float."""

EXACT: Final = Fractions(_exact)
"""A float, but a `WrittenFloat` where the float is another number."""

WRITTEN: Final = Fractions(WrittenFloat)
"""A `WrittenFloat`, so that `1.10` keeps its last digit."""

_ALIKE: Final = bytes.maketrans(b"123456789E", b"000000000e")
_MANY_DIGITS: Final = b"0" * 16
"""Any number of 15 digits is the shortest form of some float."""
_LARGE_EXPONENT: Final = b"0e000"
_MOST_COMPARED: Final = 1024 * 1024
"""In a longer text some number is likely to be written in another way."""
_BLANKS: Final = b" \t\r\n"


def _has_long_numbers(data: bytes) -> bool:
    """Whether some number has so many digits that a float may not hold it; 1 ns a byte."""
    alike = data.translate(_ALIKE, b".+-")
    return _MANY_DIGITS in alike or _LARGE_EXPONENT in alike


def _is_written_as(value: object, data: bytes) -> bool:
    """Whether JSON is what writing its value gives: floats in the shortest form, as is usual.

    To look at each number instead takes four times as long as to read them all.
    """
    try:
        written = msgspec.json.encode(value)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return False
    return data.translate(None, _BLANKS) == written.translate(None, _BLANKS)


def _compared(one: WrittenFloat, other: object) -> int | None:
    """Below, equal or above zero as one number is below, at or above the other; None for neither.

    Nearly always the floats differ, and are then in the order of the numbers.
    """
    if isinstance(other, float):
        if math.isnan(other):
            return None
        mine, theirs = float(one), float(other)
        if mine != theirs or math.isinf(theirs):
            return -1 if mine < theirs else 1
    elif not isinstance(other, int | Decimal):
        return None
    difference = _decimal(one).compare(_decimal(other))
    return None if difference.is_nan() else int(difference)


def _decimal(number: float | Decimal) -> Decimal:
    if not isinstance(number, float):
        return Decimal(number)
    try:
        return Decimal(repr(number))
    except InvalidOperation:
        return Decimal(repr(float(number)))
