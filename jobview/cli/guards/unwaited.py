"""Work in a thread that may hang, on a dead file server for instance, without holding us up."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


async def unwaited(work: Callable[[], _T], *faults: type[Exception]) -> _T:
    """What `work` gives, done in a thread of its own that the program's end does not wait for.

    The threads of `asyncio.to_thread` would: a command could not end, not even by a signal.

    Args:
        work: may block for ever.
        faults: what it may raise.

    Raises:
        OSError: there is no thread to be had.
        Exception: one of the faults.
        RuntimeError: `work` raised something else, which is told where threads tell it.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_T] = loop.create_future()

    def tell(say: Callable[[], None]) -> None:
        if not done.done():
            say()

    def run() -> None:
        say = partial(done.set_exception, RuntimeError("a thread ended without an answer"))
        try:
            say = partial(done.set_result, work())
        except faults as error:
            say = partial(done.set_exception, error)
        finally:
            with suppress(RuntimeError):  # the loop is gone, and nobody waits
                loop.call_soon_threadsafe(tell, say)

    try:
        Thread(target=run, name="jobview-unwaited", daemon=True).start()
    except RuntimeError as error:
        raise OSError(str(error)) from error
    return await done
