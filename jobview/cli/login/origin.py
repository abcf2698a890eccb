"""Where a password or token can be read, again and again; a file is the simplest of places."""

from __future__ import annotations

import os
import select
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from jobview.errors import SettingsError
from jobview.settings import Secret

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE_S: Final = 30.0
"""How long a secret may take to come: somebody may have to be asked for a passphrase."""

MAX_SECRET_BYTES: Final = 64 * 1024
"""Tokens of some kilobytes exist; what is longer is the wrong file."""

_OTHERS: Final = stat.S_IRGRP | stat.S_IROTH


class SecretOrigin(Protocol):
    """Where a secret is kept."""

    def read(self, *, on_terminal: bool) -> Secret:
        """The secret as it is now; blocks.

        Args:
            on_terminal: whether the terminal is free, so that a command may ask and complain there.

        Raises:
            SettingsError: there is none, or it cannot be read; says why without telling it.
        """
        ...

    def exposure(self) -> str:
        """Who else can read it, as a sentence; empty when nobody, or nobody can tell."""
        ...


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A file whose whole content, but for a last line break, is the secret."""

    what: str
    """What the secret is, such as `the password`."""
    path: Path

    def read(self, *, on_terminal: bool) -> Secret:  # noqa: ARG002 - asks nobody
        """See `SecretOrigin`."""
        try:
            return secret_in(_content(self.path), f"{self.what} in {self.path}")
        except TimeoutError:
            words = f"{self.path}: nobody wrote to it within {PATIENCE_S:g} s"
            raise SettingsError(f"{self.what} cannot be read: {words}") from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise SettingsError(f"{self.what} cannot be read: {self.path}: {reason}") from None

    def exposure(self) -> str:
        """Said, not refused: files that containers are given are readable by all within them."""
        try:
            mode = self.path.stat().st_mode
        except OSError:
            return ""
        if stat.S_ISREG(mode) and mode & _OTHERS:
            return f"others can read {self.what} in {self.path}; run `chmod 600 {self.path}`"
        return ""


def _content(path: Path) -> bytes:
    """The file's beginning, a little longer than a secret can be.

    A named pipe is waited for, such as a shell makes of `<(command)`, but not for ever.

    Raises:
        TimeoutError: nothing more comes out of it.
        OSError: it cannot be read.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb", 0) as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return file.read(MAX_SECRET_BYTES + 1)
        content = b""
        while len(content) <= MAX_SECRET_BYTES:
            if not select.select([file], [], [], PATIENCE_S)[0]:
                raise TimeoutError
            piece = file.read(MAX_SECRET_BYTES + 1)
            if not piece:
                break
            content += piece
        return content


def secret_in(data: bytes, where: str) -> Secret:
    """The secret that a file or a command gives, which ends before its last line break.

    Args:
        data: all that it gave, or more than a secret can be.
        where: what sentences call it.

    Raises:
        SettingsError: it is none.
    """
    if len(data) > MAX_SECRET_BYTES:
        raise SettingsError(f"{where} is longer than {MAX_SECRET_BYTES} bytes")
    try:
        # Editors on Windows begin a file with a byte order mark.
        text = data.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{where} is not UTF-8") from None
    if not text:
        raise SettingsError(f"{where} is empty")
    if "\n" in text:
        # Which line was meant nobody knows, and servers lock accounts that guess.
        raise SettingsError(f"{where} has more than one line; let it be the secret alone")
    return Secret(text)
