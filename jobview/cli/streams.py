"""Standard output and error, made to take any text and to give a terminal what it can read."""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import Final

from jobview.cli.terminal_traits import reads_utf8
from jobview.text import ascii_cells

_CELLS: Final = "jobview.cells"
"""The error handler that keeps columns where they are."""

_ASCII: Final = "jobview_ascii"
"""ASCII by a name of its own: a stream that says `ascii` click takes for a mistake, and writes
UTF-8 to it."""


def make_tolerant() -> None:
    r"""Let no text be too much for the standard streams.

    A pipe that is not UTF-8 gets `\xe0` for what it cannot hold. A terminal gets a sign a cell;
    and where its locale knows no UTF-8, nothing but ASCII, though Python itself would write UTF-8:
    to such a terminal the second byte of a harmless letter can be the start of a sequence.
    """
    codecs.register(_ascii)
    codecs.register_error(_CELLS, _cells)
    reads = reads_utf8(os.environ, is_coerced=bool(sys.flags.utf8_mode))
    unread = {"ascii"} if reads else {"ascii", "utf-8"}
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if not stream.isatty():
            stream.reconfigure(errors="backslashreplace")
        elif codecs.lookup(stream.encoding).name in unread:
            stream.reconfigure(encoding=_ASCII, errors=_CELLS)
        else:
            stream.reconfigure(errors=_CELLS)


def _ascii(name: str) -> codecs.CodecInfo | None:
    if name != _ASCII:
        return None
    plain = codecs.lookup("ascii")
    return codecs.CodecInfo(
        plain.encode,
        plain.decode,
        incrementalencoder=plain.incrementalencoder,
        incrementaldecoder=plain.incrementaldecoder,
        name=_ASCII,
    )


def _cells(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return ascii_cells(error.object[error.start : error.end]), error.end
