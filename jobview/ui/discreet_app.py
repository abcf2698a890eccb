"""An app that tells of its own mistakes in the log, and shows no values when it ends by one."""

from __future__ import annotations

from jobview.journal.loggers import logger
from jobview.text import literal, literal_lines
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
        """As Textual does, but a traceback shows no local variables: some hold secrets.

        What the exception says may be a server's words.
        """
        from rich.segment import Segment, Segments
        from rich.traceback import Traceback

        self.bell()
        traceback = Traceback(show_locals=False, width=None)
        rendered = self.console.render(traceback, self.console.options)
        self._exit_renderables.append(
            Segments([Segment(literal_lines(text), style) for text, style, _ in rendered])
        )
        self._close_messages_no_wait()
