"""What a pager or an editor is given: the result, error, query or raw answer the user looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.results.cells.exact import json_text
from jobview.results.cells.values import PLAIN
from jobview.results.model import ResultKind
from jobview.results.writers.formats import Format, fitting, shape_of
from jobview.results.writers.writing import pieces
from jobview.text import literal_lines, utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jobview.jobs.source import JobReply
    from jobview.results.cells.values import ValueStyle
    from jobview.results.model import DecodedResult

_LINES_A_CHUNK: Final = 2_000


class OutsideText(NamedTuple):
    """A text for a file of its own, made as it is written."""

    suffix: str
    """The end of the file's name, with its dot, so that an editor knows the language."""
    chunks: Iterable[bytes]


def text_of_result(
    result: DecodedResult, *, is_harmless: bool, style: ValueStyle = PLAIN
) -> OutsideText | None:
    """The result; None when there is nothing of it.

    Args:
        result: what the job returned.
        is_harmless: for a pager: a table in aligned columns, every control character replaced.
            Otherwise for an editor: a table as a file of CSV, all else as it came.
        style: how the cells of a table for reading are shown.
    """
    if not fitting(result):
        return None
    shape = shape_of(result)
    if shape is ResultKind.RECORD:
        return OutsideText(".json", _record(result, is_harmless=is_harmless))
    if shape is ResultKind.TEXT and not is_harmless:
        return OutsideText(".txt", [utf8(result.text or "")])
    wanted = Format.CSV if shape is ResultKind.TABLE and not is_harmless else Format.TABLE
    suffix = ".csv" if wanted is Format.CSV else ".txt"
    return OutsideText(suffix, (piece.data for piece in pieces(result, wanted, style)))


def text_of_error(message: str, query_text: str, *, is_harmless: bool) -> OutsideText:
    """The error message, and the query below it when there is one."""
    text = message.rstrip("\n") + "\n"
    if query_text:
        text += f"\n{query_text.rstrip(chr(10))}\n"
    return OutsideText(".txt", [_plain(text, is_harmless=is_harmless)])


def text_of_query(query_text: str, *, is_harmless: bool) -> OutsideText:
    """The query as it was sent."""
    return OutsideText(".sql", [_plain(query_text.rstrip("\n") + "\n", is_harmless=is_harmless)])


def text_of_reply(reply: JobReply, result: DecodedResult | None) -> OutsideText:
    """What the Raw tab shows, line by line."""
    from jobview.ui.text.result_lines import raw_lines

    return OutsideText(".txt", _chunks(raw_lines(reply, result)))


def _record(result: DecodedResult, *, is_harmless: bool) -> Iterator[bytes]:
    yield _plain(json_text(result.record, indent=2) + "\n", is_harmless=is_harmless)


def _plain(text: str, *, is_harmless: bool) -> bytes:
    return utf8(literal_lines(text) if is_harmless else text)


def _chunks(lines: Iterable[str]) -> Iterator[bytes]:
    some: list[str] = []
    for line in lines:
        some.append(literal_lines(line))
        if len(some) == _LINES_A_CHUNK:
            yield utf8("\n".join(some) + "\n")
            some = []
    yield utf8("".join(f"{line}\n" for line in some))
