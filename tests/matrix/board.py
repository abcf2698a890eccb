"""The board under each fault: the real app, poller and HTTP client against a real socket."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import asynccontextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Final, NamedTuple
from unittest.mock import patch

from jobview.cli.screen import session_opener
from jobview.clock import SystemClock
from jobview.jobs.snapshot import LinkState
from jobview.ui.app import JobviewApp
from jobview.ui.frame.dialogs import CancelDialog
from jobview.ui.look import Look
from jobview.ui.paint.marks import UNICODE_MARKS
from tests.matrix.commands import HARMFUL
from tests.matrix.stand import PASSWORD, Stand, hurried

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from textual.pilot import Pilot

    from jobview.jobs.job import JobKey
    from jobview.jobs.phase import Phase
    from jobview.jobs.snapshot import Snapshot

SIZE: Final = (160, 40)
FOLLOWS_S: Final = 0.02
LOOKS_EVERY_S: Final = 0.02
PATIENCE_S: Final = 12.0
"""When a board that has not come to something is given up; no measure of how fast it should."""

FILTER: Final = "e"
"""Words that every endpoint has, so that a filter is set and hides nothing."""


RESULT_SHOWN: Final = 200
"""Characters of a result that are compared: a line about the trouble takes one off its end."""
BARS: Final = re.compile("[─\u2580-\u259f]+")
"""What frames and scroll bars are drawn of."""

LIST: Final = "/admin/show/jobs"
MOST_LISTS: Final = 2
"""One may be under way when the fault begins or ends; the next tells."""
MORE_IF_LATE: Final = 2
"""Beside one that hangs others may be made, until one is answered; two on a busy machine."""


class View(NamedTuple):
    """What must stay as it is while the server is away."""

    rows: tuple[JobKey, ...]
    selected: JobKey | None
    filter: str
    phases: tuple[tuple[JobKey, Phase], ...]
    result: str
    """The open result: whose it is, and how it looks."""


class Board:
    """A board that runs headless."""

    def __init__(self, app: JobviewApp, pilot: Pilot[int], stand: Stand) -> None:
        self.app = app
        self.pilot = pilot
        self._arrivals = stand.arrivals
        self._turns: list[tuple[LinkState, int]] = []
        app.watch(app, "snapshot", self._note, init=False)

    def _note(self, snapshot: Snapshot) -> None:
        self._turns.append((snapshot.link.state, self._arrivals.counts[LIST]))

    def begin_count(self) -> None:
        """Count the lists from now on that are asked for until a state is told."""
        self._turns = [(self.app.snapshot.link.state, self._arrivals.counts[LIST])]

    def lists_until(self, *states: LinkState) -> int:
        """How many lists were asked for before the first snapshot with one of these states."""
        first = self._turns[0][1]
        counts = [count - first for state, count in self._turns[1:] if state in states]
        return counts[0] if counts else 0

    @property
    def screen(self) -> str:
        """All its lines."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    @property
    def header(self) -> str:
        """Its first line."""
        return self.screen.partition("\n")[0]

    @property
    def pane(self) -> str:
        """The words in the detail, beside the list."""
        place = self.app.board.pane.region
        rows = self.screen.split("\n")[place.y : place.bottom]
        lines = [row[place.x : place.right] for row in rows]
        return " ".join(BARS.sub(" ", " ".join(lines)).split())

    @property
    def state(self) -> str:
        """The link's state as the header says it."""
        found = re.search("|".join([*LinkState, "stale"]), self.header)
        return found[0] if found else ""

    def view(self) -> View:
        """What is shown of the jobs now."""
        board = self.app.board
        return View(
            tuple(board.order.keys),
            board.table.selected_key,
            board.query_words,
            tuple((key, job.phase) for key, job in self.app.snapshot.jobs.items()),
            "" if board.detail is None else f"{board.detail.key}: {self.pane[:RESULT_SHOWN]}",
        )

    def told_since(self) -> set[LinkState]:
        """The states told since the count began."""
        return {state for state, _ in self._turns[1:]}

    async def until(self, holds: Callable[[], bool]) -> float:
        """Wait until that holds; gives how long it took, infinite when it never did."""
        began_s = time.monotonic()
        while not holds():
            if time.monotonic() - began_s > PATIENCE_S or not self.app.is_running:
                return float("inf")
            await asyncio.sleep(LOOKS_EVERY_S)
        return time.monotonic() - began_s

    async def until_says(self, *words: str) -> float:
        """Wait until the header has one of these states; gives how long it took."""
        return await self.until(lambda: self.state in words)

    async def settle(self) -> None:
        """Let what was pressed come about."""
        await self.pilot.pause(3 * FOLLOWS_S)
        await self.pilot.pause()

    async def select(self, key: JobKey) -> None:
        """Put the cursor on a job."""
        board = self.app.board
        board.table.move_to(list(board.order.keys).index(key))
        await self.settle()

    async def to_list(self) -> None:
        """Leave the detail for the list."""
        self.app.board.go_to_list()
        self.app.board.table.focus()
        await self.settle()

    async def open_cancel(self) -> None:
        """Ask for the cancellation of the selected job; its dialog stands."""
        await self.pilot.press("x")
        await self.until(lambda: isinstance(self.app.screen, CancelDialog))

    async def confirm(self) -> None:
        """Say yes to the dialog."""
        await self.pilot.press("right", "enter")
        await self.until(lambda: not isinstance(self.app.screen, CancelDialog))

    def wrongs(self) -> Iterator[str]:
        """What must never be on the screen, and is."""
        if not self.app.is_running:
            yield "the board has ended"
            return
        screen = self.screen
        if "Traceback" in screen or "internal error" in screen:
            yield "a traceback is on the screen"
        if found := HARMFUL.search(screen):
            yield f"a control character is on the screen: {found[0]!r}"
        if PASSWORD in screen:
            yield "the password is on the screen"


@asynccontextmanager
async def running_board(stand: Stand, *, is_late: bool) -> AsyncIterator[Board]:
    """A board on that server, in a hurry, until the block ends; the detail follows at once.

    Args:
        stand: the server.
        is_late: whether something will be waited for as long as may be; time limits are short then.
    """
    clock = SystemClock()
    look = Look("prod", UNICODE_MARKS, UTC)
    opener = session_opener(stand.settings(is_late=is_late), (), clock)
    follows = patch("jobview.ui.board_layout.DETAIL_FOLLOWS_S", FOLLOWS_S)
    with hurried(is_late=is_late), follows:
        app = JobviewApp(opener, look, clock)
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            yield Board(app, pilot, stand)
