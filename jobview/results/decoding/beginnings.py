"""What bytes may be that are no record, by how they begin."""

from __future__ import annotations

import codecs
import re
from typing import Final

_BEGINNINGS: Final = (
    (re.compile(rb"\xff\x06\x00\x00sNaPpY"), "data compressed with Snappy"),
    (re.compile(rb"\x1f\x8b"), "data compressed with gzip"),
    (re.compile(rb"Obj\x01"), "an Avro file"),
    (re.compile(rb"ARROW1"), "an Arrow file"),
    (re.compile(rb"\x89PNG"), "a PNG image"),
    # An Avro text of 30 characters begins with `<` too, but has no tag that ends.
    (re.compile(rb"<[!?/A-Za-z][^<>]*>"), "HTML or XML"),
)
_LOOKED_AT: Final = 65_536
"""Bytes that are looked at to tell a text."""

CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""A character that no text of people's holds."""


def looks_like(data: bytes, encoding: str) -> str:
    """What unreadable bytes may be, in words; empty without an idea.

    Args:
        data: the bytes, as far as they are at hand.
        encoding: the server's word for them, lower case.
    """
    if encoding == "snappy":
        return "data compressed with Snappy"
    for beginning, words in _BEGINNINGS:
        if beginning.match(data):
            return words
    if not _is_text(data[:_LOOKED_AT]):
        return ""
    is_json = data.lstrip().startswith((b"{", b"["))
    return "JSON that is damaged or cut off" if is_json else "plain text"


def _is_text(data: bytes) -> bool:
    """Whether it is UTF-8 without control characters; its last character may be cut off."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return bool(text) and not CONTROL.search(text)
