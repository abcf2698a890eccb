"""What can be taken out of a view: a cell, a row, a path, a whole result, each by a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class CopyPart:
    """One thing that can be copied; its text is made when it is asked for."""

    label: str
    """What it is, in a word or two and in lower case: `cell`, `row`, `JSON path`."""
    text: Callable[[], str]
    """The text itself: server text as it came, not made harmless for a terminal."""


class CopyAsked(Message):
    """The user wants this part copied; the board knows how."""

    def __init__(self, part: CopyPart) -> None:
        super().__init__()
        self.part = part


@runtime_checkable
class HoldsCopyParts(Protocol):
    """A view that says what can be copied at its cursor."""

    def copy_parts(self) -> Sequence[CopyPart]:
        """What can be copied now, the most wanted first; none when there is nothing."""
        ...
