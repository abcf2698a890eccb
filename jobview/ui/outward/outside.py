"""Leaving the terminal to a pager or editor for a while, and having it back as it was."""

from __future__ import annotations

import asyncio
import shutil
import signal
import tempfile
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.app import SuspendNotSupported

from jobview.private_file import private_file, reason_of
from jobview.ui.terminal.lent import lent_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from textual.app import App

    from jobview.ui.outward.outside_program import OutsideProgram
    from jobview.ui.outward.outside_text import OutsideText

_NAME: Final = "jobview"

_END_S: Final = 1.0
"""How long a pager or editor may take to end when it is told to."""
_CANCELLED_AT_MOST: Final = 3
_KEYED: Final = (signal.SIGINT, signal.SIGQUIT)
"""What the terminal sends at a key when no program has it in hand."""


async def show_outside(
    app: App[Any],
    program: OutsideProgram,
    text: OutsideText,
    name: str,
    on_written: Callable[[], None],
) -> str:
    """Show `text` with `program`, which has the terminal until it ends.

    The text stands in a file of a folder that only the user may enter; both are removed afterwards.
    The event loop goes on meanwhile, and with it the polling; the screen is not painted, and nobody
    may write to the terminal. Cancelled before `on_written`, it writes no more and shows nothing.

    Args:
        app: whose terminal it is.
        program: the pager or editor.
        text: what to show.
        name: the file's name without its suffix.
        on_written: called when the text is written and the program is about to be started.

    Returns:
        What went wrong, as a sentence; empty when all went well.
    """
    try:
        path = await _written(text, name)
    except OSError as error:
        return f"No temporary file could be written: {reason_of(error)}."
    try:
        on_written()
        return await _run(app, program, path)
    except SuspendNotSupported:
        return "This terminal cannot be left to another program."
    except OSError as error:
        return f"{error.filename or path}: {reason_of(error)}."
    finally:
        shutil.rmtree(path.parent, ignore_errors=True)


async def _written(text: OutsideText, name: str) -> Path:
    """Where the text stands now; cancelled, it leaves nothing behind, though the thread goes on."""
    is_given_up = threading.Event()
    writing = asyncio.ensure_future(asyncio.to_thread(_write, text, name, is_given_up))
    try:
        return await asyncio.shield(writing)
    except asyncio.CancelledError:
        is_given_up.set()
        writing.add_done_callback(_remove)
        raise


def _write(text: OutsideText, name: str, is_given_up: threading.Event) -> Path:
    """The file in a folder of its own; without the file when it is given up."""
    folder = Path(tempfile.mkdtemp(prefix=f"{_NAME}-"))
    path = folder / f"{name}{text.suffix}"
    is_whole = False
    try:
        with private_file(path) as file:
            for chunk in text.chunks:
                if is_given_up.is_set():
                    break
                file.write(chunk)
        is_whole = not is_given_up.is_set()
    finally:
        if not is_whole:
            shutil.rmtree(folder, ignore_errors=True)
    return path


def _remove(writing: asyncio.Future[Path]) -> None:
    """Remove what was written in spite of all."""
    if not writing.cancelled() and writing.exception() is None:
        shutil.rmtree(writing.result().parent, ignore_errors=True)


async def _run(app: App[Any], program: OutsideProgram, path: Path) -> str:
    # Painting has to be held back as well: what Textual writes while it is suspended goes into a
    # queue that nobody empties, and blocks when that is full.
    with (
        app.batch_update(),
        _interrupts_left_to_the_child(),
        app.suspend(),
        lent_terminal() as loan,
    ):
        process = await asyncio.create_subprocess_exec(
            *program.command, str(path), env=dict(program.environ)
        )
        try:
            code = await process.wait()
        finally:
            if process.returncode is None:  # the board is ending, and takes its child along
                await _ended(process)
        loan.is_tidy = code >= 0
    if code == 0:
        return ""
    ended = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
    return f"{program.command[0]} {ended}."


async def _ended(process: asyncio.subprocess.Process) -> None:
    """End it kindly, so that it leaves the terminal as it was; by force if it takes too long."""
    for end in (process.terminate, process.kill):
        end()
        # The end of the loop cancels what was cancelled before: this still has to be waited for.
        for _ in range(_CANCELLED_AT_MOST):
            with suppress(asyncio.CancelledError, TimeoutError):
                async with asyncio.timeout(_END_S):
                    await process.wait()
                break
        if process.returncode is not None:
            return


@contextmanager
def _interrupts_left_to_the_child() -> Iterator[None]:
    r"""Ctrl-C and ctrl-\ reach both processes, and in a pager they do not mean "end jobview".

    A handler that does nothing, unlike ignoring the signal, is not inherited by the child.
    """
    before = {number: signal.signal(number, lambda *_: None) for number in _KEYED}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
