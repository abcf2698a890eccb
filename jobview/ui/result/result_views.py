"""Which views a result can be looked at in, which is the first, and how each is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.results.cells.values import PLAIN
from jobview.results.json_values.nested import may_open, opened
from jobview.results.model import ResultKind
from jobview.ui.paint.highlights import json_spans
from jobview.ui.paint.wording import count
from jobview.ui.result.facts_view import FactsView
from jobview.ui.result.result_layout import measured
from jobview.ui.result.table_view import TableView
from jobview.ui.result.text_result import HexResult, TextResult
from jobview.ui.result.tree_view import TreeView
from jobview.ui.result.view_kind import ViewKind
from jobview.ui.text.fact_lines import fact_lines
from jobview.ui.text.json_lines import MOST_LINES, json_lines
from jobview.ui.text.text_lines import TextLines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jobview.results.cells.values import ValueStyle
    from jobview.results.model import DecodedResult
    from jobview.ui.paint.marks import Marks
    from jobview.ui.result.result_view import ResultView


_FIRST: Final = {
    ResultKind.TABLE: ViewKind.TABLE,
    ResultKind.RECORD: ViewKind.FACTS,
    ResultKind.TEXT: ViewKind.TEXT,
    ResultKind.BYTES: ViewKind.HEX,
}
"""What a result of a kind is shown in, unless the user chose otherwise."""

SMALL_BYTES: Final = 64 * 1024
"""A result of no more bytes is made ready at once; a larger one in a thread."""


def offered(result: DecodedResult) -> tuple[ViewKind, ...]:
    """The views that have something to show of this result; none of one that is empty."""
    has_text = result.text is not None
    has_fields = bool(result.record)
    there = {
        ViewKind.TABLE: result.table is not None,
        ViewKind.FACTS: has_fields,
        ViewKind.TREE: has_fields or (result.text is not None and may_open(result.text)),
        ViewKind.TEXT: has_fields or has_text,
        ViewKind.HEX: bool(result.raw),
    }
    return tuple(kind for kind in ViewKind if there[kind])


class ChosenViews:
    """The view last chosen for each kind of result, for as long as the board runs."""

    def __init__(self) -> None:
        self._chosen: dict[ResultKind, ViewKind] = {}

    def choose(self, result: DecodedResult, kind: ViewKind) -> None:
        """Remember the choice for all results of this kind."""
        self._chosen[result.kind] = kind

    def view_for(self, result: DecodedResult) -> ViewKind | None:
        """The view to begin with; None when the result has nothing to show."""
        there = offered(result)
        wanted = (self._chosen.get(result.kind), _FIRST.get(result.kind), *there)
        return next((kind for kind in wanted if kind in there), None)


def made_ready(
    result: DecodedResult, kind: ViewKind, marks: Marks, style: ValueStyle = PLAIN
) -> Callable[[], ResultView]:
    """What makes the view; the work that grows with the result is done when this returns.

    May be called in a thread; what it returns may not.
    """
    if kind is ViewKind.TABLE and result.table is not None:
        table, measures = result.table, measured(result.table, style)
        return lambda: TableView(table, marks, value_style=style, measures=measures)
    return _READY.get(kind, _hex)(result, marks)


def _facts(result: DecodedResult, marks: Marks) -> Callable[[], ResultView]:
    record = result.record or {}
    lines = fact_lines(record)
    return lambda: FactsView(record, lines, marks)


def _tree(result: DecodedResult, marks: Marks) -> Callable[[], ResultView]:
    value: object = result.record
    if result.text is not None and may_open(result.text):
        value = opened(result.text)
    return lambda: TreeView(value, marks)


def _text(result: DecodedResult, marks: Marks) -> Callable[[], ResultView]:
    del marks
    text = result.text
    inside = result.record if text is None else opened(text)
    if text is not None and isinstance(inside, str):
        lines = TextLines(text)
        return lambda: TextResult(lines, is_wrapped=True)
    written = json_lines(inside)

    def make() -> TextResult:
        view = TextResult(written, highlighter=json_spans)
        if len(written) > MOST_LINES:
            view.searched_part = f"the first {count(MOST_LINES)} lines, the tree has all"
        return view

    return make


def _hex(result: DecodedResult, marks: Marks) -> Callable[[], ResultView]:
    del marks
    return lambda: HexResult(result.raw, result.rest_at or 0)


_READY: Final[Mapping[ViewKind, Callable[[DecodedResult, Marks], Callable[[], ResultView]]]] = {
    ViewKind.FACTS: _facts,
    ViewKind.TREE: _tree,
    ViewKind.TEXT: _text,
}
