"""One job in words: what `jobview get` prints for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.cli.output import fact
from jobview.cli.table import Heading, aligned
from jobview.cli.withheld import withheld_result
from jobview.jobs.phase import phase_told
from jobview.jobs.transfer import size_words
from jobview.results.cells.values import PLAIN, ValueStyle, aligns_right, shown
from jobview.results.failures.failure import read_failure
from jobview.results.model import ResultKind
from jobview.results.writers.hexdump import HexDump
from jobview.results.writers.partial import partial_words
from jobview.text import literal, literal_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from jobview.jobs.source import JobReply
    from jobview.results.model import DecodedResult, Table

MAX_CELL: Final = 80
"""Characters of one table cell; a longer one ends in `…`. `--json` has all of them."""
MAX_VALUE: Final = 1000
"""Characters of one fact's value."""
TOLD_ROWS: Final = 500
"""After so many rows it is told how many there are by now."""
HEX_LINES: Final = 16
"""Lines of bytes that cannot be read, shown in hexadecimal."""


def report_lines(
    reply: JobReply,
    result: DecodedResult,
    *,
    width: int | None = None,
    style: ValueStyle = PLAIN,
    on_row: Callable[[int], object] | None = None,
) -> Iterator[str]:
    """The job's facts and its result, every line harmless to a terminal.

    Args:
        reply: what /get/job answered.
        result: what its response was decoded to.
        width: of the terminal, for tables; None for as wide as they are.
        style: how the cells of tables are shown.
        on_row: told how many rows of a table are laid out; none is a line before all are.
    """
    yield from fact_lines(_facts(reply, result), limit=None)
    yield from _result_lines(result, width, style, on_row)


def fact_lines(facts: Sequence[tuple[str, str]], *, limit: int | None = MAX_VALUE) -> Iterator[str]:
    """Names and values in two columns; the further lines of a value stand under its first.

    Args:
        facts: what to print.
        limit: characters of a value; a longer one ends in `…`.
    """
    indent = max((len(name) for name, _ in facts), default=0)
    for name, value in facts:
        first, *others = literal_lines(value, limit=limit).split("\n")
        yield f"{name:<{indent}}  {first}".rstrip()
        for line in others:
            yield f"{'':<{indent}}  {line}".rstrip()


def _facts(reply: JobReply, result: DecodedResult) -> list[tuple[str, str]]:
    facts = [
        ("job", str(reply.job_id)),
        ("endpoint", fact(reply.endpoint)),
        ("status", f"{fact(reply.job_status)} ({phase_told(reply)})"),
        ("progress", f"{reply.progress} %"),
        *_error_facts(reply.error_message),
        ("result", _in_short(reply, result)),
        ("remarks", "\n".join(result.remarks)),
        ("read as", literal(result.form, limit=MAX_VALUE)),
        ("note", literal_lines(result.note, limit=MAX_VALUE)),
    ]
    return [(name, value) for name, value in facts if value]


def _error_facts(message: str) -> Iterator[tuple[str, str]]:
    """The message without its codes, causes indented; then the codes and what it names."""
    reading = read_failure(message)
    lines = [
        f"{'  ' * part.depth}{'- ' if part.depth else ''}{part.words}" for part in reading.parts
    ]
    yield "error", "\n".join(lines)
    yield "codes", literal("  ".join(reading.codes), limit=MAX_VALUE)
    for thing in reading.things:
        yield literal(thing.kind, limit=40), literal(thing.value, limit=MAX_VALUE)
    yield "position", reading.unmarked_position


def _in_short(reply: JobReply, result: DecodedResult) -> str:
    if reply.withheld is not None:
        return withheld_result(reply.withheld)
    if result.summary:
        return literal(result.summary, limit=MAX_VALUE)
    if result.kind is ResultKind.NONE:
        return ""
    return f"{result.kind}, {size_words(len(result.raw))}"


def _result_lines(
    result: DecodedResult,
    width: int | None,
    style: ValueStyle,
    on_row: Callable[[int], object] | None,
) -> Iterator[str]:
    if result.kind is ResultKind.TABLE and result.table is not None:
        yield ""
        yield from _table_lines(result.table, width, style, on_row)
    elif result.kind is ResultKind.RECORD and result.record is not None:
        yield ""
        yield from fact_lines(
            [(literal(name, limit=MAX_CELL), shown(v).text) for name, v in result.record.items()]
        )
        if result.rest_at is not None:
            yield ""
            yield from _hex_lines(HexDump(result.raw, result.rest_at))
    elif result.kind is ResultKind.TEXT and result.text is not None:
        yield ""
        yield from literal_lines(result.text).split("\n")
    elif result.kind is ResultKind.BYTES:
        yield ""
        yield from _hex_lines(HexDump(result.raw))


def _table_lines(
    table: Table,
    width: int | None,
    style: ValueStyle,
    on_row: Callable[[int], object] | None,
) -> Iterator[str]:
    headings = [
        Heading(literal(column.name, limit=MAX_CELL), is_right=aligns_right(column.type))
        for column in table.columns
    ]
    types = [column.type for column in table.columns]
    rows = [
        [
            literal(shown(value, kind, style=style).text, limit=MAX_CELL)
            for value, kind in zip(row, types, strict=True)
        ]
        for row in _counted(zip(*table.data, strict=True), on_row)
    ]
    yield from aligned(headings, rows, width=width)
    if words := partial_words(table):
        yield from ("", words)


def _counted(
    rows: Iterable[tuple[object, ...]], on_row: Callable[[int], object] | None
) -> Iterator[tuple[object, ...]]:
    """The rows, telling now and then how many there were."""
    for number, row in enumerate(rows):
        if on_row is not None and number % TOLD_ROWS == 0:
            on_row(number)
        yield row


def _hex_lines(dump: HexDump) -> Iterator[str]:
    yield from dump[:HEX_LINES]
    if len(dump) > HEX_LINES:
        yield f"… of {dump.size}; `--raw -o FILE` writes them all"
