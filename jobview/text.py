"""The one gate through which a server's text reaches a terminal, file name or dialog.

Everything a server sends is literal text. `literal` leaves printable characters alone and turns
whatever could steer a terminal, reorder a line or shift a column into one visible sign a character,
so that the reader sees that something was there and column arithmetic stays right. That is, by
Unicode's categories:

- Cc, controls: their pictures, `␛` for ESC; Cf, Zl, Zp, bidi, zero-width and line separators: `�`.
- Cs, lone surrogates: UTF-8 holds none. Cn, unassigned, and Co, private use: no terminal knows
  their width, and each font draws something else.
- Characters that are letters or signs by category but invisible or a formatter's business: fillers,
  variation selectors, the hieroglyphs' joiners; skin tones, whose width depends on what joins them.
- Marks (M*) stay, but no more on one letter than writing needs: hundreds would cover other lines.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that may not reach the terminal and has no picture of its own."""

LINE_FEED_SIGN: Final = "\N{RETURN SYMBOL}"
"""Stands for a line feed where text must be one line."""

MAX_MARKS: Final = 4
"""On one letter. Vietnamese and Thai take two, pointed Hebrew and Arabic three, Vedic Sanskrit
four; of living writing only long Tibetan stacks lose something."""

_UNSEEN = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\ufffc"
    "\U00013430-\U0001345f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef"
)
"""Printable to Python, yet invisible, or of a width that depends on what is around."""

_JOINED_JAMO = "\u1161-\u11ff\ud7b0-\ud7ff"
"""Vowels and finals of Hangul that join the letter before: letters by category, yet no wider."""

_BEYOND_LATIN = re.compile("[\u0300-\U0010ffff]")
_IS_UNSEEN = re.compile(f"[{_UNSEEN}]")
_IS_JOINED_JAMO = re.compile(f"[{_JOINED_JAMO}]")
_PILE = re.compile(f"(?:[^\\w\\x00-\u02ff]|[{_JOINED_JAMO}]){{{MAX_MARKS + 1},}}")
"""Where too many marks may be: `re` knows no categories, but no mark is a word character."""

_LIKE: Final = {
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{EN DASH}": "-",
    "…": "~",
    "·": ".",
    "│": "|",
    "─": "-",
    "→": ">",
    "█": "#",
}
"""ASCII that says much the same."""

_SURROGATE = re.compile("[\ud800-\udfff]")

_TWO_CELLS: Final = frozenset("WF")
"""East Asian widths that take two cells."""

_WIDE_SINCE_16: Final = re.compile(
    "[\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\U0001d300-\U0001d356\U0001d360-\U0001d376]"
)
"""Signs of the I Ching and its kin, and counting rods: two cells since Unicode 16, which Rich
follows whatever Python's own tables are."""

_REMEMBERED_SIGNS: Final = 10_000
_DEL: Final = 0x7F


class _Signs(dict[int, str]):
    """What stands for each character, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        sign = character if _is_harmless(character) else REPLACEMENT
        if len(self) < _REMEMBERED_SIGNS:
            self[code] = sign
        return sign


class _Escapes(dict[int, str]):
    """JSON's escape of each character that no terminal may be given, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if code > _DEL and not self._is_kept(character):
            units = character.encode("utf-16-be", "surrogatepass").hex()
            character = "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
        if len(self) < _REMEMBERED_SIGNS:
            self[code] = character
        return character

    def _is_kept(self, character: str) -> bool:
        return _is_harmless(character)


class _AsciiEscapes(_Escapes):
    """The same for a terminal that knows nothing but ASCII."""

    def _is_kept(self, _character: str) -> bool:
        return False


_ESCAPES = _Escapes({_DEL: "\\u007f"})
_ASCII_ESCAPES = _AsciiEscapes(_ESCAPES)
_SIGNS = _Signs({code: chr(0x2400 + code) for code in range(0x20)})
_SIGNS.update({0x09: " ", 0x0A: LINE_FEED_SIGN, 0x7F: "\N{SYMBOL FOR DELETE}"})


def literal(text: str, *, limit: int | None = None) -> str:
    """`text` as one harmless line.

    Args:
        text: anything a server, file or user gave.
        limit: how many characters to look at; a longer text ends in `…`.

    Returns:
        Printable text without control, bidi or zero-width characters. A line feed is shown as
        `⏎`, a tab as a space.
    """
    if limit is not None and len(text) > limit:
        text = text[: max(limit - 1, 0)] + "…"
    if text.isprintable():
        if text.isascii() or _BEYOND_LATIN.search(text) is None:
            return text
        if _IS_UNSEEN.search(text) is None:
            return text if _PILE.search(text) is None else _PILE.sub(_thinned, text)
    return _PILE.sub(_thinned, text.translate(_SIGNS))


def literal_lines(text: str, *, limit: int | None = None) -> str:
    r"""`text` as harmless lines: as `literal`, but line feeds stay and tabs become four spaces.

    `\r\n` counts as one line end.
    """
    if limit is not None and len(text) > limit:
        text = text[: max(limit - 1, 0)] + "…"
    lines = text.replace("\r\n", "\n").replace("\t", "    ").split("\n")
    return "\n".join(map(literal, lines))


def escaped_json(text: str, *, is_ascii: bool = False) -> str:
    """JSON, in which what `literal` would replace stands as an escape, which means the same.

    Only marks in a pile stay: each of them is harmless to a program, and JSON is for programs.

    Args:
        text: a JSON document.
        is_ascii: everything beyond ASCII becomes an escape.
    """
    return text.translate(_ASCII_ESCAPES if is_ascii else _ESCAPES)


def sentence(clause: str) -> str:
    """`clause` with a capital and a full stop; names and paths in it keep their letters."""
    return f"{clause[:1].upper()}{clause[1:]}."


def ascii_cells(text: str) -> str:
    """Harmless text in as many ASCII characters as it takes cells on a terminal.

    Quotes, dashes, dots and bars become their like, everything else `?`.
    """
    return "".join(map(_ascii_cell, text))


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


@lru_cache(maxsize=4096)
def _character_width(character: str) -> int:
    """As Rich counts, which draws the screen."""
    if _is_mark(character):
        return 0
    if unicodedata.east_asian_width(character) in _TWO_CELLS or _WIDE_SINCE_16.match(character):
        return 2
    return 1


def _ascii_cell(character: str) -> str:
    if character.isascii():
        return character
    return _LIKE.get(character) or "?" * _character_width(character)


def _is_harmless(character: str) -> bool:
    if character.isprintable():
        return _IS_UNSEEN.match(character) is None
    return unicodedata.category(character) == "Zs"


def _is_mark(character: str) -> bool:
    is_mark = unicodedata.category(character).startswith("M")
    return is_mark or _IS_JOINED_JAMO.match(character) is not None


def _thinned(match: re.Match[str]) -> str:
    """Signs and marks, with no more marks in a row than writing needs."""
    shown: list[str] = []
    height = 0
    for character in match[0]:
        height = height + 1 if _is_mark(character) else 0
        shown.append(character if height <= MAX_MARKS else REPLACEMENT)
    return "".join(shown)
