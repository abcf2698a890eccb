"""The end of a command by SIGTERM or SIGHUP: as tidy as by ctrl-C, with a code of its own."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import FrameType

_SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP)


class Ended(SystemExit):
    """The command shall end now. Event loops let no other exception but this kind through."""


class Ending:
    """Whether, and how, a signal has ended the command.

    Attributes:
        code: 128 + the signal's number, as shells report it; None when there was none.
    """

    code: int | None = None

    def listen(self) -> None:
        """From now on raise `Ended` at the first signal, wherever the main thread is.

        Ctrl-C is Python's KeyboardInterrupt from now on. What is half done is undone on the way
        out. A second SIGTERM ends the process at once.
        """
        for number in _SIGNALS:
            signal.signal(number, self._end)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def _end(self, number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # comes twice when a shell ends
        self.code = 128 + number
        raise Ended(self.code)
