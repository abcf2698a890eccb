"""Sizes as people write them: `64 MiB`, `128M`, `2G`, or a bare number of bytes."""

from __future__ import annotations

import re
from typing import Final

MIN_BYTES: Final = 1024 * 1024
"""The least limit that makes sense: a few thousand rows."""

_SIZE: Final = re.compile(
    r"(?P<whole>[0-9]{1,18})(?:\.(?P<part>[0-9]{1,18}))? ?(?P<prefix>[kmgt]?)(?P<unit>i?b)?",
    re.ASCII,
)

_POWERS: Final = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


class ByteSize(int):
    """A number of bytes that may be written as a size."""


def byte_size(value: str | int) -> ByteSize:
    """The number of bytes that a size means; `M` and `MiB` are 1,048,576, `MB` is 1,000,000.

    Raises:
        ValueError: it is no size, or less than a mebibyte; the message says what was expected.
    """
    match = _SIZE.fullmatch(str(value).strip().lower())
    if match is None:
        raise ValueError("a size is a number with a unit, such as 64 MiB or 2G")
    step = 1000 if match["unit"] == "b" else 1024
    part = match["part"] or ""
    size = int(match["whole"] + part) * step ** _POWERS[match["prefix"]] // 10 ** len(part)
    if size < MIN_BYTES:
        raise ValueError("this limit is 1 MiB at least")
    return ByteSize(size)
