"""Which pager or editor to start, and with what environment."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.child_environment import child_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAGERS: Final = ("PAGER",)
_EDITORS: Final = ("VISUAL", "EDITOR")

_PREPROCESSORS: Final = ("LESSOPEN", "LESSCLOSE")
"""Programs that `less` would hand the file to first, guessing from its content what it is."""


_LITERAL_VIM: Final = (
    # For the buffer and as it is read: the user's own set-up, read before, may say otherwise.
    *("--cmd", "augroup jobview"),
    *("--cmd", "autocmd BufReadPre * setlocal nomodeline"),
    *("--cmd", "augroup END"),
)
_LITERAL_EMACS: Final = ("--eval", "(setq enable-local-variables nil enable-local-eval nil)")

_LITERAL: Final = {
    "vim": _LITERAL_VIM,
    "gvim": _LITERAL_VIM,
    "nvim": _LITERAL_VIM,
    "emacs": _LITERAL_EMACS,
}
"""Arguments with which a program takes no settings from the text it shows. Others, such as the
`vi` of busybox, have no such settings and would not know the arguments."""

_FAMILY: Final = re.compile(r"[a-z]*")
"""Of `vim.basic`, `emacs-nox` and `vim9` the part that says whose arguments they understand."""


class OutsideProgram(NamedTuple):
    """A program for the whole terminal."""

    command: tuple[str, ...]
    """Its name and arguments, the user's own at the end; the file's path is to follow."""
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
    path = shutil.which(command[0], path=environ.get("PATH")) if command else None
    if path is None:
        program = command[0] if command else ""
        raise NoProgram(f"{where} {program or 'nothing'} is not a program that can be found here")
    return command[0], *_literal_arguments(Path(path)), *command[1:]


def _literal_arguments(program: Path) -> tuple[str, ...]:
    """What to tell a program so that server text cannot set its options."""
    for path in (program, program.resolve()):  # `vi` is often a link to what it really is
        family = _FAMILY.match(path.name)
        if family is not None and family[0] in _LITERAL:
            return _LITERAL[family[0]]
    return ()
