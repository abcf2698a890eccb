"""The board with everything behind it put together: source, poller, details."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Final

from jobview.cli.connection import connected
from jobview.cli.decoding import decoded, outcome
from jobview.cli.garbage import resume_collection
from jobview.cli.login.exposure import is_exposed
from jobview.cli.login.watch import login_watch
from jobview.cli.terminal_traits import forget_size, shows_unicode
from jobview.clock import SystemClock
from jobview.journal.keeping import Journal
from jobview.text import sentence
from jobview.ui.run import run_board

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from jobview.clock import Clock
    from jobview.jobs.target import JobTarget
    from jobview.polling.poller import Poller
    from jobview.polling.session import Session
    from jobview.settings import Settings

_SLOW_IMPORTS: Final = ("jobview.kinetica.ring.source", "jobview.polling.poller")


def show_board(
    settings: Settings,
    targets: Sequence[JobTarget] = (),
    announce: Callable[[Callable[[str], object]], object] | None = None,
    warnings: Sequence[str] = (),
) -> int:
    """Run the board until the user leaves; gives the process's exit code.

    Args:
        settings: where the jobs are, and how they look.
        targets: jobs to watch.
        announce: called with what shows a sentence on the board, from any thread; that raises
            RuntimeError as soon as the board is gone.
        warnings: clauses that the board shows too, since it hides what was said before it.
    """
    clock = SystemClock()
    forget_size(os.environ)
    if not shows_unicode(os.environ, is_coerced=bool(sys.flags.utf8_mode)):
        settings = replace(settings, ascii_only=True)
    with Journal(settings):
        return run_board(
            session_opener(settings, targets, clock, announce, warnings),
            settings=settings,
            clock=clock,
            is_exposed=is_exposed(settings),
        )


def session_opener(
    settings: Settings,
    targets: Sequence[JobTarget],
    clock: Clock,
    announce: Callable[[Callable[[str], object]], object] | None = None,
    warnings: Sequence[str] = (),
) -> Callable[[], AbstractAsyncContextManager[Session]]:
    """What the app enters when its first frame stands: one connection, closed on leaving.

    Nothing of the HTTP client is imported before. Only the first one tells the warnings.
    """
    untold = list(warnings)

    @asynccontextmanager
    async def open_session() -> AsyncIterator[Session]:
        for module in _SLOW_IMPORTS:
            # In a thread, so that keys pressed meanwhile are answered.
            await asyncio.to_thread(import_module, module)
        from jobview.polling.details import Details
        from jobview.polling.poller import Poller
        from jobview.polling.session import Notices, Session

        resume_collection()
        notices = Notices()
        if announce is not None:
            loop = asyncio.get_running_loop()
            announce(lambda words: loop.call_soon_threadsafe(notices.tell, words))
        async with connected(settings, clock, notices.tell) as source:
            poller = Poller(
                source,
                clock,
                random.Random(),  # noqa: S311 - jitter, not a secret
                interval_s=settings.interval_s,
                max_in_flight=settings.max_in_flight,
                max_requests_per_s=settings.max_requests_per_s,
                summarise=outcome,
                watched=targets,
            )
            _watch_login(poller, settings)
            while untold:
                notices.tell(sentence(untold.pop(0)))
            details = Details(source, decoded, clock, answered=poller.lookout.job_answered)
            yield Session(source, poller, details, notices)

    return open_session


def _watch_login(poller: Poller, settings: Settings) -> None:
    watch = login_watch(settings)
    if watch is not None and watch.file is not None:
        poller.lookout.watch_login(watch, str(watch.file))
