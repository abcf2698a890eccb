"""A value as indented JSON, line by line, JSON that is held in strings opened. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jobview.jobs.transfer import size_words
from jobview.results.avro_bytes.packed import NESTED
from jobview.results.cells.values import float_word
from jobview.results.json_values.json_text import MOST_LEVELS
from jobview.results.json_values.nested import opened
from jobview.ui.paint.wording import count
from jobview.ui.text.text_lines import LINE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_LINES: Final = 500_000
"""More lines are not made: they would take several times the memory of the value."""

_INDENT: Final = "  "
_BYTES_SHOWN: Final = 24


def json_lines(value: object, most: int = MOST_LINES) -> list[str]:
    """`value` as indented JSON, bytes as their size and first bytes in hex.

    Strings are written with JSON's escapes but otherwise as they came; they are not safe for a
    terminal. Where there are more lines than `most`, the last one says so.
    """
    steps = json_line_steps(value)
    lines = [*islice(steps, most)]
    if next(steps, None) is not None:
        lines.append(f"… more than {count(most)} lines: the tree shows all")
    return lines


def json_line_steps(value: object) -> Iterator[str]:
    """The lines one by one; a line longer than a view shows goes on in the next."""
    for line in _lines(value):
        if len(line) <= LINE_LIMIT:
            yield line
        else:
            yield from (line[at : at + LINE_LIMIT] for at in range(0, len(line), LINE_LIMIT))


class _Open(NamedTuple):
    """A list or object whose items are being written."""

    entries: Iterator[tuple[str, object, str]]
    """Of each item what stands before it, itself, and what stands behind it."""
    end: str


def _lines(value: object) -> Iterator[str]:
    """Without recursion: the depth is the server's."""
    stack: list[_Open] = []
    entry: tuple[str, object, str] | None = ("", value, "")
    while True:
        if entry is None:
            end = stack.pop().end
            yield _INDENT * len(stack) + end
        else:
            before, item, behind = entry
            inner = opened(item) if len(stack) < MOST_LEVELS else item
            start = _INDENT * len(stack) + before
            if isinstance(inner, NESTED) and inner and len(stack) < 2 * MOST_LEVELS:
                is_object = isinstance(inner, Mapping)
                yield start + ("{" if is_object else "[")
                stack.append(_Open(_entries(inner), ("}" if is_object else "]") + behind))
            else:
                yield start + scalar_json(item) + behind
        if not stack:
            return
        entry = next(stack[-1].entries, None)


def _entries(inner: Mapping[Any, Any] | Sequence[Any]) -> Iterator[tuple[str, Any, str]]:
    left = len(inner)
    if isinstance(inner, Mapping):
        for name, item in inner.items():
            left -= 1
            yield f"{_quoted(str(name))}: ", item, "," if left else ""
    else:
        for item in inner:
            left -= 1
            yield "", item, "," if left else ""


def scalar_json(value: object) -> str:
    """A value that holds no others, or none worth opening, on one line."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bytes):
        return bytes_words(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, NESTED):
        start, end = "{}" if isinstance(value, Mapping) else "[]"
        return f"{start}…{end}" if value else start + end
    return (float_word(value) if isinstance(value, float) else None) or str(value)


def bytes_words(value: bytes) -> str:
    """Size and first bytes: `1.2 KiB  de ad be ef …`."""
    head = value[:_BYTES_SHOWN].hex(" ")
    return f"{size_words(len(value))}  {head}{' …' if len(value) > _BYTES_SHOWN else ''}".rstrip()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
