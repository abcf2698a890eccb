"""An app that tells of its own mistakes in the log, and shows no values when it ends by one."""

from __future__ import annotations

import sys

from jobview.journal.loggers import logger
from jobview.journal.troubles import RECENT
from jobview.text import literal
from jobview.ui.few_toasts import FewToastsApp

_log = logger(__name__)


class DiscreetApp(FewToastsApp):
    """Textual's app, whose tracebacks show no local variables: some hold secrets."""

    def warn(self, sentence: str) -> None:
        """Show a sentence that may hold foreign text."""
        self.notify(literal(sentence, limit=500), severity="warning", markup=False)

    def _handle_exception(self, error: Exception) -> None:
        """Textual's call for what nobody caught; it ends the app, unless that is ending anyway.

        A dialog that opens as the board closes finds itself without its widgets, for instance.
        """
        _log.error("an unexpected error", exc_info=error)
        if not self._exit:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """As Textual does, but with neither local variables nor a secret in an error's words."""
        from rich.segment import Segments
        from rich.traceback import Traceback

        self.bell()
        kind, error, frames = sys.exc_info()
        if kind is not None and error is not None:
            trace = Traceback.extract(kind, error, frames)
            for stack in trace.stacks:
                stack.exc_value = harmless(stack.exc_value)
                stack.notes = [harmless(note) for note in stack.notes]
            traceback = Traceback(trace, show_locals=False, width=None)
            rendered = self.console.render(traceback, self.console.options)
            self._exit_renderables.append(Segments(rendered))
        self._close_messages_no_wait()


def harmless(text: str) -> str:
    """An error's words for a terminal: no secrets, and what a server said is literal text."""
    return literal(RECENT.masked(text), limit=2_000)
