"""The one gate through which a server's text reaches a terminal, file name or dialog.

Everything a server sends is literal text. `literal` leaves printable characters alone and turns
whatever could steer a terminal or reorder a line (C0 and C1 controls, escape sequences, bidi
overrides, zero-width characters, lone surrogates) into one visible sign a character, so that the
reader sees that something was there and column arithmetic stays right.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that may not reach the terminal and has no picture of its own."""

_ONE_LINE = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "\N{SYMBOL FOR DELETE}"}
"""C0 controls and DEL become their control pictures: ESC is shown as ␛."""
_ONE_LINE[0x09] = " "
_ONE_LINE[0x0A] = "\N{RETURN SYMBOL}"

_MANY_LINES = _ONE_LINE | {0x09: "    ", 0x0A: "\n"}

_NEEDS_WORK = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Controls, format and default-ignorable characters, variation selectors and surrogates."""

_ASCII_ONE_LINE = re.compile("[^\x20-\x7e]")

_SURROGATE = re.compile("[\ud800-\udfff]")

_TWO_CELLS: Final = frozenset("WF")
"""East Asian widths that take two cells."""


def literal(text: str, *, limit: int | None = None) -> str:
    """`text` as one harmless line.

    Args:
        text: anything a server, file or user gave.
        limit: how many characters to look at; a longer text ends in `…`.

    Returns:
        Printable text without control, bidi or zero-width characters. A line feed is shown as
        `⏎`, a tab as a space.
    """
    text = _cut(text, limit)
    if _NEEDS_WORK.search(text) is None:
        return text
    return _NEEDS_WORK.sub(_one_line_sign, text)


def literal_lines(text: str, *, limit: int | None = None) -> str:
    r"""`text` as harmless lines: as `literal`, but line feeds stay and tabs become four spaces.

    `\r\n` counts as one line end.
    """
    text = _cut(text, limit)
    if _NEEDS_WORK.search(text) is None:
        return text
    return _NEEDS_WORK.sub(_many_lines_sign, text.replace("\r\n", "\n"))


def sentence(clause: str) -> str:
    """`clause` with a capital and a full stop; names and paths in it keep their letters."""
    return f"{clause[:1].upper()}{clause[1:]}."


def ascii_only(text: str) -> str:
    """One harmless line of printable ASCII; every other character becomes `?`."""
    return _ASCII_ONE_LINE.sub("?", literal(text))


def utf8(text: str) -> bytes:
    """`text` in UTF-8; a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATE.sub(REPLACEMENT, text).encode("utf-8")


def cell_width(text: str) -> int:
    """How many cells harmless text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def shortened(text: str, width: int) -> str:
    """`text` in at most `width` cells; one that was longer ends in `…`."""
    if cell_width(text) <= width:
        return text
    taken = 0
    for index, character in enumerate(text):
        taken += _character_width(character)
        if taken > width - 1:
            return text[:index] + "…" if width > 0 else ""
    return text


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in _TWO_CELLS else 1


def _cut(text: str, limit: int | None) -> str:
    if limit is None or len(text) <= limit:
        return text
    return text[: max(limit - 1, 0)] + "…"


def _one_line_sign(match: re.Match[str]) -> str:
    return _ONE_LINE.get(ord(match[0]), REPLACEMENT)


def _many_lines_sign(match: re.Match[str]) -> str:
    return _MANY_LINES.get(ord(match[0]), REPLACEMENT)
