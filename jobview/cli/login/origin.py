"""Where a password or token can be read, again and again: a file, a command, the keyring."""

from __future__ import annotations

import os
import stat
import subprocess
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol

from jobview.child_environment import child_environment
from jobview.errors import SettingsError
from jobview.settings import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COMMAND_S: Final = 30.0
"""How long a command may take to tell a secret; it may have to ask a person for a passphrase."""

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
                return _secret(file.read(MAX_SECRET_BYTES + 1), f"{self.what} in {self.path}")
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


@dataclass(frozen=True, slots=True)
class SecretCommand:
    """A program that prints the secret; it is run without a shell."""

    what: str
    argv: Sequence[str]

    def read(self, *, on_terminal: bool) -> Secret:
        """See `SecretOrigin`. Its complaints go to the terminal, or into the error."""
        whose = f"the command for {self.what}"
        try:
            output, code, complaint = self._run(on_terminal=on_terminal)
        except subprocess.TimeoutExpired:
            raise SettingsError(f"{whose} did not end within {COMMAND_S:g} s") from None
        except (OSError, ValueError) as error:  # a NUL in an argument is a ValueError
            reason = getattr(error, "strerror", None) or str(error)
            raise SettingsError(f"{whose} cannot be run: {self.argv[0]}: {reason}") from None
        if code:
            how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
            said = f": {complaint}" if complaint else ""
            raise SettingsError(f"{whose} {how}{said}")
        return _secret(output, f"what {whose} printed")

    def exposure(self) -> str:
        """Nothing is known."""
        return ""

    def _run(self, *, on_terminal: bool) -> tuple[bytes, int, str]:
        """What it printed, its exit code and the last line of its complaints."""
        with subprocess.Popen(  # noqa: S603 - the user's own command
            list(self.argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=None if on_terminal else subprocess.PIPE,
            # It may have to go out to where secrets are kept.
            env=child_environment(os.environ, keeps_proxies=True),
            # Without a terminal of its own it cannot ask for a passphrase on the board's.
            start_new_session=not on_terminal,
        ) as process:
            try:
                output, complaints = process.communicate(timeout=COMMAND_S)
            finally:
                process.kill()  # does nothing when it has ended
        lines = (complaints or b"").decode(errors="replace").split("\n")
        return output, process.returncode, next((x for x in reversed(lines) if x.strip()), "")


@dataclass(frozen=True, slots=True)
class SecretInKeyring:
    """An entry of the desktop's own store, kept under a service and a user."""

    what: str
    service: str
    user: str

    def read(self, *, on_terminal: bool) -> Secret:  # noqa: ARG002 - asks on the desktop
        """See `SecretOrigin`."""
        where = f"{self.what} cannot be read from the keyring"
        try:
            # Optional, and some backends take long to be found.
            keyring: Any = import_module("keyring")
            errors: Any = import_module("keyring.errors")
        except ImportError:
            raise SettingsError(f"{where}: run `pip install 'jobview[keyring]'`") from None
        try:
            found: str | None = keyring.get_password(self.service, self.user)
        except errors.KeyringError as error:
            raise SettingsError(f"{where}: {str(error) or type(error).__name__}") from None
        if not found:
            raise SettingsError(f"{where}: run `keyring set {self.service} {self.user}` first")
        return Secret(found)

    def exposure(self) -> str:
        """Nothing is known."""
        return ""


def _secret(data: bytes, where: str) -> Secret:
    """What a file or a command gives, without its last line break."""
    if len(data) > MAX_SECRET_BYTES:
        raise SettingsError(f"{where} is longer than {MAX_SECRET_BYTES} bytes")
    try:
        text = data.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        raise SettingsError(f"{where} is not UTF-8") from None
    if not text:
        raise SettingsError(f"{where} is empty")
    return Secret(text)
