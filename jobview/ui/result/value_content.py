"""A value in full as lines of text: what is known of it, and all of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jobview.results.avro_bytes.packed import NESTED
from jobview.results.cells.cell import described, full_text
from jobview.results.cells.values import PLAIN
from jobview.results.json_values.nested import opened
from jobview.results.writers.hexdump import HexDump
from jobview.ui.text.text_lines import TextLines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.results.cells.values import ValueStyle

_LARGE: Final = 10_000
"""Characters or bytes of a value that is made ready in a thread: more take 5 ms and longer."""


@dataclass(frozen=True, slots=True, eq=False)
class ValueContent:
    """A value as its screen shows it; all texts are server text."""

    value: object
    """As it came off the wire."""
    column_type: str
    style: ValueStyle
    facts: tuple[tuple[str, str], ...]
    """Names and texts: the type, the length, the raw number."""
    lines: Sequence[str] = ()
    """The whole value: text, indented JSON, or a hex dump; none for null and for empty values."""
    is_json: bool = False

    def copied(self) -> str:
        """The value as text to copy: nothing cut, no signs of ours."""
        return full_text(self.value, self.column_type, self.style)


def is_large(value: object) -> bool:
    """Whether `value_content` may take so long that keys would have to wait.

    That is so for every list and object: how much there is in them, only a walk would tell.
    """
    return isinstance(value, NESTED) or (isinstance(value, str | bytes) and len(value) > _LARGE)


def value_content(value: object, column_type: str = "", style: ValueStyle = PLAIN) -> ValueContent:
    """All of a value, and what it is; for a large one to be called in a thread."""
    told = described(value, column_type, style)
    lines: Sequence[str] = ()
    if told.text:
        lines = TextLines(told.text)
    elif told.data:
        lines = HexDump(told.data)
    is_json = isinstance(opened(value), NESTED)
    return ValueContent(value, column_type, style, told.facts, lines, is_json)
