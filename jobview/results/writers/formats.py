"""In which formats a result can leave jobview, and which of them can hold which result."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from jobview.results.model import ResultKind

if TYPE_CHECKING:
    from jobview.results.model import DecodedResult


class Format(StrEnum):
    """A way to write a result; the values are those of `jobview get --format`."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "md"
    TABLE = "table"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class FormatFacts:
    """What people need to know about a format."""

    title: str
    suffix: str
    """The end of a file's name, with its dot."""
    meaning: str
    """What it is for, in a few words and in lower case."""


FACTS: Final = {
    Format.CSV: FormatFacts("CSV", ".csv", 'null is empty, an empty text ""; \' before formulas'),
    Format.TSV: FormatFacts("TSV", ".tsv", r"tabs; null is \N; ' before formulas"),
    Format.JSON: FormatFacts("JSON", ".json", "one document, nothing lost"),
    Format.JSONL: FormatFacts("JSON lines", ".jsonl", "one object a row"),
    Format.MARKDOWN: FormatFacts("Markdown", ".md", "a table for a ticket or a page"),
    Format.TABLE: FormatFacts("Text", ".txt", "for reading; long cells are cut"),
    Format.RAW: FormatFacts("Raw", ".bin", "the response's bytes as the server sent them"),
}

_ALL: Final = tuple(Format)
_FITTING: Final = {
    ResultKind.TABLE: _ALL,
    ResultKind.RECORD: (
        Format.JSON,
        Format.JSONL,
        Format.MARKDOWN,
        Format.CSV,
        Format.TSV,
        Format.TABLE,
        Format.RAW,
    ),
    ResultKind.TEXT: (Format.TABLE, Format.JSON, Format.MARKDOWN, Format.RAW),
    ResultKind.BYTES: (Format.RAW, Format.TABLE),
    ResultKind.NONE: (),
}
"""By kind, the most wanted format first."""

_WHY_NOT: Final = {
    ResultKind.TABLE: "the result is a table",
    ResultKind.RECORD: "the result is a record",
    ResultKind.TEXT: "the result is a text, which has no rows",
    ResultKind.BYTES: "the result could not be read",
    ResultKind.NONE: "the job returned nothing",
}


def fitting(result: DecodedResult) -> tuple[Format, ...]:
    """The formats that can hold the result, the most wanted first; none when there is no result."""
    formats = _FITTING[shape_of(result)]
    return formats if result.raw else tuple(f for f in formats if f is not Format.RAW)


def unfit(result: DecodedResult, wanted: Format) -> str:
    """Why `wanted` cannot hold the result, as one sentence; empty when it can.

    It names the formats that can.
    """
    formats = fitting(result)
    if wanted in formats:
        return ""
    why = _WHY_NOT[shape_of(result)]
    if not formats:
        return f"{why}; nothing can be written"
    return f"{why}; {wanted} cannot hold it, but {', '.join(formats)} can"


def shape_of(result: DecodedResult) -> ResultKind:
    """What there is to write: a table before the record it came in, then text, then bytes."""
    if result.table is not None:
        return ResultKind.TABLE
    if result.kind is ResultKind.TEXT and result.text is not None:
        return ResultKind.TEXT
    if result.record is not None:
        return ResultKind.RECORD
    return ResultKind.BYTES if result.raw else ResultKind.NONE
