"""A decoded result as lines of text, JSON that is nested in strings opened and indented."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from jobview.results.hexdump import HexDump
from jobview.results.nested import opened
from jobview.text import literal_lines
from jobview.ui.wording import size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.jobs.source import JobReply
    from jobview.results.model import DecodedResult

_FACT_CELLS = 28
_BYTES_SHOWN = 24


def record_lines(record: Mapping[str, object]) -> list[str]:
    """Scalars as `name  value`, maps and lists as indented JSON beneath their name."""
    lines: list[str] = []
    for name, value in record.items():
        inner = opened(value) if isinstance(value, str) else value
        if isinstance(inner, dict | list) and inner:
            lines.append(name)
            lines += [f"  {line}" for line in json_lines(inner)]
        else:
            first, *more = literal_lines(_scalar(inner)).split("\n")
            lines.append(f"{name:<{_FACT_CELLS}}{first}")
            lines += [f"{'':<{_FACT_CELLS}}{line}" for line in more]
    return lines


def json_lines(value: object) -> list[str]:
    """`value` as indented JSON; bytes as their size and first bytes in hex."""
    text = json.dumps(_plain(value, depth=0), indent=2, ensure_ascii=False, default=str)
    return literal_lines(text).split("\n")


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
    lines += ["", f"{size(len(result.raw))}, {result.form or 'form unknown'}"]
    if result.note:
        lines += literal_lines(result.note).split("\n")
    return Chained([*lines, ""], HexDump(result.raw))


class Chained(Sequence[str]):
    """Two sequences of lines, one behind the other, without copying either."""

    def __init__(self, first: Sequence[str], second: Sequence[str]) -> None:
        self._first = first
        self._second = second

    def __len__(self) -> int:
        return len(self._first) + len(self._second)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        if index < len(self._first):
            return self._first[index]
        return self._second[index - len(self._first)]


def _scalar(value: object) -> str:
    if isinstance(value, bytes):
        return _bytes_words(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, dict | list):
        return "(empty)"
    return str(value) if value != "" else "(empty)"


def _bytes_words(value: bytes) -> str:
    head = value[:_BYTES_SHOWN].hex(" ")
    return f"{size(len(value))}  {head}{' ...' if len(value) > _BYTES_SHOWN else ''}"


_DEPTH_LIMIT = 40


def _plain(value: object, depth: int) -> object:
    if isinstance(value, bytes):
        return _bytes_words(value)
    if depth > _DEPTH_LIMIT:
        return "..."
    if isinstance(value, str):
        inner = opened(value)
        return _plain(inner, depth + 1) if isinstance(inner, dict | list) else value
    if isinstance(value, dict):
        return {str(name): _plain(item, depth + 1) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, depth + 1) for item in value]
    return value
