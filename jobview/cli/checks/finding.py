"""One finding of `jobview doctor`, and how findings are printed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import click

from jobview.cli.output import MAX_SENTENCE
from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SUBJECT_CELLS: Final = 11


class Verdict(StrEnum):
    """How good a finding is; the value is the word in `--json`."""

    OK = "ok"
    NOTE = "note"
    """Works, but the operator should know of it."""
    BAD = "bad"
    """Does not work."""


_MARKS: Final = {Verdict.OK: "✓", Verdict.NOTE: "!", Verdict.BAD: "✗"}
_ASCII_MARKS: Final = {Verdict.OK: "+", Verdict.NOTE: "!", Verdict.BAD: "x"}
_COLOURS: Final = {Verdict.OK: "green", Verdict.NOTE: "yellow", Verdict.BAD: "red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one subject."""

    subject: str
    """A word, such as `login`."""
    verdict: Verdict
    words: str
    """What was found, as a clause; may hold server text."""
    remedy: str = ""
    """What to do about it; empty when there is nothing to do."""

    def document(self) -> dict[str, str]:
        """The finding as a JSON object."""
        return {
            "subject": self.subject,
            "verdict": self.verdict.value,
            "words": self.words,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True)
class Examined:
    """One part of the examination: this machine, or one server."""

    title: str
    findings: Sequence[Finding]

    def document(self) -> dict[str, object]:
        """The part as a JSON object."""
        return {"title": self.title, "findings": [found.document() for found in self.findings]}

    def lines(self, *, is_coloured: bool, is_ascii: bool) -> Iterator[str]:
        """A heading, then a harmless line a finding."""
        title = literal(self.title)
        yield click.style(title, bold=True) if is_coloured else title
        marks = _ASCII_MARKS if is_ascii else _MARKS
        for found in self.findings:
            mark = marks[found.verdict]
            if is_coloured:
                mark = click.style(mark, fg=_COLOURS[found.verdict])
            arrow = "->" if is_ascii else "→"
            remedy = f" {arrow} {literal(found.remedy)}" if found.remedy else ""
            words = literal(found.words, limit=MAX_SENTENCE)
            yield f"{mark} {found.subject:<{_SUBJECT_CELLS}}{words}{remedy}"
