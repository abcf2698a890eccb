"""By which ways a text may reach a clipboard from here, the best first.

Over ssh a native tool would fill the clipboard of the wrong machine, so the terminal is asked,
which stands where the user sits. `SSH_TTY` does not tell: it lingers in tmux panes of an earlier
login, while tmux refreshes `SSH_CONNECTION`. Inside tmux a terminal sequence is tmux's to pass on
or not; its own command is sure to fill its buffer and hands the text to the outer terminal too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from jobview.settings import ClipboardChoice

if TYPE_CHECKING:
    from collections.abc import Mapping

OSC52_LIMIT: Final = 74_994
"""Bytes of base64 that are sent to a terminal: what common terminals and multiplexers take."""


class Route(StrEnum):
    """Where a text goes."""

    TMUX = "tmux's buffer and its terminal"
    TMUX_ONLY = "tmux's buffer"
    TOOL = "the clipboard of this machine"
    TERMINAL = "the terminal (OSC 52)"


@dataclass(frozen=True, slots=True)
class Way:
    """One try: a program that takes the text on standard input, or the terminal itself."""

    route: Route
    command: tuple[str, ...] = ()
    """Empty for the terminal."""


_TMUX: Final = (
    # -w, which hands the text to the outer terminal, is younger than the command: 3.2.
    Way(Route.TMUX, ("tmux", "load-buffer", "-w", "-")),
    Way(Route.TMUX_ONLY, ("tmux", "load-buffer", "-")),
)
_WAYLAND: Final = (Way(Route.TOOL, ("wl-copy", "--type", "text/plain;charset=utf-8")),)
_X11: Final = (
    Way(Route.TOOL, ("xclip", "-selection", "clipboard", "-in")),
    Way(Route.TOOL, ("xsel", "--clipboard", "--input")),
)
_MACOS: Final = (Way(Route.TOOL, ("pbcopy",)),)
_TERMINAL: Final = (Way(Route.TERMINAL),)


def ways(choice: ClipboardChoice, environ: Mapping[str, str], platform: str) -> tuple[Way, ...]:
    """What to try, in this order, until one works.

    Args:
        choice: the setting.
        environ: the process's environment.
        platform: as `sys.platform` says.

    Returns:
        None for `off`, and for `native` on a machine without a desktop.
    """
    if choice is ClipboardChoice.OFF:
        return ()
    if choice is ClipboardChoice.OSC52:
        return _TERMINAL
    tools = _tools(environ, platform)
    if choice is ClipboardChoice.NATIVE:
        return tools
    if environ.get("TMUX"):
        return _TMUX + _TERMINAL
    if environ.get("SSH_CONNECTION"):
        return _TERMINAL
    return tools + _TERMINAL


def fits_terminal(byte_count: int) -> bool:
    """Whether so many bytes of text, in base64, are within what terminals take."""
    return (byte_count + 2) // 3 * 4 <= OSC52_LIMIT


def _tools(environ: Mapping[str, str], platform: str) -> tuple[Way, ...]:
    if platform == "darwin":
        return _MACOS
    wayland = _WAYLAND if environ.get("WAYLAND_DISPLAY") else ()
    return wayland + (_X11 if environ.get("DISPLAY") else ())
