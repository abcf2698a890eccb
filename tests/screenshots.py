"""The README's pictures, drawn by the app itself on the simulator at a standing clock.

    python -m tests.screenshots

writes them all to `screenshots/`; `tests/snapshot/test_screenshots.py` draws them again and
compares. Server, client, poller and board are the real ones; only sockets and time are not.
"""

from __future__ import annotations

import asyncio
import os
import random
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, chdir
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar
from unittest.mock import patch

import httpx

from jobview.cli.decoding import decoded, outcome
from jobview.kinetica.client import KineticaSource
from jobview.polling.details import Details
from jobview.polling.poller import Poller
from jobview.polling.session import Session
from jobview.settings import Settings
from jobview.simulator.app import create_app
from jobview.simulator.options import SimulatorOptions
from jobview.ui.app import JobviewApp
from jobview.ui.board_layout import DETAIL_FOLLOWS_S
from jobview.ui.look import Look
from jobview.ui.paint.marks import UNICODE_MARKS
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from textual.pilot import Pilot

P = ParamSpec("P")
T = TypeVar("T")

FOLDER: Final = Path(__file__).parent.parent / "screenshots"
WATCHED_S: Final = 40
"""How long the board has been watching when the picture is taken: long enough for estimates."""
LATENCY_S: Final = 0.008
"""Of the list. Other answers take no time, so that it does not matter in which order they come."""
LIST_JOBS: Final = "/admin/show/jobs"


@dataclass(frozen=True)
class Picture:
    """What one file shows."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    """Pressed before the picture is taken."""
    theme: str = "jobview-dark"


SETTLED_AFTER: Final = 400
"""Turns of the event loop that an answer of the whole simulator takes at most."""

PICTURES: Final = (
    Picture("board-wide", (150, 38), ("g", *"jjjjjjjj")),
    Picture("board-narrow", (80, 24), ("g", *"jjj")),
    Picture("board-light", (120, 36), ("g", *"jjjjjjjj"), theme="jobview-light"),
    Picture("table-result", (120, 36), ("slash", *"grafana", "enter", "G", "k", "enter")),
    Picture(
        "tree-result",
        (120, 36),
        ("slash", *"grafana", "enter", "G", "k", "enter", "v", "v", *"jjjj", "l", "j", "l"),
    ),
    Picture(
        "export-dialog",
        (120, 36),
        ("slash", *"grafana", "enter", "G", "k", "enter", "e"),
    ),
    Picture("failed-job", (120, 36), ("4", "g", "enter")),
    Picture("help", (100, 44), ("question_mark",)),
)


class Standing(httpx.AsyncBaseTransport):
    """The simulator without a socket; the list takes a little time by the fake clock."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        app = create_app(SimulatorOptions(jobs=40, seed=1), clock)
        self._inner = httpx.ASGITransport(app=app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, a little later by the clock."""
        response = await self._inner.handle_async_request(request)
        if request.url.path == LIST_JOBS:
            self._clock.advance(LATENCY_S)
        return response


class Inline(ThreadPoolExecutor):
    """Does at once what is meant for a thread: threads know no fake clock."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call `fn` now; the future is done."""
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


async def drawn(picture: Picture) -> str:
    """The picture as SVG text; the same for the same code."""
    clock = FakeClock(settled_after=SETTLED_AFTER)
    asyncio.get_running_loop().set_default_executor(Inline())

    @asynccontextmanager
    async def open_session() -> AsyncIterator[Session]:
        async with KineticaSource(Settings(), clock, Standing(clock)) as source:
            poller = Poller(
                source,
                clock,
                random.Random(1),  # noqa: S311 - jitter, not a secret
                interval_s=2.0,
                max_in_flight=1,
                max_requests_per_s=20,
                summarise=outcome,
            )
            poller.waiting = clock.wait
            yield Session(source, poller, Details(source, decoded, clock))

    app = JobviewApp(open_session, Look("prod", UNICODE_MARKS, UTC), clock, picture.theme)
    with TemporaryDirectory() as home, patch.dict(os.environ, HOME=home), chdir(home):
        return await shot(picture, app, clock)


async def shot(picture: Picture, app: JobviewApp, clock: FakeClock) -> str:
    """The app's screen after the picture's keys."""
    async with app.run_test(size=picture.size) as pilot:
        while app.snapshot.data_s is None:
            # Opening takes the machine's time: none by the fake clock may pass before it is done.
            await pilot.pause(0.01)
        for _ in range(WATCHED_S):
            await pass_time(pilot, app, clock)
        for key in picture.keys:
            await pilot.press(key)
        # The detail follows the cursor by the machine's time.
        await pilot.pause(3 * DETAIL_FOLLOWS_S)
        for _ in range(2):
            await pass_time(pilot, app, clock)
        return app.export_screenshot(title="jobview")


async def pass_time(pilot: Pilot[int], app: JobviewApp, clock: FakeClock) -> None:
    """Let a second pass by the fake clock, and everything come to rest."""
    await clock.run(1.0)
    app.tick()
    await pilot.pause()


async def draw_all() -> None:
    """Write every picture."""
    FOLDER.mkdir(exist_ok=True)
    for picture in PICTURES:
        text = await drawn(picture)
        (FOLDER / f"{picture.name}.svg").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(draw_all())
