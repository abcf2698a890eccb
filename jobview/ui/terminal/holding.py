"""Painting no faster than the terminal takes it."""

from __future__ import annotations

from contextlib import ExitStack

from jobview.ui.terminal.leaving import LeavableApp


class HoldingApp(LeavableApp):
    """An app that paints nothing while its terminal has not taken what was painted before.

    Of all that changes meanwhile, only the newest state is painted afterwards: a slow terminal
    misses frames, and one that nobody reads costs neither memory nor time.
    """

    _has_missed_paint = False

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self._hold = ExitStack()
        self._is_held = False

    def hold_painting(self, is_held: bool) -> None:  # noqa: FBT001 - one fact, named by the method
        """Paint nothing from now on, or paint again."""
        if is_held and not self._is_held:
            self._has_missed_paint = False
            self._hold.enter_context(self.batch_update())
        elif self._is_held and not is_held:
            self._hold.close()
            self._paint_again()
        self._is_held = is_held

    def post_display_hook(self) -> None:
        """Textual's call after every paint, also after one that was held back and is lost."""
        self._has_missed_paint = self._is_held

    def _paint_again(self) -> None:
        if not self.is_running:
            return
        if self._has_missed_paint:
            self.screen.refresh()
        # While updates were held back no screen went to paint, nor does the end of that prompt one.
        for screen in self.screen_stack:
            screen.check_idle()
