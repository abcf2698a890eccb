"""Work in a thread for a dialog that is left meanwhile."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from jobview.ui.outward.card_dialog import CardDialog
from tests.fakes.board import Stage, jobs, settled

if TYPE_CHECKING:
    import pytest

STEPS = 20
"""The loop takes so many to take a dialog away, part by part."""


async def test_a_card_that_is_ready_while_its_dialog_goes_ends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate, begun = threading.Event(), threading.Event()
    made = CardDialog._card

    def made_late(dialog: CardDialog) -> str:
        begun.set()
        gate.wait(5)
        return made(dialog)

    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        for steps in range(STEPS):
            gate.set()
            await pilot.press("c")
            await settled(pilot)
            dialog = stage.on_top()
            assert isinstance(dialog, CardDialog)
            with monkeypatch.context() as patched:
                patched.setattr(CardDialog, "_card", made_late)
                gate.clear()
                begun.clear()
                dialog.action_redact()
                await asyncio.to_thread(begun.wait, 5)
                dialog.dismiss(None)
                for _ in range(steps):
                    await asyncio.sleep(0)
                gate.set()
                await settled(pilot)
            assert stage.on_top() is stage.board, steps
            assert stage.app.is_running, steps
