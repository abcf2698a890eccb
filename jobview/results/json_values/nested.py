"""JSON text held in a string, opened one level at a time.

Kinetica puts JSON into strings, and JSON into strings of that JSON (protocol §1.4, §3.4). A string
stays the string that came; whoever shows it asks here what is inside.
"""

from __future__ import annotations

from typing import Final

from jobview.results.json_values.json_text import JsonTextError, parsed
from jobview.results.json_values.written import EXACT

MOST_CHARACTERS: Final = 4 * 1024 * 1024
"""A longer string is not opened: parsing it would hold up whoever wants to show it."""

_BLANKS: Final = " \t\r\n"
_CLOSING: Final = {"{": "}", "[": "]"}


def opened(value: object) -> object:
    """The object or list that a string holds as JSON text; otherwise `value` itself.

    Strings inside the opened value stay closed. Text that is not JSON, that holds a mere number or
    string, that is longer than `MOST_CHARACTERS` or nested too deeply stays as it is.
    """
    if not isinstance(value, str) or not may_open(value):
        return value
    try:
        inside: object = parsed(value, EXACT)
    except JsonTextError:
        return value
    return inside


def may_open(text: str) -> bool:
    """Whether `opened` would try to read the text; told without reading it."""
    return len(text) <= MOST_CHARACTERS and _is_bracketed(text)


def _is_bracketed(text: str) -> bool:
    """Whether the text begins and ends as an object or list does."""
    start = text[:1] if text[:1] not in _BLANKS else text.lstrip(_BLANKS)[:1]
    end = text[-1:] if text[-1:] not in _BLANKS else text.rstrip(_BLANKS)[-1:]
    return start in _CLOSING and _CLOSING[start] == end
