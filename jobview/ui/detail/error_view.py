"""Why a job failed: the message read apart, what it names, and the query with the place marked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from jobview.results.failures.failure import read_failure
from jobview.results.failures.query_mark import query_lines
from jobview.ui.bindings.keys import LIST_KEYS, SIDEWAYS_KEYS, bindings
from jobview.ui.bindings.result_keys import PAGE_KEYS
from jobview.ui.detail.error_rows import error_rows
from jobview.ui.result.copy_part import CopyPart
from jobview.ui.result.text_result import TextResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from jobview.ui.paint.highlights import Highlighter, Span, Token
    from jobview.ui.paint.marks import Marks


class ErrorView(TextResult, inherit_bindings=False):
    """Rows laid out for the view's width, which scroll and are searched like any text.

    Args:
        message: the server's, of a job that failed or was cancelled.
        query_text: the job's; may be empty.
        marks: the signs of this terminal.
        tone: the colour of the message.
    """

    DEFAULT_CSS = """
    ErrorView { margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(LIST_KEYS),
        *bindings(SIDEWAYS_KEYS),
        *bindings(PAGE_KEYS),
    ]
    help_keys = ()

    def __init__(
        self, message: str, query_text: str, marks: Marks, *, tone: Token = "failed"
    ) -> None:
        super().__init__()
        self._message = message
        self._query_text = query_text
        self._marks = marks
        self._tone = tone
        self._reading = read_failure(message, query_text)
        self._query = query_lines(query_text) if query_text else []
        self._laid_out_width = -1
        self._spans: list[Sequence[Span]] = []
        """Of each row; two rows of the same text may be coloured differently."""

    def on_resize(self) -> None:
        """Lay out for the new width, and stay about where the view was."""
        width = self.view_width
        if width == self._laid_out_width:
            return
        self._laid_out_width = width
        rows = list(error_rows(self._reading, self._query, width, self._marks, self._tone))
        share = self.top / max(len(self._spans), 1)
        self._spans = [row.spans for row in rows]
        self.lines = [row.text for row in rows]
        self.put_top(round(share * len(rows)))

    def row_highlighter(self, index: int) -> Highlighter | None:
        """The colours that the row was laid out with."""
        spans = self._spans[index]
        return lambda _text: iter(spans)

    def copy_parts(self) -> Sequence[CopyPart]:
        """What is selected, the message as it came, its codes, what it names, and the query."""
        reading = self._reading
        texts = {"error message": self._message, "source codes": "\n".join(reading.codes)}
        texts |= {thing.kind: thing.value for thing in reading.things}
        texts |= {"query": self._query_text}
        parts = [CopyPart(label, partial(str, text)) for label, text in texts.items() if text]
        selected = self.selected_part()
        return parts if selected is None else [selected, *parts]
