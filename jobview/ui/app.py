"""The application: snapshots go from poller to board, wishes from board to poller."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work

from jobview.settings import ClipboardChoice
from jobview.ui.bindings.keys import SUSPEND_KEY, bindings
from jobview.ui.board import BoardScreen
from jobview.ui.board_layout import HEIGHT_CLASSES, WIDTH_CLASSES
from jobview.ui.frame.link_words import doubt_words
from jobview.ui.frame.typed_ahead import TypeAheadApp
from jobview.ui.intervals import stepped
from jobview.ui.no_session import no_detail, refuse
from jobview.ui.result_fetch import ResultFetch
from jobview.ui.session_app import SessionApp
from jobview.ui.tag_words import other_tag_words
from jobview.ui.theme import THEMES, variable_defaults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractAsyncContextManager

    from textual.app import SystemCommand
    from textual.binding import BindingType
    from textual.screen import Screen

    from jobview.clock import Clock
    from jobview.polling.session import Session
    from jobview.ui.debug.report import Inside
    from jobview.ui.look import Look


class JobviewApp(TypeAheadApp, SessionApp):
    """Wires session and board; no server event ends it."""

    TITLE = "jobview"
    CSS_PATH: ClassVar = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings((SUSPEND_KEY,))]
    HORIZONTAL_BREAKPOINTS = WIDTH_CLASSES
    VERTICAL_BREAKPOINTS = HEIGHT_CLASSES

    def __init__(
        self,
        open_session: Callable[[], AbstractAsyncContextManager[Session]],
        look: Look,
        clock: Clock,
        theme: str = "jobview-dark",
        clipboard: ClipboardChoice = ClipboardChoice.AUTO,
    ) -> None:
        super().__init__(open_session, clock)
        self._look = look
        self._clipboard_choice = clipboard
        self._fetch = ResultFetch(self)
        self._began_s = clock.wall_s()
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme

    def get_default_screen(self) -> Screen[None]:
        """The board, bound to this app's state."""
        self.set_class(self._look.marks.is_ascii, "-ascii")
        board = BoardScreen(self._look, self.size, self._clipboard_choice)
        return board.data_bind(JobviewApp.snapshot, JobviewApp.mono_s, JobviewApp.now_s)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Phase colours for themes that are not ours."""
        return variable_defaults(self.current_theme)

    def on_mount(self) -> None:
        """Start the clock and the polling, once the first frame is out."""
        self.begin()

    @on(BoardScreen.AttentionMoved)
    def attend(self, event: BoardScreen.AttentionMoved) -> None:
        """Let the poller ask first for what the user sees."""
        self.wishes.selected, self.wishes.visible = event.selected, event.visible
        if self.session is not None:
            self.session.poller.attend(event.selected, event.visible)

    @on(BoardScreen.DetailWanted)
    def want_detail(self, event: BoardScreen.DetailWanted) -> None:
        """Fetch the result of the job the user looks at now, unless it is on its way."""
        if self.session is not None:
            self._fetch.start(self.session.details, event.job, self.board)
            return
        self.board.receive_detail(no_detail(event.job, "not connected", "r connects"))

    @on(BoardScreen.DetailLeft)
    def leave_detail(self, event: BoardScreen.DetailLeft) -> None:
        """Give up what is being fetched, and the memory of what was shown."""
        self._fetch.give_up()
        if event.is_large:
            self.collector.want()

    @on(BoardScreen.CancelConfirmed)
    def cancel_confirmed(self, event: BoardScreen.CancelConfirmed) -> None:
        """Send the cancellation, once."""
        self.send_cancel(event)

    @work(group="cancel", exit_on_error=False, description="cancel jobs")
    async def send_cancel(self, event: BoardScreen.CancelConfirmed) -> None:
        """Cancel and show the server's own words; what really happens comes by polling."""
        if self.session is None:
            refuse(self, "nothing was cancelled")
            return
        from jobview.ui.cancel_request import cancel_and_tell

        await cancel_and_tell(self, self.session.poller, event.keys)

    @on(BoardScreen.ExportRawWanted)
    def export_raw(self, event: BoardScreen.ExportRawWanted) -> None:
        """Write a result too large to read here to a file."""
        from jobview.ui.outward.raw_export import export_raw

        if self.session is None:
            refuse(self, "nothing was written")
            return
        work = export_raw(self, self.session.source, event.wish)
        what = "write a large result"
        self.run_worker(work, group="export", exit_on_error=False, description=what)

    @on(BoardScreen.WatchAsked)
    def watch_job_id(self, event: BoardScreen.WatchAsked) -> None:
        """Follow one more job by its id."""
        if self.session is None:
            refuse(self, "nothing is watched")
            return
        self.wishes.watched[event.target] = None
        self.session.poller.watch(*event.target)
        if words := other_tag_words(self.snapshot.jobs.values(), event.target):
            self.notify(words, severity="warning", markup=False)
        if doubt := doubt_words(self.snapshot.link, self.now_s, self._look.zone):
            self.notify(
                f"Job {event.target.job_id} appears when the server answers. {doubt}.",
                severity="warning",
                markup=False,
            )

    @on(BoardScreen.PauseToggled)
    def toggle_pause(self) -> None:
        """Stop or resume polling."""
        if self.session is not None:
            poller = self.session.poller
            poller.is_paused = self.wishes.is_paused = not poller.is_paused
            poller.wake()

    @on(BoardScreen.RefreshAsked)
    def refresh_now(self) -> None:
        """Poll now; start over when there is no session."""
        if self.session is None:
            self.follow_server()
            return
        self.session.poller.wake()
        self.session.details.hurry()
        if self.session.poller.is_paused:
            self.notify("Asking is paused: p resumes it.", timeout=3, markup=False)

    @on(BoardScreen.IntervalStepped)
    def step_interval(self, event: BoardScreen.IntervalStepped) -> None:
        """Go to the next longer or shorter interval."""
        if self.session is None:
            return
        interval_s = stepped(self.snapshot.interval_s, event.step)
        if interval_s is not None:
            self.wishes.interval_s = interval_s
            self.session.poller.set_interval(interval_s)
            self.notify(f"Asking every {interval_s:g} s.", timeout=2, markup=False)

    @on(BoardScreen.DebugAsked)
    def show_debug(self) -> None:
        """Show versions, memory, requests and the last troubles."""
        from jobview.ui.debug.debug_screen import DebugScreen, inside_of

        def inside() -> Inside:
            traffic = () if self.session is None else self.session.source.traffic
            now_s = self.clock.wall_s()
            return inside_of(self, self.snapshot, traffic, now_s=now_s, began_s=self._began_s)

        self.push_screen(DebugScreen(inside, self._look.zone, self.board.copy_out))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette's commands over `screen`."""
        from jobview.ui.frame.commands import commands

        names = [theme.name for theme in THEMES]
        names += sorted(self.available_themes.keys() - set(names))
        return commands(
            self,
            self.board,
            screen,
            tuple(names),
            is_read_only=self._look.is_read_only,
        )
