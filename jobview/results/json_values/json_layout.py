r"""JSON text laid out anew, every number and name as it was written.

Values that are parsed and written again lose digits: `1.10` becomes `1.1`. Here only the blanks
between tokens change, and strings written as `\u00fc` are made readable.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+|"', re.DOTALL)
r"""A string, a sign, a number or word; a quotation mark that nothing closes stands alone."""

_STARTS: Final = frozenset("[{")
_ENDS: Final = frozenset("]}")
_SIGNS: Final = frozenset("[]{}:,")
_SPACED_SIGNS: Final = {":": ": "}
_INDENT: Final = "  "
_READ_A_CHARACTER: Final = 8
"""How many characters are read for one that may be shown; the others may be blanks."""


def compact(text: str, limit: int, ellipsis: str = "…") -> str:
    """JSON text on one line without blanks; only as much of it is read as is shown.

    Args:
        text: JSON; in other text the words stay apart.
        limit: characters of the line; a longer one ends in `ellipsis`.
        ellipsis: what stands for the rest.
    """
    head = text[: limit * _READ_A_CHARACTER]
    line, is_whole = "", len(head) == len(text)
    for piece in _spaced(head):
        line += piece
        if len(line) > limit:
            break
    if is_whole and len(line) <= limit:
        return line
    return line[: max(limit - len(ellipsis), 0)] + ellipsis


def indented(text: str) -> str:
    """JSON text with one item a line; other text comes out in some such form, its words apart."""
    parts: list[str] = []
    depth, last = 0, ""
    for token in _spaced(text):
        is_end = token in _ENDS
        depth = max(depth - 1, 0) if is_end else depth
        if last == "," or (last in _STARTS) != is_end:
            parts.append("\n" + _INDENT * depth)
        parts.append(_SPACED_SIGNS.get(token, token))
        depth += token in _STARTS
        last = token
    return "".join(parts)


def _spaced(text: str) -> Iterator[str]:
    """The tokens; a blank is left only between two words, where JSON has none."""
    was_word = False
    for match in _TOKEN.finditer(text):
        token = match[0]
        is_word = token not in _SIGNS
        if is_word and was_word:
            yield " "
        yield _readable(token) if "\\u" in token else token
        was_word = is_word


def _readable(token: str) -> str:
    r"""A string with its characters in place of `\uXXXX`, as far as JSON lets them stand bare."""
    try:
        return json.dumps(json.loads(token), ensure_ascii=False)
    except ValueError:
        return token
