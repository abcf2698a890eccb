"""Where words go: the answer to standard output, everything else to standard error."""

from __future__ import annotations

import io
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any, Final

import click

from jobview.cli.terminal_traits import can_place_cursor, is_utf8
from jobview.errors import SettingsError
from jobview.text import escaped_json, literal

if TYPE_CHECKING:
    from typing import TextIO

MAX_SENTENCE: Final = 2000
"""Characters of one sentence; a proxy's HTML page must not flood the terminal."""


_MAX_FACT: Final = 200
"""Characters of one text of the server's in a line of several."""


def fact(text: str) -> str:
    """A server's text as one part of a line: harmless, and no flood in a terminal or a log."""
    return literal(text, limit=_MAX_FACT)


def say(sentence: str) -> None:
    """One sentence to standard error, prefixed with the program's name, harmless to a terminal."""
    click.echo(f"jobview: {literal(sentence, limit=MAX_SENTENCE)}", err=True)


def answer(line: str) -> None:
    """One line, already harmless, to standard output."""
    click.echo(line, color=uses_colour(sys.stdout))


def answer_json(value: object, *, indent: int | None = None) -> None:
    """`value` as one JSON document to standard output; see `json_bytes`."""
    click.echo(json_bytes(value, indent=indent), nl=False)


def json_bytes(value: object, *, indent: int | None = None) -> bytes:
    """`value` as one JSON document in UTF-8, whatever the locale, and a line feed.

    Lone surrogates, which UTF-8 cannot hold, become JSON's own escapes, and so does what would
    steer a terminal or reorder its line (`escaped_json`); on one without UTF-8, all beyond ASCII.
    """
    # Costs 20 ms, which only the commands that print JSON should pay.
    from jobview.results.json_values.json_writing import json_of

    text = escaped_json(json_of(value, indent=indent), is_ascii=not takes_utf8(sys.stdout))
    return f"{text}\n".encode()


def answer_text(text: bytes) -> None:
    """Harmless text in UTF-8 to standard output; a pipe gets these bytes."""
    click.echo(text if takes_utf8(sys.stdout) else text.decode(), nl=False)


def takes_utf8(stream: TextIO | Any) -> bool:  # noqa: ANN401
    """Whether UTF-8 may be written to `stream`: it is no terminal, or one that reads it."""
    return not is_terminal(stream) or is_utf8(stream.encoding)


def uses_colour(stream: TextIO | Any) -> bool:  # noqa: ANN401 - sys.stdout may be replaced by anything
    """Whether colour is welcome: a terminal, no NO_COLOR, and a TERM that is not `dumb`."""
    return not os.environ.get("NO_COLOR") and can_move_cursor(stream)


def can_move_cursor(stream: TextIO | Any) -> bool:  # noqa: ANN401
    """Whether `stream` is a terminal that understands escape sequences."""
    return is_terminal(stream) and can_place_cursor(os.environ)


def need_terminal() -> None:
    """Make sure that a screen can be drawn and keys can be read.

    Raises:
        SettingsError: one of the three standard streams is no terminal, or it is one that can do
            nothing but print.
    """
    if not all(is_terminal(stream) for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise SettingsError("the board needs a terminal; without one use `jobview list`")
    if not can_place_cursor(os.environ):
        name = os.environ["TERM"]
        raise SettingsError(f"the board cannot be drawn with TERM={name}; use `jobview list`")


def terminal_width() -> int | None:
    """Columns of the terminal that standard output is; None when it is none."""
    return shutil.get_terminal_size().columns if is_terminal(sys.stdout) else None


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody reads `stream` on a terminal; a closed or missing stream is none."""
    return stream is not None and not stream.closed and stream.isatty()


def drop_output() -> None:
    """Forget what is still buffered for standard output, because it has nowhere to go.

    Without this the interpreter would complain about it at its end.
    """
    if sys.stdout is None:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except io.UnsupportedOperation:
        return  # a stream in memory, which cannot break
    finally:
        os.close(nowhere)
