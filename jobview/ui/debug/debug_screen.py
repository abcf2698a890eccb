"""What jobview itself is doing, over the board: versions, memory, requests, last troubles."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Vertical
from textual.content import Content

from jobview.journal.keeping import lost_line_count
from jobview.journal.troubles import RECENT
from jobview.ui.debug.report import Inside, TerminalFacts, report_lines, told_by
from jobview.ui.frame.modal import Modal
from jobview.ui.result.copy_part import CopyPart
from jobview.ui.text.text_view import TextView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from textual.app import App, ComposeResult
    from textual.binding import BindingType

    from jobview.jobs.snapshot import Snapshot
    from jobview.jobs.traffic import EndpointTraffic

RENEWED_S: Final = 2.0
"""How old its figures become; a longer look costs no more than the board's own."""


class DebugScreen(Modal[None]):
    """The report, made anew while it is open; `y` copies it for whoever can help."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,enter,D", "dismiss(None)", "Back"),
        ("z", "wrap", "Wrap"),
        ("y", "copy", "Copy"),
    ]

    def __init__(
        self,
        inside: Callable[[], Inside],
        zone: tzinfo | None,
        copy: Callable[[CopyPart], object],
    ) -> None:
        """Show what `inside` gives; `copy` is called with what is to be copied."""
        super().__init__()
        self._inside = inside
        self._zone = zone
        self._copy = copy

    def compose(self) -> ComposeResult:
        """The report in a frame."""
        with Vertical(id="debug") as box:
            box.border_title = Content("jobview debug")
            box.border_subtitle = Content("z wrap  y copy  Esc back")
            yield TextView(self._lines(), is_wrapped=True)

    def on_mount(self) -> None:
        """Let the keys scroll the report, and keep it up to date."""
        self.query_one(TextView).focus()
        self.set_interval(RENEWED_S, self._renew)

    def action_wrap(self) -> None:
        """Wrap long lines, or let them run on."""
        view = self.query_one(TextView)
        view.is_wrapped = not view.is_wrapped

    def action_copy(self) -> None:
        """Have the report copied."""
        self._copy(self.copy_parts()[0])

    def copy_parts(self) -> Sequence[CopyPart]:
        """The report as text."""
        text = "\n".join(self._lines())  # now: the part's text is asked for in a thread
        return (CopyPart("debug report", lambda: text),)

    def _lines(self) -> Sequence[str]:
        return tuple(report_lines(self._inside(), self._zone))

    def _renew(self) -> None:
        view = self.query_one(TextView)
        at = view.scroll_offset
        view.lines = self._lines()
        view.scroll_to(at.x, at.y, animate=False)


def inside_of(
    app: App[int],
    snapshot: Snapshot,
    traffic: Sequence[EndpointTraffic],
    *,
    now_s: float,
    began_s: float,
) -> Inside:
    """What an app is doing now.

    Args:
        app: the running one.
        snapshot: the newest.
        traffic: of its connection; empty without one.
        now_s: wall clock.
        began_s: when it began, by the wall clock.
    """
    terminal = TerminalFacts(
        app.size.width,
        app.size.height,
        app.console.color_system or "none",
        app.driver_class.__name__,
        app.app_focus,
        told_by(os.environ),
    )
    tasks = len(asyncio.all_tasks())
    return Inside(
        now_s, began_s, tasks, terminal, snapshot, traffic, RECENT.newest(), lost_line_count()
    )
