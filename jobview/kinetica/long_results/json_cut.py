"""Long strings cut out of a JSON object whose text is still arriving.

What is left of the object is small enough to be read as a whole, and by whoever reads such objects
anyway: nothing is judged here but where strings begin and end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.kinetica.messages.lenient_json import JsonError, untyped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

_MARK: Final = re.compile(r'["{}\[\]:,]')
_RUN: Final = re.compile(r'(?:[^"\\]++|\\[uU][0-9A-Fa-f]{4}|\\[^uU])*+', re.DOTALL)
"""Characters of a string, none of them cut off in the middle of its escape."""

_LONGEST_ESCAPE: Final = 6
_MOST_NAME_CHARACTERS: Final = 100
_HIGH_SURROGATES: Final = ("\ud800", "\udbff")


class Cutting(NamedTuple):
    """A part of a string that was cut out."""

    name: str
    """The member's."""
    text: str
    """What comes next in its string, with escapes undone."""


class StringCutter:
    """Takes the text of an object in parts; gives the strings of some of its members as they come.

    A member whose value is no string, or whose name is written with escapes, is left in.

    Attributes:
        rest_characters: how long `rest` is.
    """

    def __init__(self, names: AbstractSet[str]) -> None:
        """Cut out the members with these names, but not those of objects inside the object."""
        self.rest_characters = 0
        self._names = names
        self._rest: list[str] = []
        self._held = ""
        """The beginning of an escape."""
        self._depth = 0
        self._last = ""
        """The string of the object's own that was read last, which may be a name."""
        self._member = ""
        """The member whose value is read."""
        self._is_inside = False
        """Whether the text stands inside a string."""
        self._cut = ""
        """The member whose string is being cut out."""

    def feed(self, text: str) -> Iterator[Cutting]:
        """What the next part of the text holds of the strings; to be read to its end.

        Raises:
            JsonError: an escape is none.
        """
        text, self._held = self._held + text, ""
        place = 0
        while place < len(text):
            if not self._is_inside:
                place = self._outside(text, place)
                continue
            run = _RUN.match(text, place)
            end = run.end() if run else place
            is_over = text.startswith('"', end)
            if not is_over:
                self._hold(text[end:])
            if value := self._inside(text[place:end], is_over=is_over):
                yield Cutting(self._cut, value)
            if not is_over:
                return
            self._end_string()
            place = end + 1

    def rest(self) -> str:
        """The object's text so far, with empty strings where some were cut out."""
        return "".join(self._rest)

    def closed_rest(self) -> str:
        """The same while a string is being cut out, as if it and the object ended there."""
        return self.rest() + '"}'

    def _outside(self, text: str, start: int) -> int:
        """Read on to where a string begins; gives the place behind its quote, or the text's end."""
        for mark in _MARK.finditer(text, start):
            match mark[0]:
                case '"':
                    self._keep(text[start : mark.end()])
                    self._begin_string()
                    return mark.end()
                case "{" | "[":
                    self._depth += 1
                case "}" | "]":
                    self._depth -= 1
                case ":" if self._depth == 1:
                    self._member = self._last
                case "," if self._depth == 1:
                    self._member = ""
        self._keep(text[start:])
        return len(text)

    def _begin_string(self) -> None:
        self._is_inside = True
        if self._depth == 1:
            self._last = ""
            self._cut = self._member if self._member in self._names else ""

    def _inside(self, run: str, *, is_over: bool) -> str:
        """What is to be given of a string's next characters."""
        if not self._cut:
            self._keep(run)
            if self._depth == 1:
                self._last = (self._last + run)[:_MOST_NAME_CHARACTERS]
            return ""
        value = _unescaped(run)
        if value and not is_over and _HIGH_SURROGATES[0] <= value[-1] <= _HIGH_SURROGATES[1]:
            # Half a character, whose other half is to come.
            self._held = f"\\u{ord(value[-1]):04x}{self._held}"
            return value[:-1]
        return value

    def _end_string(self) -> None:
        self._keep('"')
        self._is_inside = False
        self._cut = ""

    def _hold(self, beginning: str) -> None:
        if len(beginning) >= _LONGEST_ESCAPE:
            raise JsonError("an escape in a string is none")
        self._held = beginning

    def _keep(self, text: str) -> None:
        self._rest.append(text)
        self.rest_characters += len(text)


def _unescaped(run: str) -> str:
    if "\\" not in run:
        return run
    value = untyped(f'"{run}"')
    if not isinstance(value, str):
        raise JsonError("a string is none")
    return value
