"""One value as a text from which it can be had back: for files and for copying, not for the eye.

Every value that leaves jobview is written by `exact_text`, and every list or object by `json_text`,
so that a cell reads the same wherever it is pasted: bytes are base64 in both.
"""

from __future__ import annotations

import struct
from base64 import b64encode
from datetime import UTC
from typing import TYPE_CHECKING, Final

from jobview.results.avro_bytes.packed import NESTED
from jobview.results.cells.moments import iso_text
from jobview.results.cells.plain import json_value
from jobview.results.cells.values import base_type, float_word, shown
from jobview.results.json_values.json_writing import json_of

if TYPE_CHECKING:
    from datetime import tzinfo

_FLOAT_BYTES: Final = 4


def exact_text(value: object, column_type: str = "", zone: tzinfo | None = UTC) -> str | None:
    """A cell as CSV and its like hold it.

    Args:
        value: the cell as it came off the wire.
        column_type: Kinetica's type word; may be empty.
        zone: where timestamps are told; None is the machine's own.

    Returns:
        None for null. A string is given as it came; numbers have all their digits; a timestamp is
        ISO 8601, or its number where no calendar has it; bytes are base64; a vector, list or
        object is JSON. The text may hold control characters and lone surrogates.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes | bytearray):
        data = bytes(value)
        is_vector = base_type(column_type) == "vector" and len(data) % _FLOAT_BYTES == 0
        return _vector_text(data) if is_vector else b64encode(data).decode("ascii")
    if isinstance(value, NESTED):
        return json_text(value)
    if type(value) is int and base_type(column_type) == "timestamp":
        return iso_text(value, zone) or str(value)
    return shown(value, column_type).text


def json_text(value: object, *, indent: int | None = None) -> str:
    """`value` as JSON, of which `json_value` says how it holds what JSON has no form of.

    Args:
        value: anything that a result holds, down to its last cell.
        indent: blanks before each level of a text of several lines; None for one line.
    """
    return json_of(json_value(value), indent=indent)


def _vector_text(data: bytes) -> str:
    """Little-endian 32-bit floats with the fewest digits that give each back."""
    items = (item for (item,) in struct.iter_unpack("<f", data))
    return f"[{', '.join(_float_json(item) for item in items)}]"


def _float_json(item: float) -> str:
    word = float_word(item)
    return f'"{word}"' if word else shown(item, "float").text
