"""What a view of a result holds, in the few words over it. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jobview.jobs.transfer import size_words
from jobview.results.writers.partial import partial_words
from jobview.ui.paint.wording import count
from jobview.ui.result.view_kind import ViewKind

if TYPE_CHECKING:
    from jobview.results.model import DecodedResult, Table

_COUNTING: Final = frozenset({"available", "first", "more", "of", "row", "rows"})
"""The words of a summary that only counts rows."""


def heading(result: DecodedResult, kind: ViewKind) -> str:
    """What the view holds, in a few words."""
    if kind is ViewKind.TABLE and result.table is not None:
        return table_heading(result.table)
    if kind is ViewKind.HEX:
        return size_words(len(result.raw)) if result.raw else ""
    if result.text is not None and kind is ViewKind.TEXT:
        return f"text, {size_words(len(result.text))}" if result.text else "an empty text"
    fields = len(result.record or {})
    return f"{count(fields)} field{'' if fields == 1 else 's'}"


def table_heading(table: Table) -> str:
    """How many rows are held and how many there are: `first 20,000 of 48,210,331 rows`."""
    total, held = table.total_row_count, count(table.row_count)
    noun = "row" if table.row_count == 1 else "rows"
    rows = f"{held} {noun}" if total is None else f"{held} of {count(total)} {noun}"
    columns = len(table.columns)
    words = partial_words(table) or rows
    return f"{words} · {count(columns)} column{'' if columns == 1 else 's'}"


def repeats_heading(result: DecodedResult) -> bool:
    """Whether the summary says nothing but what stands over the table: how many rows there are."""
    table = result.table
    if table is None:
        return False
    numbers = {count(table.row_count), count(table.total_row_count or 0)}
    words = re.findall(r"[\w,]*\w", result.summary.casefold())
    return all(word in _COUNTING or word in numbers for word in words)
