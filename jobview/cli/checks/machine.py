"""What `jobview doctor` finds out about this machine: program, terminal, clipboard, files."""

from __future__ import annotations

import locale
import os
import shutil
import stat
import sys
from typing import TYPE_CHECKING, Final

from jobview.cli.checks.finding import Examined, Finding, Verdict
from jobview.cli.output import is_terminal
from jobview.cli.terminal_traits import can_place_cursor, lacks_signs, shows_unicode
from jobview.private_file import reason_of
from jobview.program import library_words, program_words
from jobview.settings import ClipboardChoice
from jobview.ui.outward.clipboard_way import Route, ways

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jobview.settings import Settings

MIN_COLUMNS: Final = 60
MIN_LINES: Final = 10
"""A smaller window shows less than a job's progress; the board still runs."""

_TRUE_COLOUR: Final = frozenset({"truecolor", "24bit"})
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def examined_machine(
    settings: Settings, config: Path, environ: Mapping[str, str] = os.environ
) -> Examined:
    """Everything that can be found out without a server.

    Args:
        settings: as the board would have them.
        config: where the profile file is, or would be.
        environ: the process's environment.
    """
    return Examined(
        "this machine",
        (
            _program(),
            _terminal(environ),
            _colours(environ),
            _clipboard(settings, environ),
            _profiles(config),
        ),
    )


def _program() -> Finding:
    return Finding("program", Verdict.OK, f"{program_words()}; {library_words()}")


def _terminal(environ: Mapping[str, str]) -> Finding:
    if piped := _piped():
        *others, last = piped
        are = (
            f"{', '.join(others)} and {last} are no terminals"
            if others
            else f"{last} is no terminal"
        )
        return Finding(
            "terminal",
            Verdict.NOTE,
            f"{are}, so the board cannot open here",
            "run `jobview` without pipe or redirection; `jobview list` needs no terminal",
        )
    size = shutil.get_terminal_size()
    words = f"{environ.get('TERM') or 'TERM is not set'}, {size.columns} by {size.lines}"
    words += "".join(f", {place}" for place in _places(environ))
    if size.columns < MIN_COLUMNS or size.lines < MIN_LINES:
        remedy = f"enlarge it to {MIN_COLUMNS} by {MIN_LINES} or more"
        return Finding("terminal", Verdict.NOTE, f"{words}: small", remedy)
    if not environ.get("TERM") or not can_place_cursor(environ):
        return Finding("terminal", Verdict.NOTE, words, "set TERM to what your terminal is")
    return Finding("terminal", Verdict.OK, words)


def _piped() -> list[str]:
    """Which of the standard streams are no terminals."""
    streams = {"input": sys.stdin, "output": sys.stdout, "error": sys.stderr}
    return [f"standard {name}" for name, stream in streams.items() if not is_terminal(stream)]


def _places(environ: Mapping[str, str]) -> list[str]:
    places = []
    if environ.get("TMUX"):
        places.append("inside tmux")
    elif environ.get("STY"):
        places.append("inside screen")
    if environ.get("SSH_CONNECTION"):
        places.append("over ssh")
    return places


def _colours(environ: Mapping[str, str]) -> Finding:
    if environ.get("NO_COLOR"):
        colours = "no colours, only greys on the board, as NO_COLOR asks"
    elif environ.get("COLORTERM", "").lower() in _TRUE_COLOUR:
        colours = "16 million colours"
    elif "256" in environ.get("TERM", ""):
        colours = "256 colours"
    else:
        colours = "16 colours or fewer"
    if shows_unicode(environ, is_coerced=bool(sys.flags.utf8_mode)):
        return Finding("display", Verdict.OK, f"{colours}, Unicode")
    if lacks_signs(environ):
        words = (
            f"{colours}, drawn in ASCII: the fonts of a {environ['TERM']} terminal lack the rest"
        )
        return Finding("display", Verdict.OK, words)
    return Finding(
        "display",
        Verdict.NOTE,
        f"{colours}, no Unicode: the locale's encoding is {locale.getpreferredencoding()}",
        "set LANG to a UTF-8 locale, or use --ascii",
    )


def _clipboard(settings: Settings, environ: Mapping[str, str]) -> Finding:
    if settings.clipboard is ClipboardChoice.OFF:
        return Finding("clipboard", Verdict.OK, "off, as asked for")
    missing: list[str] = []
    for way in ways(settings.clipboard, environ, sys.platform):
        if way.route is Route.TERMINAL:
            return Finding("clipboard", Verdict.OK, f"{way.route}, if it allows that{_no(missing)}")
        if shutil.which(way.command[0], path=environ.get("PATH")):
            return Finding("clipboard", Verdict.OK, f"{way.route}, by {way.command[0]}")
        missing.append(way.command[0])
    return Finding(
        "clipboard",
        Verdict.NOTE,
        f"no way to one{_no(missing)}: copied texts go to a private file",
        "use --clipboard osc52 where the terminal takes it",
    )


def _no(missing: list[str]) -> str:
    names = " and ".join(dict.fromkeys(missing))
    return f" ({names} not installed)" if names else ""


def _profiles(config: Path) -> Finding:
    try:
        mode = config.stat().st_mode
    except FileNotFoundError:
        return Finding("profiles", Verdict.OK, f"none; {config} would hold them")
    except OSError as error:
        return Finding("profiles", Verdict.BAD, f"{config}: {reason_of(error)}")
    if mode & _OTHERS:
        words = f"{config} is open to others (mode {stat.S_IMODE(mode):o})"
        return Finding("profiles", Verdict.NOTE, words, f"run `chmod 600 {config}`")
    return Finding("profiles", Verdict.OK, f"{config}, yours alone")
