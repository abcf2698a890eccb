"""Textual's driver for terminals, which also stops, goes on and gives up as it should."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import termios
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from textual.drivers.linux_driver import LinuxDriver

from jobview.ui.terminal.leaving import leave_on_signals, leave_when_hung_up
from jobview.ui.terminal.lent import FAREWELL
from jobview.ui.terminal.output import TerminalOutput
from jobview.ui.terminal.reports import Reports
from jobview.ui.terminal.typed import throw_away

if TYPE_CHECKING:
    from textual.message import Message

    from jobview.ui.terminal.holding import HoldingApp

_MAX_UNHANDLED: Final = 32
"""Keys and reports that may wait for the app. What comes faster stays in the terminal's own queue:
of a storm of them nothing but what is on its way already has to be got through to leave."""
_LOOK_S: Final = 0.005
_READ_AT_ONCE: Final = 4096
_TICK_MS: Final = 100


class TerminalDriver(LinuxDriver):
    """Draws on the terminal and reads its keys.

    Beyond what Textual's own does, it ends the app on signals and on a hang-up, never waits for a
    terminal that nobody reads, reads no faster than the app can follow, forgets no terminal setting
    after `kill -STOP`, and stops only where somebody can let it go on.
    """

    def __init__(
        self,
        app: HoldingApp,
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._has_terminal = False
        self._event_loop = asyncio.get_running_loop()
        file = sys.__stderr__
        assert file is not None  # noqa: S101 - without a terminal there is no board
        self._encoding, self._errors = file.encoding, file.errors or "backslashreplace"
        self._output = TerminalOutput(file.fileno(), self._event_loop, app.hold_painting)
        self._on_their_way = threading.Semaphore(_MAX_UNHANDLED)
        self._leaving = leave_on_signals(app, self.give_up)
        if self.input_tty:
            leave_when_hung_up(self.fileno)
        # On the loop: Textual's own handlers may come in the middle of a write and wait for it.
        self._event_loop.add_signal_handler(signal.SIGTSTP, self.stop_process)
        self._event_loop.add_signal_handler(signal.SIGCONT, self._went_on)

    def start_application_mode(self) -> None:
        """Take the terminal, which started in the background is none of ours yet."""
        self._stay_stopped_in_background()
        if self._leaving.is_told:
            return
        self._output.open()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._has_terminal = True

    def stop_application_mode(self) -> None:
        """Give the terminal back; does nothing when it is given back already."""
        if self._has_terminal:
            if not self._app.is_running:
                # A ctrl-\ that was still on its way would end us before the terminal is clean.
                signal.signal(signal.SIGQUIT, signal.SIG_IGN)
            super().stop_application_mode()
            if self._mouse:
                self.write("\x1b[?1016l")  # taken in answer to a terminal that tells its size
            self._has_terminal = False

    def resume_application_mode(self) -> None:
        """Take the terminal again, unless the app is ending."""
        if self._app.is_running:
            super().resume_application_mode()

    def close(self) -> None:
        """Wait until everything is written, or nobody seems to read it."""
        self._output.close(FAREWELL)
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().close()

    def write(self, data: str) -> None:
        """Write to the terminal, not by Textual's thread: that one waits for a terminal."""
        self._output.write(data.encode(self._encoding, self._errors))

    def disable_input(self) -> None:
        """Read no more, and leave nothing that was meant for us to who reads next."""
        if self._has_terminal:
            super().disable_input()
            throw_away(self.fileno)

    def run_input_thread(self) -> None:
        """Hand on what the terminal sends, until input is disabled or the terminal has gone."""
        reports = Reports()
        poll = select.poll()
        poll.register(self.fileno, select.POLLIN)
        while not self.exit_event.is_set():
            if poll.poll(_TICK_MS):
                try:
                    data = os.read(self.fileno, _READ_AT_ONCE)
                except OSError:
                    return
                if not data:
                    return
                for message in reports.of(data):
                    self.process_message(message)
            for message in reports.overdue():
                self.process_message(message)

    def send_message(self, message: Message) -> None:
        """Hand a key or a report to the app when it can follow; for the thread that reads them."""
        while not self.exit_event.is_set():
            if self._app.message_queue_size < _MAX_UNHANDLED:
                if self._on_their_way.acquire(timeout=_LOOK_S):
                    super().send_message(message)
                    self._event_loop.call_soon_threadsafe(self._on_their_way.release)
                    return
            else:
                self.exit_event.wait(_LOOK_S)

    def stop_process(self) -> None:
        """Leave the terminal to the shell until it lets us go on.

        The whole job stops, as with ctrl-Z in other programs. Where we are the first program of the
        terminal there is no shell that could wake us, and nothing happens.
        """
        if os.getpgrp() == os.getsid(0):
            self._app.notify("No shell is waiting for the terminal: q leaves.", markup=False)
            return
        had_terminal = self._has_terminal
        if had_terminal:
            self.suspend_application_mode()
        # As little as possible happens at these signals, for both are for this place alone.
        for number in (signal.SIGTSTP, signal.SIGCONT):
            self._event_loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
        # Who has the terminal instead of us was told by it; told twice, it would stop twice.
        os.kill(0 if had_terminal else os.getpid(), signal.SIGTSTP)
        self._stay_stopped_in_background()
        self._event_loop.add_signal_handler(signal.SIGTSTP, self.stop_process)
        self._event_loop.add_signal_handler(signal.SIGCONT, self._went_on)
        if had_terminal and not self._leaving.is_told:
            self._take_again()

    def _went_on(self) -> None:
        """Set the terminal up again after a stop that could not be seen coming."""
        if self._has_terminal:
            self._stay_stopped_in_background()
            if self._leaving.is_told:
                return
            # Left first: otherwise what we made of the terminal would be taken for what it was.
            self.suspend_application_mode()
            self._take_again()

    def _take_again(self) -> None:
        self.resume_application_mode()
        self._app.refresh(layout=True)

    def _stay_stopped_in_background(self) -> None:
        with suppress(OSError):  # it is no controlling terminal, which has no background
            while os.tcgetpgrp(self.fileno) != os.getpgrp():
                if self._leaving.is_told:
                    self.attrs_before = None  # they are the shell's, which has others by now
                    return
                os.kill(os.getpid(), signal.SIGSTOP)

    def give_up(self) -> None:
        """Give the terminal back without waiting for it, from any thread, before the process ends.

        What it has not read yet is thrown away; half a frame is worth nothing.
        """
        if not (self._has_terminal and self.input_tty):
            return
        # A process in the background is stopped for touching the terminal, and would never end.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        self._output.break_off(FAREWELL)
        throw_away(self.fileno)
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
