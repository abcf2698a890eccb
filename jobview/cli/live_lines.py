"""Progress on standard error: rewritten in place on a terminal, told once a change elsewhere."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from jobview.cli.output import can_move_cursor
from jobview.text import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

_ERASE_LINE: Final = "\x1b[2K"
_UP: Final = "\x1b[{count}A\r"
_ERASE_BELOW: Final = "\x1b[J"


class LiveLines:
    """A few named lines that change, and ordinary lines that scroll away above them.

    Lines given to it are harmless to a terminal already.

    Attributes:
        is_live: whether lines are rewritten in place, because this is a terminal.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to `stream`; to standard error when None, and nowhere if that is closed."""
        self._stream: TextIO | None = stream or sys.stderr
        self.is_live = can_move_cursor(self._stream)
        self._lines: dict[str, str] = {}
        self._drawn = 0

    def show(self, name: str, line: str) -> None:
        """Let `line` be what is said under `name` from now on."""
        if self._lines.get(name) == line:
            return
        self._lines[name] = line
        if self.is_live:
            self._redraw()
        else:
            self._write(f"{line}\n")

    def drop(self, name: str) -> None:
        """Say nothing under `name` any more."""
        if self._lines.pop(name, None) is not None and self.is_live:
            self._redraw()

    @contextmanager
    def out_of_the_way(self) -> Iterator[None]:
        """For the block, nothing is drawn, so that other lines can be printed."""
        self._erase()
        try:
            yield
        finally:
            if self.is_live:
                self._redraw()

    def close(self) -> None:
        """Take all lines away."""
        self._erase()
        self._lines.clear()

    def _redraw(self) -> None:
        size = shutil.get_terminal_size()
        lines = list(self._lines.values())
        room = max(size.lines - 1, 1)
        if len(lines) > room:
            hidden = len(lines) - room + 1
            lines = [*lines[: room - 1], f"… and {hidden:,} more"]
        # One column stays free: a full line would wrap on some terminals.
        text = "".join(f"{_ERASE_LINE}{shortened(line, size.columns - 1)}\n" for line in lines)
        self._write(self._to_top() + text + _ERASE_BELOW)
        self._drawn = len(lines)

    def _erase(self) -> None:
        if self._drawn:
            self._write(self._to_top() + _ERASE_BELOW)
            self._drawn = 0

    def _to_top(self) -> str:
        return _UP.format(count=self._drawn) if self._drawn else ""

    def _write(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(text)
            self._stream.flush()
