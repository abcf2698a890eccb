"""Records of any Avro schema of Kinetica's, many and fast: a seed gives the same ones each time.

Hypothesis finds more with fewer records, but thousands of records for each of 221 endpoints would
take it minutes.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, Final

from tests.fakes import official

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TEXTS: Final = (
    "",
    "a",
    "ki_home.taxi",
    "null",
    "NUL \x00 inside",
    "\x1b[31mred\x1b[0m \x07",
    "\x7f\x80\x9f",
    "right \u202eto left\u202c, \u2066isolated\u2069",
    "line\u2028paragraph\u2029\r\n\ttab",
    "tëxt \N{GRINNING FACE} \N{COMBINING ACUTE ACCENT}",
    "\ufeff\ufffe\uffff\ufffd\ud7ff\ue000\U0010ffff",
    '{"a": [1, "\\u0000"]}',
    "x" * 63,
    "x" * 64,
    "é" * 4096,
)
_BYTES: Final = (b"", b"\x00", b"\xff" * 64, bytes(range(256)), b"\xed\xa0\x80")
_INTS: Final = (0, 1, -1, 63, 64, -64, -65, 8191, 8192, -8193, 2**31 - 1, -(2**31))
_LONGS: Final = (
    *_INTS,
    2**31,
    2**53 + 1,
    -(2**53) - 1,
    2**55 - 1,
    2**55,
    2**62,
    2**63 - 1,
    -(2**63),
)
_ODD: Final = (0.0, -0.0, 1.0, -0.5, float("nan"), float("inf"), float("-inf"))
_FLOATS: Final = (*_ODD, 2.0**-149, 2.0**-126, 1.5 * 2.0**127, -(2.0**24) + 1)
_DOUBLES: Final = (*_ODD, 0.1, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308)

_ANY: Final[Mapping[str, Sequence[Any]]] = {
    "boolean": (False, True),
    "int": _INTS,
    "long": _LONGS,
    "float": _FLOATS,
    "double": _DOUBLES,
    "bytes": _BYTES,
    "string": _TEXTS,
}
_KEYS: Final = ("", "a", "X-Kinetica-Group", "\x00", "\x1b]0;", "\u202e", "é" * 64)


FULL: dict[str, Any] = {
    "boolean": True,
    "int": -7,
    "long": 2**62 + 1,
    "float": 0.25,
    "double": 1.5e300,
    "bytes": bytes(range(256)),
    "string": "tëxt\u2028 \N{GRINNING FACE}",
}
"""One telling value of each type."""

EMPTY: dict[str, Any] = {
    "boolean": False,
    "int": 0,
    "long": 0,
    "float": 0.0,
    "double": 0.0,
    "bytes": b"",
    "string": "",
}
"""The empty value of each type."""


def record_of(endpoint: str, leaves: dict[str, Any], size: int) -> dict[str, Any]:
    """An endpoint's response of such values."""
    fields = official.definition(endpoint)["fields"]
    return {field["name"]: value_of(field["type"], leaves, size) for field in fields}


def value_of(kind: Any, leaves: dict[str, Any], size: int) -> Any:  # noqa: ANN401 - Avro is anything
    """A value of an Avro type: `leaves` of the primitives, `size` of arrays and maps."""
    if isinstance(kind, str):
        return leaves[kind]
    if kind["type"] == "array":
        return [value_of(kind["items"], leaves, size) for _ in range(size)]
    if kind["type"] == "map":
        return {f"kéy {i}": value_of(kind["values"], leaves, size) for i in range(size)}
    return value_of(kind["type"], leaves, size)


def records(fields: Sequence[Mapping[str, Any]], count: int, seed: str) -> Iterator[dict[str, Any]]:
    """`count` records with these fields: one that is empty, one that is full, and any others.

    Args:
        fields: of an Avro record.
        count: how many.
        seed: the same one gives the same records.
    """
    random = Random(seed)  # noqa: S311 - not for secrets
    yield from [{field["name"]: value_of(field["type"], EMPTY, 0) for field in fields}][:count]
    for number in range(1, count):
        size = 3 if number == 1 else random.choice((0, 1, 1, 2, 3))
        yield {field["name"]: _any_value(field["type"], size, random) for field in fields}


def _any_value(kind: Any, size: int, random: Random) -> Any:  # noqa: ANN401 - Avro is anything
    if isinstance(kind, str):
        return random.choice(_ANY[kind])
    if kind["type"] == "array":
        return [_any_value(kind["items"], size, random) for _ in range(size)]
    if kind["type"] == "map":
        keys = random.sample(_KEYS, size)
        return {key: _any_value(kind["values"], size, random) for key in keys}
    return _any_value(kind["type"], size, random)
