"""Which pager or editor to start, and with what environment."""

from __future__ import annotations

import shlex
import shutil
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.ui.outward.child_environment import child_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAGERS: Final = ("PAGER",)
_EDITORS: Final = ("VISUAL", "EDITOR")

_PREPROCESSORS: Final = ("LESSOPEN", "LESSCLOSE")
"""Programs that `less` would hand the file to first, guessing from its content what it is."""


class OutsideProgram(NamedTuple):
    """A program for the whole terminal."""

    command: tuple[str, ...]
    """Its name and the user's own arguments; the file's path is to follow."""
    environ: Mapping[str, str]


class NoProgram(Exception):
    """There is no such program; `str()` gives the sentence."""


def pager(environ: Mapping[str, str]) -> OutsideProgram:
    """`$PAGER`, or `less`.

    A file of less than a screen is shown like any other: `less` would end at once if the user's
    options say so, and the board would cover what it wrote. Long lines run on to the right unless
    the user chose otherwise.

    Raises:
        NoProgram: it is not installed, or its command line cannot be read.
    """
    child = child_environment(environ)
    for name in _PREPROCESSORS:
        child.pop(name, None)
    child["LESS"] = f"{environ.get('LESS', '-S')} -+F"
    return OutsideProgram(_command(environ, _PAGERS, "less"), child)


def editor(environ: Mapping[str, str]) -> OutsideProgram:
    """`$VISUAL`, or `$EDITOR`, or `vi`.

    Raises:
        NoProgram: it is not installed, or its command line cannot be read.
    """
    return OutsideProgram(_command(environ, _EDITORS, "vi"), child_environment(environ))


def _command(environ: Mapping[str, str], names: tuple[str, ...], usual: str) -> tuple[str, ...]:
    name = next((name for name in names if environ.get(name, "").strip()), "")
    where = f"${name}" if name else f"none of ${', $'.join(names)} is set, and"
    try:
        command = tuple(shlex.split(environ[name])) if name else (usual,)
    except ValueError as error:
        raise NoProgram(f"{where} cannot be read as a command: {error}") from error
    if not command or shutil.which(command[0], path=environ.get("PATH")) is None:
        program = command[0] if command else ""
        raise NoProgram(f"{where} {program or 'nothing'} is not a program that can be found here")
    return command
