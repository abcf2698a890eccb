"""The application: snapshots go from poller to board, wishes from board to poller."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.reactive import var

from jobview.errors import JobviewError
from jobview.jobs.snapshot import EMPTY_SNAPSHOT, Link, LinkState, Snapshot
from jobview.journal.loggers import logger
from jobview.settings import ClipboardChoice
from jobview.ui.bindings.keys import SUSPEND_KEY, bindings
from jobview.ui.board import BoardScreen
from jobview.ui.board_layout import HEIGHT_CLASSES, WIDTH_CLASSES
from jobview.ui.few_toasts import FewToastsApp
from jobview.ui.idle_collector import IdleCollector
from jobview.ui.result_fetch import ResultFetch
from jobview.ui.terminal.driver import TerminalDriver
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

_log = logger(__name__)

BEAT_S: Final = 1.0
"""How long the clock on screen stands; a little longer when a list is about to move it."""

UNATTENDED_BEAT_S: Final = 2.0
"""The same while the terminal has not the focus: it may still be in sight, in another pane."""

_SOON_S: Final = 0.02
"""A beat due so soon is due now: a timer comes a little early or late."""

_COLLECT_S: Final = 2.0
"""How often it is looked whether the moment is good for collecting garbage."""

INTERVALS_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""The steps of `+` and `-`."""


