"""An error that nobody expected ends the app, and is in the journal."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

import pytest

from jobview.journal.keeping import Journal
from jobview.journal.troubles import RECENT
from jobview.settings import Login, Secret, Settings
from jobview.ui.app import JobviewApp
from jobview.ui.look import Look
from jobview.ui.paint.marks import UNICODE_MARKS
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from jobview.polling.session import Session

SECRET = "correct-horse-battery"


class Broken(AbstractAsyncContextManager["Session"]):
    async def __aenter__(self) -> Session:
        raise AssertionError("never entered")

    async def __aexit__(self, *_: object) -> None:
        raise AssertionError("never entered")


async def test_an_unexpected_error_is_in_the_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(app: JobviewApp) -> None:
        raise RuntimeError("hunter2 is broken")

    monkeypatch.setattr(JobviewApp, "follow_server", broken)
    with Journal(Settings(login=Login("ann", Secret("hunter2")))):
        app = JobviewApp(Broken, Look("prod", UNICODE_MARKS, None), FakeClock())
        with pytest.raises(RuntimeError):
            async with app.run_test() as pilot:
                await pilot.pause(0.05)
    (trouble,) = RECENT.newest()
    assert trouble.level == "ERROR"
    assert "RuntimeError: •••• is broken" in trouble.words


async def test_the_last_words_on_the_terminal_hold_no_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(app: JobviewApp) -> None:
        held = SECRET
        raise RuntimeError(f"\x1b[2J{held} is broken")

    monkeypatch.setattr(JobviewApp, "follow_server", broken)
    with Journal(Settings(login=Login("ann", Secret(SECRET)))):
        app = JobviewApp(Broken, Look("prod", UNICODE_MARKS, None), FakeClock())
        with pytest.raises(RuntimeError):
            async with app.run_test() as pilot:
                await pilot.pause(0.05)
        app._print_error_renderables()
    said = capsys.readouterr().err
    assert "RuntimeError: ␛[2J•••• is broken" in said
    assert SECRET not in said
