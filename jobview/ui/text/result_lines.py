"""What /get/job answered and the bytes of its result, as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.jobs.transfer import size_words
from jobview.results.writers.hexdump import HexDump
from jobview.results.writers.numbered_lines import NumberedLines
from jobview.text import literal_lines
from jobview.ui.paint.cells import fitted
from jobview.ui.text.fact_lines import fact_lines, name_cells

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jobview.jobs.source import JobReply
    from jobview.results.model import DecodedResult
    from jobview.ui.text.fact_lines import FactLine


def record_lines(record: Mapping[str, object]) -> list[str]:
    """Names and values in two columns, maps and lists beneath their name; safe for a terminal."""
    lines = fact_lines(record)
    cells = name_cells(lines)
    return [" " * line.indent + _line(line, cells - line.indent) for line in lines]


def _line(line: FactLine, name_cells: int) -> str:
    if not line.text:
        return line.name
    if line.is_json and not line.name:
        return line.text
    return f"{fitted(line.name, name_cells)}  {line.text}"


def raw_lines(reply: JobReply, result: DecodedResult | None) -> Sequence[str]:
    """The answer of /get/job as it came, how its result was read, and the result's bytes.

    The hex dump is made line by line when looked at.
    """
    told = {
        "job_id": reply.job_id,
        "endpoint": reply.endpoint,
        "job_status": reply.job_status,
        "running": reply.running,
        "progress": reply.progress,
        "successful": reply.successful,
        "response_encoding": reply.response_encoding,
        "status_map": dict(reply.status_map),
        "info": dict(reply.info),
    }
    lines = record_lines(told)
    if reply.withheld is not None:
        lines += ["", literal_lines(reply.withheld.what)]
    if result is None or not result.raw:
        return lines
    lines += ["", f"{size_words(len(result.raw))}, {result.form or 'form unknown'}"]
    if result.rest_at is not None:
        lines.append(f"unread from offset {result.rest_at:,} ({result.rest_at:#x}) on")
    if result.note:
        lines += literal_lines(result.note).split("\n")
    return Chained([*lines, ""], HexDump(result.raw))


class Chained(NumberedLines):
    """Two sequences of lines, one behind the other, without copying either."""

    def __init__(self, first: Sequence[str], second: Sequence[str]) -> None:
        self._first = first
        self._second = second

    def __len__(self) -> int:
        return len(self._first) + len(self._second)

    def line(self, index: int) -> str:
        """Line `index` of both together."""
        if index < len(self._first):
            return self._first[index]
        return self._second[index - len(self._first)]