class JobviewApp(FewToastsApp):
    """Wires session and board; no server event ends it."""

    TITLE = "jobview"
    CSS_PATH: ClassVar = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings((SUSPEND_KEY,))]
    HORIZONTAL_BREAKPOINTS = WIDTH_CLASSES
    VERTICAL_BREAKPOINTS = HEIGHT_CLASSES

    snapshot: var[Snapshot] = var(EMPTY_SNAPSHOT)
    """The newest state of everything; written only by the polling worker."""
    now_s: var[float] = var(0.0)
    """Wall clock, once a second."""

    def __init__(
        self,
        open_session: Callable[[], AbstractAsyncContextManager[Session]],
        look: Look,
        clock: Clock,
        theme: str = "jobview-dark",
        clipboard: ClipboardChoice = ClipboardChoice.AUTO,
    ) -> None:
        super().__init__(driver_class=TerminalDriver)
        self._open_session = open_session
        self._look = look
        self._clock = clock
        self._clipboard_choice = clipboard
        self._session: Session | None = None
        self._fetch = ResultFetch(self)
        self._moved_on_s = clock.monotonic_s()
        self._began_s = clock.wall_s()
        self._collector = IdleCollector(clock.monotonic_s())
        self.set_reactive(JobviewApp.now_s, clock.wall_s())
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme

    def get_default_screen(self) -> Screen[None]:
        """The board, bound to this app's state."""
        self.set_class(self._look.marks.is_ascii, "-ascii")
        board = BoardScreen(self._look, self.size, self._clipboard_choice)
        return board.data_bind(JobviewApp.snapshot, JobviewApp.now_s)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Phase colours for themes that are not ours."""
        return variable_defaults(self.current_theme)

    def on_mount(self) -> None:
        """Start the clock and the polling, once the first frame is out."""
        self._collector.start()
        self.set_interval(_COLLECT_S, self._collect)
        self._beat()
        self.call_after_refresh(self.follow_server)

    def _handle_exception(self, error: Exception) -> None:
        """Textual's call for what nobody caught; it ends the app, unless that is ending anyway.

        A dialog that opens as the board closes finds itself without its widgets, for instance.
        """
        _log.error("an unexpected error", exc_info=error)
        if not self._exit:
            super()._handle_exception(error)

    def tick(self) -> None:
        """Move the clock on, in one paint with all that is new."""
        if self._session is None or not self._session.poller.flush():
            self.now_s = self._clock.wall_s()
        self._moved_on_s = self._clock.monotonic_s()

    def _collect(self) -> None:
        """Collect garbage when nobody waits."""
        if self.screen_stack:  # there is none any more while the app ends
            has_data = self.snapshot.data_s is not None
            moves = self.board.cursor_moves
            self._collector.tick(self._clock.monotonic_s(), moves, has_data=has_data)

    def _beat(self) -> None:
        """Tick when nothing has moved the clock on for a while, which saves a paint otherwise."""
        beat_s = BEAT_S if self.app_focus else UNATTENDED_BEAT_S
        left_s = self._moved_on_s + beat_s - self._clock.monotonic_s()
        if left_s < _SOON_S:
            self.tick()
            left_s = beat_s
        self.set_timer(left_s, self._beat)

    @property
    def board(self) -> BoardScreen:
        """The screen under all others."""
        board = self.screen_stack[0]
        assert isinstance(board, BoardScreen)  # noqa: S101 - get_default_screen gave it
        return board

    @work(group="poll", exclusive=True, description="poll")
    async def follow_server(self) -> None:
        """Hand every snapshot to the board, for as long as the app lives."""
        try:
            async with self._open_session() as session:
                self._session = session
                session.poller.is_unattended = not self.app_focus
                async for snapshot in session.poller.snapshots():
                    await self._show(snapshot)
        except JobviewError as error:
            link = Link(LinkState.DOWN, since_s=self._clock.wall_s(), reason=str(error))
            self.snapshot = Snapshot(link=link)
        finally:
            self._session = None

    async def _show(self, snapshot: Snapshot) -> None:
        """Hand the snapshot down, in one paint: each widget tells in its own task of its change."""
        if self.board.is_cursor_moving:
            # A key that is pressed now would have to wait for that one paint.
            self._hand_down(snapshot)
            return
        with self.batch_update():
            self._hand_down(snapshot)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        # While updates were held back no screen went to paint, nor does the end of that prompt one.
        for screen in self.screen_stack:
            screen.check_idle()

    def _hand_down(self, snapshot: Snapshot) -> None:
        self.now_s = self._clock.wall_s()
        self.snapshot = snapshot
        self._moved_on_s = self._clock.monotonic_s()

    def watch_app_focus(self, focused: bool) -> None:  # noqa: FBT001 - Textual's signature
        """Poll less often while nobody looks, at once when somebody does again."""
        if self._session is not None:
            self._session.poller.is_unattended = not focused
            # Refused credentials are not offered again and again: that locks accounts.
            if focused and self.snapshot.link.state is not LinkState.UNAUTHORISED:
                self._session.poller.wake()

    @on(BoardScreen.AttentionMoved)
    def attend(self, event: BoardScreen.AttentionMoved) -> None:
        """Let the poller ask first for what the user sees."""
        if self._session is not None:
            self._session.poller.attend(event.selected, event.visible)

    @on(BoardScreen.DetailWanted)
    def want_detail(self, event: BoardScreen.DetailWanted) -> None:
        """Fetch the result of the job the user looks at now, unless it is on its way."""
        if self._session is not None:
            self._fetch.start(self._session.details, event.job, self.board)

    @on(BoardScreen.DetailLeft)
    def leave_detail(self, event: BoardScreen.DetailLeft) -> None:
        """Give up what is being fetched, and the memory of what was shown."""
        self._fetch.give_up()
        if event.is_large:
            self._collector.want()

    @on(BoardScreen.CancelConfirmed)
    def cancel_confirmed(self, event: BoardScreen.CancelConfirmed) -> None:
        """Send the cancellation, once."""
        self.send_cancel(event)

    @work(group="cancel", description="cancel jobs")
    async def send_cancel(self, event: BoardScreen.CancelConfirmed) -> None:
        """Cancel and show the server's own words; what really happens comes by polling."""
        if self._session is None:
            self.notify("Not connected: nothing was cancelled.", severity="error", markup=False)
            return
        from jobview.ui.cancel_request import cancel_and_tell

        await cancel_and_tell(self, self._session.poller, event.keys)

    @on(BoardScreen.ExportRawWanted)
    def export_raw(self, event: BoardScreen.ExportRawWanted) -> None:
        """Write a result too large to read here to a file."""
        from jobview.ui.outward.raw_export import export_raw

        if self._session is not None:
            work = export_raw(self, self._session.source, event.wish)
            self.run_worker(work, group="export", description="write a large result")

    @on(BoardScreen.WatchAsked)
    def watch_job_id(self, event: BoardScreen.WatchAsked) -> None:
        """Follow one more job by its id."""
        if self._session is not None:
            self._session.poller.watch(*event.target)

    @on(BoardScreen.PauseToggled)
    def toggle_pause(self) -> None:
        """Stop or resume polling."""
        if self._session is not None:
            poller = self._session.poller
            poller.is_paused = not poller.is_paused
            poller.wake()

    @on(BoardScreen.RefreshAsked)
    def refresh_now(self) -> None:
        """Poll now; start over when there is no session."""
        if self._session is not None:
            self._session.poller.wake()
        else:
            self.follow_server()

    @on(BoardScreen.IntervalStepped)
    def step_interval(self, event: BoardScreen.IntervalStepped) -> None:
        """Go to the next longer or shorter interval."""
        if self._session is None:
            return
        present_s = self.snapshot.interval_s
        if event.step > 0:
            steps = [s for s in INTERVALS_S if s > present_s]
        else:
            steps = [s for s in reversed(INTERVALS_S) if s < present_s]
        if steps:
            self._session.poller.set_interval(steps[0])
            self.notify(f"Asking every {steps[0]:g} s.", timeout=2, markup=False)

    @on(BoardScreen.DebugAsked)
    def show_debug(self) -> None:
        """Show versions, memory, requests and the last troubles."""
        from jobview.ui.debug.debug_screen import DebugScreen, inside_of

        def inside() -> Inside:
            traffic = () if self._session is None else self._session.source.traffic
            now_s = self._clock.wall_s()
            return inside_of(self, self.snapshot, traffic, now_s=now_s, began_s=self._began_s)

        self.push_screen(DebugScreen(inside, self._look.zone, self.board.copy_out))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette's commands over `screen`."""
        from jobview.ui.frame.commands import commands

        names = [theme.name for theme in THEMES]
        names += sorted(self.available_themes.keys() - set(names))
        return commands(self, self.board, screen, tuple(names))
