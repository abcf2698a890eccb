"""Whether a table is only the first part of what there is, in words for whoever takes it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import humanize

from jobview.results.writers.pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.results.model import Table


def partial_words(table: Table | None) -> str:
    """`first 20,000 of 48,210,331 rows`; empty when the server has no more, or did not say so."""
    if table is None:
        return ""
    held, total = humanize.intcomma(table.row_count), table.total_row_count
    if total is not None and total > table.row_count:
        return f"first {held} of {humanize.intcomma(total)} rows"
    noun = "row" if table.row_count == 1 else "rows"
    return f"first {held} {noun}, more on the server" if table.has_more else ""


def partial_lines(table: Table | None) -> Iterator[Piece]:
    """The words as the last line of a text for reading, a blank line before them."""
    if words := partial_words(table):
        yield Piece(f"\n{words}\n".encode())
