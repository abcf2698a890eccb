"""Copying a text out of the screen, and saying truthfully how far it is known to have come."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.child_environment import child_environment
from jobview.jobs.transfer import size_words
from jobview.private_file import reason_of
from jobview.settings import ClipboardChoice
from jobview.text import utf8
from jobview.ui.outward.clipboard_way import Route, Way, fits_terminal, ways

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PATIENCE_S: Final = 2.0
"""How long a clipboard program may take to accept the text."""


class CopyOutcome(NamedTuple):
    """What became of a text that was to be copied."""

    sentence: str
    """How it went and how much it was, without a final stop."""
    is_sent: bool
    """Whether it left for a clipboard, as far as can be known."""


class Clipboard:
    """The user's clipboard, as near as a program in a terminal can come to it.

    Args:
        choice: the setting.
        send_to_terminal: puts a text into an OSC 52 sequence and sends it.
        environ: the process's environment; None for the real one.
        platform: as `sys.platform` says.
        patience_s: how long a clipboard program may take.
    """

    def __init__(
        self,
        choice: ClipboardChoice,
        send_to_terminal: Callable[[str], None],
        *,
        environ: Mapping[str, str] | None = None,
        platform: str = sys.platform,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._choice = choice
        self._send_to_terminal = send_to_terminal
        self._environ = os.environ if environ is None else environ
        self._platform = platform
        self._patience_s = patience_s

    async def copy(self, text: str, what: str) -> CopyOutcome:
        """Send `text` the best way that works; a file is the last.

        Args:
            text: server text as it came; a lone surrogate becomes U+FFFD.
            what: what it is, such as `cell` or `3 job ids`, for the sentence.

        Returns:
            The outcome; no failure of a program, a pipe or a disk is raised.
        """
        data = utf8(text)
        if not data:
            return CopyOutcome(f"nothing copied: {what} is empty", is_sent=False)
        if self._choice is ClipboardChoice.OFF:
            return CopyOutcome("nothing copied: the clipboard is set to off", is_sent=False)
        size = size_words(len(data))
        failures = []
        for way in ways(self._choice, self._environ, self._platform):
            failure = await self._try(way, data)
            if failure is None:
                return CopyOutcome(_success(way, what, size), is_sent=True)
            failures.append(failure)
        why = next((failure for failure in reversed(failures) if failure), _NO_WAY)
        return await asyncio.to_thread(_into_file, data, f"{why} ({what}, {size})")

    async def _try(self, way: Way, data: bytes) -> str | None:
        """None when it went; otherwise why not, empty for a program that is not there."""
        if way.command:
            return await run_with_input(
                way.command, data, child_environment(self._environ), self._patience_s
            )
        if not fits_terminal(len(data)):
            return "too large for the terminal"
        self._send_to_terminal(data.decode("utf-8"))
        return None


_NO_WAY: Final = "no clipboard program was found"


async def run_with_input(
    command: tuple[str, ...], data: bytes, environ: Mapping[str, str], patience_s: float
) -> str | None:
    """Give `data` to a program on its standard input.

    A clipboard program goes on serving the text from the background, with all it inherited: so it
    gets no pipe but its input, and nothing waits for more than its first process.

    Returns:
        None when it ended well; otherwise why not, empty when there is no such program.
    """
    name = command[0]
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=dict(environ),
            start_new_session=True,
        )
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"{name}: {reason_of(error)}"
    try:
        async with asyncio.timeout(patience_s):
            await process.communicate(data)
    except TimeoutError:
        return f"{name} did not answer within {patience_s:g} s"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return None if process.returncode == 0 else f"{name} failed"


def _success(way: Way, what: str, size: str) -> str:
    if way.route is Route.TMUX:
        return f"{what} copied into tmux's buffer and sent to its terminal, {size}"
    if way.route is Route.TMUX_ONLY:
        return f"{what} copied into tmux's buffer, {size}; this tmux does not send it to a terminal"
    if way.route is Route.TERMINAL:
        return f"{what} sent to the terminal (OSC 52), {size}"
    return f"{what} copied with {way.command[0]}, {size}"


def _into_file(data: bytes, why: str) -> CopyOutcome:
    """Keep the text in a new private file, so that it is not lost."""
    try:
        handle, name = tempfile.mkstemp(prefix="jobview-copy-", suffix=".txt")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        return CopyOutcome(
            f"{why}, and no file could be written: {reason_of(error)}", is_sent=False
        )
    return CopyOutcome(f"{why}: written to {name}", is_sent=False)
