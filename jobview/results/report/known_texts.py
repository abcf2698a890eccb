"""Texts that must not stand in a report, found in other texts in whatever form they are there."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from jobview.results.report.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator


class KnownTexts:
    """Texts with what stands for each; capitals and the kind of white space make no difference.

    A text that begins or ends with a letter, digit or the like is found only as a whole word there.

    Args:
        joins: what belongs to a word beside letters and digits.
    """

    def __init__(self, joins: str = "_") -> None:
        self._joins = joins
        self._stand_ins: dict[str, str] = {}

    def add(self, text: str, stand_in: str) -> None:
        """One more text; the first stand-in of a text stays. One without a letter is not kept."""
        if not any(character.isalnum() for character in text):
            return
        for form in {text, *(unicodedata.normalize(form, text) for form in ("NFC", "NFD"))}:
            folded = _folded(form).strip()
            self._stand_ins.setdefault(folded, stand_in)
            self._stand_ins.setdefault(" ".join(folded.split()), stand_in)

    def get(self, text: str) -> str | None:
        """What stands for a text; None for one that may stay."""
        return self._stand_ins.get(_folded(text).strip())

    def spans(self, text: str) -> Iterator[Span]:
        """Where one of them stands."""
        folded = _folded(text)
        # A query may hold ten thousand values: one search each is quick, a long expression is not.
        for sought, stand_in in self._stand_ins.items():
            start = folded.find(sought)
            while start >= 0:
                end = start + len(sought)
                if self._is_apart(folded, start) and self._is_apart(folded, end):
                    yield Span(start, end, stand_in)
                start = folded.find(sought, start + 1)

    def _is_apart(self, text: str, place: int) -> bool:
        """Whether no word goes on across this place."""
        return not (
            0 < place < len(text)
            and self._is_of_word(text[place - 1])
            and self._is_of_word(text[place])
        )

    def _is_of_word(self, character: str) -> bool:
        return character.isalnum() or character in self._joins


def _folded(text: str) -> str:
    """The text in lower case, a blank for all white space, character by character."""
    if text.isascii():
        return text.lower().translate(_BLANKS)
    return "".join(map(_folded_character, text))


def _folded_character(character: str) -> str:
    if character.isspace():
        return " "
    lower = character.lower()
    return lower if len(lower) == 1 else character


_BLANKS = dict.fromkeys((*range(0x09, 0x0E), *range(0x1C, 0x20)), " ")
