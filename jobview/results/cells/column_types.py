"""Kinetica's type words, read out of whatever a server calls a column (protocol §3.5).

A result's `column_datatypes` say `timestamp` or `decimal(18,4)`. A table's type says an Avro
primitive and a list of properties, in which the special type stands among words that are none:
`["timestamp", "nullable"]`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_MOST_CHARACTERS: Final = 200
"""A longer type is no type; what stands behind is not looked at."""

_PARAMETERS: Final = re.compile(r"\([^()]*\)?")
_SEPARATORS: Final = re.compile(r"[\s,;|\[\]\"']+")
_CHARACTERS: Final = re.compile(r"char\d{0,4}|varchar|string|text")

_PRIMITIVES: Final = frozenset(
    {"int", "integer", "long", "bigint", "float", "real", "double", "string", "bytes"}
)
"""What a column is unless a property says more."""

_SPECIAL: Final = frozenset(
    {
        *("array", "boolean", "bool", "date", "datetime", "decimal", "geo", "geography"),
        *("geometry", "int16", "int8", "ipv4", "json", "number", "numeric", "smallint", "time"),
        *("timestamp", "tinyint", "ulong", "unsigned_long", "uuid", "vector", "wkb", "wkt"),
    }
)
_MODIFIERS: Final = frozenset(
    {
        *("compress", "data", "default", "default_sql", "dict", "disk_optimized"),
        *("init_with_now", "init_with_uuid", "not", "null", "nullable", "primary_key"),
        *("shard_key", "soft_primary_key", "store_only", "text_search", "update_with_now"),
        "update_with_user",
    }
)
"""The properties that say nothing of what a value is."""

_NUMBERS: Final = frozenset(
    {
        *("int", "integer", "int8", "tinyint", "int16", "smallint", "long", "bigint", "ulong"),
        *("unsigned_long", "float", "real", "double", "decimal", "number", "numeric"),
    }
)


def base_type(column_type: str) -> str:
    """The word that says most about a column's values, in lower case without its parameters.

    Args:
        column_type: a type such as `decimal(18,4)`, or properties with any separator between them,
            such as `string, char64, nullable`.

    Returns:
        `decimal` for the first and `char64` for the second; an unknown word as it came; empty
        when there is no word of a type.
    """
    # Cut before it is remembered: a server's words may be of any length.
    return _base_type(column_type[:_MOST_CHARACTERS])


def aligns_right(column_type: str) -> bool:
    """Whether a column of this type is a column of numbers."""
    return base_type(column_type) in _NUMBERS


@lru_cache(maxsize=1024)
def _base_type(column_type: str) -> str:
    plain = _PARAMETERS.sub(" ", column_type.lower())
    words = [word for word in _SEPARATORS.split(plain) if word and word not in _MODIFIERS]
    ranked = sorted(words, key=_rank)
    return ranked[0] if ranked else ""


def _rank(word: str) -> int:
    """Special types before lengths of text, those before primitives, unknown words last."""
    if word in _SPECIAL:
        return 0
    if word in _PRIMITIVES:
        return 2
    return 1 if _CHARACTERS.fullmatch(word) else 3
