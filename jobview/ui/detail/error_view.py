"""Why a job failed: the message read apart, what it names, and the query with the place marked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jobview.results.failures.failure import read_failure
from jobview.results.failures.query_mark import query_lines
from jobview.ui.detail.error_rows import error_rows
from jobview.ui.result.copy_part import CopyPart
from jobview.ui.text.text_view import TextView

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jobview.ui.paint.highlights import Span, Token
    from jobview.ui.paint.marks import Marks


class ErrorView(TextView):
    """Rows laid out for the view's width, which scroll and can be selected like any text.

    Args:
        message: the server's, of a job that failed or was cancelled.
        query_text: the job's; may be empty.
        marks: the signs of this terminal.
        tone: the colour of the message.
    """

    def __init__(
        self, message: str, query_text: str, marks: Marks, *, tone: Token = "failed"
    ) -> None:
        super().__init__(highlighter=self._spans_of)
        self._message = message
        self._query_text = query_text
        self._marks = marks
        self._tone = tone
        self._reading = read_failure(message, query_text)
        self._query = query_lines(query_text) if query_text else []
        self._laid_out_width = -1
        self._spans: dict[str, Sequence[Span]] = {}
        """Of each row, by its text: what is drawn does not depend on where it stands."""

    def on_resize(self) -> None:
        """Lay out for the new width."""
        width = self.view_width
        if width == self._laid_out_width:
            return
        self._laid_out_width = width
        rows = list(error_rows(self._reading, self._query, width, self._marks, self._tone))
        self._spans = {row.text: row.spans for row in rows}
        self.lines = [row.text for row in rows]

    def _spans_of(self, text: str) -> Iterator[Span]:
        yield from self._spans.get(text, ())

    def copy_parts(self) -> Sequence[CopyPart]:
        """The message as it came, its codes, what it names, and the query."""
        reading = self._reading
        texts = {"error message": self._message, "source codes": "\n".join(reading.codes)}
        texts |= {thing.kind: thing.value for thing in reading.things}
        texts |= {"query": self._query_text}
        return [CopyPart(label, partial(str, text)) for label, text in texts.items() if text]
