"""Decoded results for views: a table, a record, a text, bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jobview.results.model import Column, DecodedResult, ResultKind, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def made_table(*columns: tuple[str, str, Sequence[object]]) -> Table:
    """A table of these columns: name, type, values."""
    return Table(
        tuple(Column(name, kind) for name, kind, _ in columns),
        tuple(values for _, _, values in columns),
        len(columns[0][2]) if columns else 0,
    )


def table_result(table: Table, record: Mapping[str, object] | None = None) -> DecodedResult:
    """A table, and beside it the record it came in."""
    record = {"info": {}} if record is None else record
    return DecodedResult(
        ResultKind.TABLE, "/execute/sql", record=record, table=table, raw=b"\x00\x01"
    )


def record_result(record: Mapping[str, object], **fields: str) -> DecodedResult:
    """A record without a table."""
    raw = json.dumps(record, default=str).encode("utf-8", "replace")
    return DecodedResult(ResultKind.RECORD, "/alter/table", record=record, raw=raw, **fields)  # type: ignore[arg-type]


def text_result(text: str) -> DecodedResult:
    """A text."""
    raw = text.encode("utf-8", "surrogatepass")
    return DecodedResult(ResultKind.TEXT, "/show/system/status", text=text, raw=raw)


def bytes_result(raw: bytes) -> DecodedResult:
    """Bytes that could not be read."""
    return DecodedResult(ResultKind.BYTES, "/execute/sql", raw=raw, note="no schema fits")
