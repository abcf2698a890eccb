"""Running the board: from settings to an exit code."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jobview.errors import SettingsError
from jobview.text import literal
from jobview.ui.app import JobviewApp
from jobview.ui.look import Look
from jobview.ui.paint.marks import marks_for
from jobview.ui.terminal.leaving import signals_as_before

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from jobview.clock import Clock
    from jobview.polling.session import Session
    from jobview.settings import Settings


def run_board(
    open_session: Callable[[], AbstractAsyncContextManager[Session]],
    *,
    settings: Settings,
    clock: Clock,
    is_exposed: bool = False,
) -> int:
    """Run the board until the user leaves or a signal ends it; gives the process's exit code.

    Args:
        open_session: gives what asks the server.
        settings: how it looks, and what the header must say.
        clock: for the times on the screen.
        is_exposed: whether the login goes unencrypted to another machine.

    Raises:
        SettingsError: there is no theme of that name.
    """
    look = Look(
        cluster_name=settings.cluster_name or urlsplit(settings.urls[0]).netloc,
        marks=marks_for(ascii_only=settings.ascii_only),
        zone=UTC if settings.utc else None,
        is_read_only=settings.read_only,
        why_read_only=literal(settings.why_read_only),
        is_insecure=settings.insecure and any(url.startswith("https:") for url in settings.urls),
        is_exposed=is_exposed,
    )
    app = JobviewApp(open_session, look, clock, clipboard=settings.clipboard)
    if settings.theme not in app.available_themes:
        known = ", ".join(sorted(app.available_themes))
        raise SettingsError(f"there is no theme {literal(settings.theme)!r}; there are {known}")
    app.theme = settings.theme
    with signals_as_before():
        app.run()
    return app.return_code or 0
