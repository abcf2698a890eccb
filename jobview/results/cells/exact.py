"""One value as a text from which it can be had back: for files, not for the eye."""

from __future__ import annotations

import json
import struct
from base64 import b64encode
from collections.abc import Mapping
from typing import Final

from jobview.results.avro_bytes.packed import LISTS
from jobview.results.cells.plain import json_value
from jobview.results.cells.values import base_type, float_word, shown

_FLOAT_BYTES: Final = 4


def exact_text(value: object, column_type: str = "") -> str | None:
    """A cell as CSV and its like hold it.

    Args:
        value: the cell as it came off the wire.
        column_type: Kinetica's type word; may be empty.

    Returns:
        None for null. A string is given as it came; numbers have all their digits; a timestamp is
        ISO 8601 in UTC; bytes are base64; a vector, list or object is JSON. The text may hold
        control characters and lone surrogates.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes | bytearray):
        data = bytes(value)
        is_vector = base_type(column_type) == "vector" and len(data) % _FLOAT_BYTES == 0
        return _vector_text(data) if is_vector else b64encode(data).decode("ascii")
    if isinstance(value, (Mapping, *LISTS)):
        return json_text(value)
    return shown(value, column_type).text


def json_text(value: object) -> str:
    """`value` as one line of JSON; bytes and floats that are no numbers as `json_value` says."""
    return json.dumps(json_value(value), ensure_ascii=False, allow_nan=False, default=str)


def _vector_text(data: bytes) -> str:
    """Little-endian 32-bit floats with the fewest digits that give each back."""
    items = (item for (item,) in struct.iter_unpack("<f", data))
    return f"[{', '.join(_float_json(item) for item in items)}]"


def _float_json(item: float) -> str:
    word = float_word(item)
    return f'"{word}"' if word else shown(item, "float").text
