"""An app that follows a server: snapshots as they come, and time as it goes on."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.reactive import var
from textual.worker import Worker, WorkerState

from jobview.allocator import give_freed_memory_back
from jobview.errors import JobviewError
from jobview.jobs.snapshot import EMPTY_SNAPSHOT, LinkState, Snapshot
from jobview.ui.board import BoardScreen
from jobview.ui.discreet_app import DiscreetApp
from jobview.ui.idle_collector import IdleCollector
from jobview.ui.mistakes import SURVIVED, broken, tell_mistake
from jobview.ui.no_session import ended
from jobview.ui.terminal.driver import TerminalDriver
from jobview.ui.wishes import Wishes

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from jobview.clock import Clock
    from jobview.polling.session import Session


BEAT_S: Final = 1.0
"""How long the clock on screen stands; a little longer when a list is about to move it."""

UNATTENDED_BEAT_S: Final = 2.0
"""The same while the terminal has not the focus: it may still be in sight, in another pane."""

_SOON_S: Final = 0.02
"""A beat due so soon is due now: a timer comes a little early or late."""

_COLLECT_S: Final = 2.0
"""How often it is looked whether the moment is good for collecting garbage."""

GIVE_BACK_S: Final = 10.0
"""How often freed memory goes back to the system. Where a full list's worth of short texts was once
freed, each later list dirties other pages of it: a board whose server had sent 2,500 rows of 20,000
characters for half a minute kept 118 MiB a minute later, with this 66 to 86 (`tests/soak`)."""

RESTART_S: Final = 30.0
"""How long after a mistake of jobview's own ended a session another one is opened."""


class SessionApp(DiscreetApp):
    """Holds the session and writes the state that screens are bound to; no server event ends it.

    Attributes:
        session: the connection; None while there is none.
        wishes: what the user has asked of it, for the next one.
        clock: both its readings are used.
        collector: collects garbage when nobody waits.
    """

    snapshot: var[Snapshot] = var(EMPTY_SNAPSHOT)
    """The newest state of everything; written only by the polling worker."""
    mono_s: var[float] = var(0.0)
    """Monotonic clock, which ages and waits go by; set before `now_s`."""
    now_s: var[float] = var(0.0)
    """Wall clock, once a second."""

    def __init__(
        self, open_session: Callable[[], AbstractAsyncContextManager[Session]], clock: Clock
    ) -> None:
        super().__init__(driver_class=TerminalDriver)
        self.clock = clock
        self.session: Session | None = None
        self.wishes = Wishes()
        self.collector = IdleCollector(clock.monotonic_s())
        self._open_session = open_session
        self._moved_on_s = clock.monotonic_s()
        self.set_reactive(SessionApp.mono_s, clock.monotonic_s())
        self.set_reactive(SessionApp.now_s, clock.wall_s())

    def begin(self) -> None:
        """Start the clock, and the polling once the first frame is out."""
        self.collector.start()
        self.set_interval(_COLLECT_S, self._collect)
        self.set_interval(GIVE_BACK_S, self._give_back)
        self._beat()
        self.call_after_refresh(self.follow_server)

    @property
    def board(self) -> BoardScreen:
        """The screen under all others."""
        board = self.screen_stack[0]
        assert isinstance(board, BoardScreen)  # noqa: S101 - get_default_screen gave it
        return board

    def tick(self) -> None:
        """Move the clock on, in one paint with all that is new."""
        if self.session is None or not self.session.poller.flush():
            self._move_on()
        self._moved_on_s = self.clock.monotonic_s()

    def _move_on(self) -> None:
        self._moved_on_s = self.mono_s = self.clock.monotonic_s()
        self.now_s = self.clock.wall_s()

    def _collect(self) -> None:
        """Collect garbage when nobody waits."""
        if self.screen_stack:  # there is none any more while the app ends
            has_data = self.snapshot.data_s is not None
            moves = self.board.cursor_moves
            self.collector.tick(self.clock.monotonic_s(), moves, has_data=has_data)

    def _give_back(self) -> None:
        """Give freed memory back in a thread, since it takes some milliseconds."""
        asyncio.get_running_loop().run_in_executor(None, give_freed_memory_back)

    def _beat(self) -> None:
        """Tick when nothing has moved the clock on for a while, which saves a paint otherwise."""
        beat_s = BEAT_S if self.app_focus else UNATTENDED_BEAT_S
        left_s = self._moved_on_s + beat_s - self.clock.monotonic_s()
        if left_s < _SOON_S:
            self.tick()
            left_s = beat_s
        self.set_timer(left_s, self._beat)

    @work(group="poll", exclusive=True, exit_on_error=False, description="poll")
    async def follow_server(self) -> None:
        """Hand every snapshot to the board, for as long as the app lives."""
        try:
            async with self._open_session() as session:
                self.session = session
                session.notices.listen(self.warn)
                session.poller.is_unattended = not self.app_focus
                self.wishes.put_to(session.poller)
                async with aclosing(session.poller.snapshots()) as snapshots:
                    async for snapshot in snapshots:
                        await self._show(snapshot)
        except JobviewError as error:
            self._hand_down(ended(self.snapshot, str(error), self.clock.wall_s()))
        finally:
            self.session = None

    @on(Worker.StateChanged)
    def follow_again(self, event: Worker.StateChanged) -> None:
        """Survive a mistake of jobview's own in a worker that speaks to the server.

        One that ended the session, which the poller's own do not, has another opened by and by.
        """
        if event.state is not WorkerState.ERROR or event.worker.group not in SURVIVED:
            return
        tell_mistake(self, self.board, event.worker)
        if event.worker.group == "poll":
            now_s, mono_s = self.clock.wall_s(), self.clock.monotonic_s()
            snapshot = broken(self.snapshot, event.worker.error, now_s, mono_s, RESTART_S)
            self._hand_down(snapshot)
            self.set_timer(RESTART_S, lambda: self.session or self.follow_server())

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
        if self.session is not None:
            self.session.poller.is_unattended = not focused
            # Refused credentials are not offered again and again: that locks accounts.
            if focused and self.snapshot.link.state is not LinkState.UNAUTHORISED:
                self.session.poller.wake()
