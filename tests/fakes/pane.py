"""A result pane in an app of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from jobview.ui.frame.status_line import StatusLine
from jobview.ui.paint.marks import UNICODE_MARKS, Marks
from jobview.ui.result.result_pane import ResultPane
from jobview.ui.result.result_views import ChosenViews
from jobview.ui.text.text_view import TextView
from tests.fakes.one_view import OneViewApp

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from jobview.results.model import DecodedResult
    from jobview.ui.paint.line_view import LineView


ViewT = TypeVar("ViewT")


class PaneApp(OneViewApp):
    """A pane with a result, and nothing else."""

    CSS = "#value { height: auto; }"

    def __init__(
        self,
        result: DecodedResult,
        chosen: ChosenViews | None = None,
        marks: Marks = UNICODE_MARKS,
    ) -> None:
        self.pane = ResultPane(result, chosen or ChosenViews(), marks)
        super().__init__(self.pane)

    def view(self, kind: type[ViewT]) -> ViewT:
        assert isinstance(self.pane.view, kind)
        return self.pane.view

    def lines(self) -> list[str]:
        view: LineView | None = self.pane.view
        assert view is not None
        return [view.render_line(y).text.rstrip() for y in range(view.container_size.height)]

    @property
    def status(self) -> str:
        return self.pane.query_one(StatusLine).render().plain

    @property
    def said(self) -> str:
        return self.pane.query_one(StatusLine).said

    async def on_mount(self) -> None:  # type: ignore[override]
        for view in self.query(TextView):
            view.focus()
        if self.pane.view is not None:
            self.pane.view.focus()


async def settled(pilot: Pilot[None]) -> None:
    """Until threads have answered and their news are drawn."""
    for _ in range(3):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()
