"""Leaving on a signal, also when the terminal is gone and can take no farewell."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.app import App

DEADLINE_S: Final = 3.0
"""How long an orderly end may take. Textual's output thread dies with the terminal, and then its
queue fills up and blocks the main thread for ever."""


def leave_on_signals(app: App[int]) -> None:
    """End `app` with 128 + the signal's number on SIGTERM and SIGHUP; call it on the loop."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, _leave, app, 128 + number)


def _leave(app: App[int], code: int) -> None:
    deadline = threading.Timer(DEADLINE_S, os._exit, (code,))
    deadline.daemon = True
    deadline.start()
    app.exit(None, code)
