"""News come while anything is being opened: nothing has to be there yet for them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from jobview.jobs.snapshot import Link, LinkState
from tests.fakes.board import NARROW, WIDE, Stage, done, jobs, settled
from tests.fakes.board_result import ROWS, detail
from tests.fakes.scripted_source import ScriptedSource

if TYPE_CHECKING:
    from textual.pilot import Pilot

TURNS = 12
"""Of the event loop, in which a key has opened whatever it opens."""

KEYS = (
    *("slash", "0", "enter", "slash", "escape"),
    *("enter", "n", "1", "tab", "shift+tab", "v", "v", "s", "slash", "t", "enter"),
    *("right_square_bracket", "left_square_bracket", "enter", "escape", "y", "escape", "escape"),
    *("down", "enter", "escape", "x", "escape", "space", "w", "escape", "S", "escape"),
    *("E", "escape", "question_mark", "escape", "D", "escape", "i", "escape", "ctrl+p", "escape"),
    *("2", "1", "p", "p", "plus", "minus", "end", "home"),
)


def tell_all(stage: Stage, turn: int) -> None:
    """One more snapshot, in which every job and the link are new, with results for who waits."""
    app = stage.app
    known = {key: replace(job) for key, job in app.snapshot.jobs.items()}
    state = [LinkState.LIVE, LinkState.DOWN, LinkState.DENIED][turn % 3]
    link = Link(state, stage.clock.wall, 0.042, reason="" if turn % 3 == 0 else "no answer")
    serial = app.snapshot.serial + 1
    changed = frozenset(known)
    app._hand_down(replace(app.snapshot, serial=serial, jobs=known, changed=changed, link=link))
    for key in list(stage.session.details.waiting):
        stage.session.details.answer(detail(key.job_id, ROWS))


async def press_amid_news(stage: Stage, pilot: Pilot[int], key: str) -> None:
    """Press a key, and hand down news at each turn of the event loop."""

    async def tell() -> None:
        for turn in range(TURNS):
            stage.clock.advance(0.5)
            tell_all(stage, turn)
            await asyncio.sleep(0)

    telling = stage.app.run_worker(tell(), exit_on_error=False)
    await pilot.press(key)
    await telling.wait()


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=str)
async def test_news_may_come_at_any_moment_of_opening_something(size: tuple[int, int]) -> None:
    stage = Stage()
    stage.session.source = ScriptedSource({})
    async with stage.running(size) as pilot:
        await stage.tell(pilot, [*jobs(), done(105)])
        for key in KEYS:
            await press_amid_news(stage, pilot, key)
        await settled(pilot)
        assert stage.app.is_running
