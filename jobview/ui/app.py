"""The application: snapshots go from poller to board, wishes from board to poller."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.app import App
from textual.reactive import var
from textual.worker import Worker, WorkerState

from jobview.errors import JobviewError
from jobview.jobs.snapshot import EMPTY_SNAPSHOT, LinkState, Snapshot
from jobview.settings import ClipboardChoice
from jobview.ui.board import BoardScreen
from jobview.ui.board_layout import HEIGHT_CLASSES, WIDTH_CLASSES
from jobview.ui.frame.link_words import doubt_words
from jobview.ui.idle_collector import IdleCollector
from jobview.ui.intervals import stepped
from jobview.ui.leaving import leave_on_signals
from jobview.ui.mistakes import SURVIVED, broken, tell_mistake
from jobview.ui.no_session import ended, no_detail, refuse
from jobview.ui.result_fetch import ResultFetch
from jobview.ui.theme import THEMES, variable_defaults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractAsyncContextManager

    from textual.app import SystemCommand
    from textual.screen import Screen

    from jobview.clock import Clock
    from jobview.polling.session import Session
    from jobview.ui.look import Look

BEAT_S: Final = 1.0
"""How long the clock on screen stands; a little longer when a list is about to move it."""

UNATTENDED_BEAT_S: Final = 2.0
"""The same while the terminal has not the focus: it may still be in sight, in another pane."""

_SOON_S: Final = 0.02
"""A beat due so soon is due now: a timer comes a little early or late."""

_COLLECT_S: Final = 2.0
"""How often it is looked whether the moment is good for collecting garbage."""

RESTART_S: Final = 30.0
"""How long after a mistake of jobview's own ended a session another one is opened."""


class JobviewApp(App[int]):
    """Wires session and board; no server event ends it."""

    TITLE = "jobview"
    CSS_PATH: ClassVar = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = WIDTH_CLASSES
    VERTICAL_BREAKPOINTS = HEIGHT_CLASSES

    snapshot: var[Snapshot] = var(EMPTY_SNAPSHOT)
    """The newest state of everything; written only by the polling worker."""
    mono_s: var[float] = var(0.0)
    """Monotonic clock, which ages and waits go by; set before `now_s`."""
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
        super().__init__()
        self._open_session = open_session
        self._look = look
        self._clock = clock
        self._clipboard_choice = clipboard
        self._session: Session | None = None
        self._fetch = ResultFetch(self)
        self._moved_on_s = clock.monotonic_s()
        self._collector = IdleCollector(clock.monotonic_s())
        self.set_reactive(JobviewApp.mono_s, clock.monotonic_s())
        self.set_reactive(JobviewApp.now_s, clock.wall_s())
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
        """Start the clock and the polling, once the first frame is out; end tidily on signals."""
        self._collector.start()
        self.set_interval(_COLLECT_S, self._collect)
        self._beat()
        leave_on_signals(self)
        self.call_after_refresh(self.follow_server)

    def tick(self) -> None:
        """Move the clock on, in one paint with all that is new."""
        if self._session is None or not self._session.poller.flush():
            self._move_on()
        self._moved_on_s = self._clock.monotonic_s()

    def _move_on(self) -> None:
        self._moved_on_s = self.mono_s = self._clock.monotonic_s()
        self.now_s = self._clock.wall_s()

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

    @work(group="poll", exclusive=True, exit_on_error=False, description="poll")
    async def follow_server(self) -> None:
        """Hand every snapshot to the board, for as long as the app lives."""
        try:
            async with self._open_session() as session:
                self._session = session
                session.poller.is_unattended = not self.app_focus
                async with aclosing(session.poller.snapshots()) as snapshots:
                    async for snapshot in snapshots:
                        await self._show(snapshot)
        except JobviewError as error:
            self._hand_down(ended(self.snapshot, str(error), self._clock.wall_s()))
        finally:
            self._session = None

    @on(Worker.StateChanged)
    def follow_again(self, event: Worker.StateChanged) -> None:
        """Survive a mistake of jobview's own in a worker that speaks to the server.

        One that ended the session, which the poller's own do not, has another opened by and by.
        """
        if event.state is not WorkerState.ERROR or event.worker.group not in SURVIVED:
            return
        tell_mistake(self, self.board, event.worker)
        if event.worker.group == "poll":
            snapshot = broken(self.snapshot, event.worker.error, self._clock.wall_s())
            self._hand_down(snapshot)
            self.set_timer(RESTART_S, lambda: self._session or self.follow_server())

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
        self._move_on()
        self.snapshot = snapshot

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
            return
        self.board.receive_detail(no_detail(event.job, "not connected", "r connects"))

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

    @work(group="cancel", exit_on_error=False, description="cancel jobs")
    async def send_cancel(self, event: BoardScreen.CancelConfirmed) -> None:
        """Cancel and show the server's own words; what really happens comes by polling."""
        if self._session is None:
            refuse(self, "nothing was cancelled")
            return
        from jobview.ui.cancel_request import cancel_and_tell

        await cancel_and_tell(self, self._session.poller, event.keys)

    @on(BoardScreen.ExportRawWanted)
    def export_raw(self, event: BoardScreen.ExportRawWanted) -> None:
        """Write a result too large to read here to a file."""
        from jobview.ui.outward.raw_export import export_raw

        if self._session is None:
            refuse(self, "nothing was written")
            return
        work = export_raw(self, self._session.source, event.wish)
        what = "write a large result"
        self.run_worker(work, group="export", exit_on_error=False, description=what)

    @on(BoardScreen.WatchAsked)
    def watch_job_id(self, event: BoardScreen.WatchAsked) -> None:
        """Follow one more job by its id."""
        if self._session is None:
            refuse(self, "nothing is watched")
            return
        self._session.poller.watch(*event.target)
        if doubt := doubt_words(self.snapshot.link, self.now_s, self._look.zone):
            self.notify(
                f"Job {event.target.job_id} appears when the server answers. {doubt}.",
                severity="warning",
                markup=False,
            )

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
        if self._session is None:
            self.follow_server()
            return
        self._session.poller.wake()
        if self._session.poller.is_paused:
            self.notify("Asking is paused: p resumes it.", timeout=3, markup=False)

    @on(BoardScreen.IntervalStepped)
    def step_interval(self, event: BoardScreen.IntervalStepped) -> None:
        """Go to the next longer or shorter interval."""
        if self._session is None:
            return
        interval_s = stepped(self.snapshot.interval_s, event.step)
        if interval_s is not None:
            self._session.poller.set_interval(interval_s)
            self.notify(f"Asking every {interval_s:g} s.", timeout=2, markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette's commands over `screen`."""
        from jobview.ui.frame.commands import commands

        names = [theme.name for theme in THEMES]
        names += sorted(self.available_themes.keys() - set(names))
        return commands(self, self.board, screen, tuple(names))
