"""Where a password or token can be read, again and again; a file is the simplest of places."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from jobview.errors import SettingsError
from jobview.settings import Secret

if TYPE_CHECKING:
    from pathlib import Path

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
            with self.path.open("rb") as file:
                return secret_in(file.read(MAX_SECRET_BYTES + 1), f"{self.what} in {self.path}")
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
        text = data.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        raise SettingsError(f"{where} is not UTF-8") from None
    if not text:
        raise SettingsError(f"{where} is empty")
    return Secret(text)
