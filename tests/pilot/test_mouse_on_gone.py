"""The mouse on what has just gone from the screen and is still painted there."""

from __future__ import annotations

import asyncio

from textual import events
from textual.widgets._toast import Toast

from tests.fakes.board import Stage, jobs, settled

STEPS = 6
"""The loop takes so many to take a toast away."""


async def test_a_double_click_on_a_toast_ends_nothing() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        for steps in range(STEPS):
            stage.app.notify("All is well.", timeout=60)
            await settled(pilot)
            (toast,) = stage.app.screen.query(Toast)
            x, y = toast.region.x + 2, toast.region.y
            toast.remove()
            for _ in range(steps):
                await asyncio.sleep(0)
            place = (x, y, 0, 0, 1, False, False, False, x, y)
            stage.app.post_message(events.MouseDown(None, *place))
            stage.app.post_message(events.MouseUp(None, *place))
            await settled(pilot)
            stage.app.clear_notifications()
            await settled(pilot)
        assert stage.on_top() is stage.board
