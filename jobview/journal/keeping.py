"""A journal kept while a command runs: troubles in memory always, a log file when asked for."""

from __future__ import annotations

import logging
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, Self

import jobview
from jobview.errors import JobviewError, SettingsError
from jobview.journal.lines import LineFormatter
from jobview.journal.loggers import ROOT, logger
from jobview.journal.logins import forget_logins, noted_logins
from jobview.journal.troubles import RECENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from jobview.journal.mask import Mask
    from jobview.settings import Login, Settings

_LISTENED_TO: Final = (ROOT, "asyncio")
"""asyncio logs what a task raised that nobody waits for, else on standard error."""

_log = logger(__name__)


class Journal:
    """Use it as `with Journal(settings):` around a command's work; see `troubles.RECENT`."""

    def __init__(self, settings: Settings) -> None:
        """Keep a journal of a run with these settings, from entering on."""
        self._settings = settings
        self._ending = ExitStack()

    def __enter__(self) -> Self:
        """Begin.

        Raises:
            SettingsError: the log file cannot be written to.
        """
        forget_logins()
        mask = _LateMask(self._settings)
        RECENT.begin(mask)
        with ExitStack() as ending:
            if self._settings.log_file is not None:
                ending.callback(logging.getLogger(ROOT).setLevel, logging.getLogger(ROOT).level)
                logging.getLogger(ROOT).setLevel(logging.INFO)
                self._listen(_opened(self._settings.log_file, mask), ending)
            self._listen(RECENT, ending)
            self._ending = ending.pop_all()
        if _log.isEnabledFor(logging.INFO):
            _log.info(
                "jobview %s begins; Python %s on %s",
                jobview.__version__,
                sys.version.split()[0],
                sys.platform,
            )
            _log.info("%r", self._settings)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        frames: TracebackType | None,
    ) -> None:
        """Say how the work ended, and stop listening."""
        if error is None:
            _log.info("the end")
        elif isinstance(error, JobviewError):
            _log.warning("the end: %s", error)
        elif isinstance(error, Exception):
            _log.error("the end, by an unexpected error", exc_info=error)
        else:
            _log.info("the end: %s", type(error).__name__)
        self._ending.close()

    def _listen(self, handler: logging.Handler, ending: ExitStack) -> None:
        for name in _LISTENED_TO:
            logging.getLogger(name).addHandler(handler)
            ending.callback(logging.getLogger(name).removeHandler, handler)
        if handler is not RECENT:
            ending.callback(handler.close)


def lost_line_count() -> int:
    """How many lines the log file that is kept could not take."""
    from jobview.journal.log_file import LogFile

    handlers = logging.getLogger(ROOT).handlers
    return sum(handler.lost_count for handler in handlers if isinstance(handler, LogFile))


class _LateMask:
    """A mask made when the first text comes, which on a good day is never: it takes 20 ms."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._mask: Mask | None = None
        self._logins: tuple[Login, ...] = ()

    def __call__(self, text: str) -> str:
        logins = noted_logins()
        if self._mask is None or logins != self._logins:
            from jobview.journal.mask import Mask

            self._mask = Mask.of(self._settings, logins)
            self._logins = logins
        return self._mask(text)


def _opened(path: Path, mask: Callable[[str], str]) -> logging.Handler:
    # Some milliseconds, which only a log file costs.
    from jobview.journal.log_file import LogFile
    from jobview.private_file import reason_of

    try:
        handler = LogFile(path)
    except OSError as error:
        raise SettingsError(f"the log file {path} cannot be used: {reason_of(error)}") from error
    handler.setFormatter(LineFormatter(mask))
    return handler
