"""Toasts, as many as are read."""

from __future__ import annotations

from typing import Any, Final

from jobview.ui.terminal.holding import HoldingApp

MAX_TOASTS: Final = 5
"""A key that is held down would otherwise pile up hundreds, and each costs time at every key."""


class FewToastsApp(HoldingApp):
    """An app that shows the newest `MAX_TOASTS` toasts and no older ones."""

    def notify(self, message: str, **options: Any) -> None:  # noqa: ANN401 - Textual's own
        """Show a toast."""
        for oldest in list(self._notifications)[: 1 - MAX_TOASTS]:
            self._unnotify(oldest, refresh=False)
        super().notify(message, **options)
