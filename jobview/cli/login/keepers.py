"""Secrets that other programs keep: printed by a command, or in the desktop's keyring."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from jobview.child_environment import child_environment
from jobview.cli.login.origin import PATIENCE_S, secret_in
from jobview.errors import SettingsError
from jobview.settings import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence


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
            raise SettingsError(f"{whose} did not end within {PATIENCE_S:g} s") from None
        except (OSError, ValueError) as error:  # a NUL in an argument is a ValueError
            reason = getattr(error, "strerror", None) or str(error)
            raise SettingsError(f"{whose} cannot be run: {self.argv[0]}: {reason}") from None
        if code:
            how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
            said = f": {complaint}" if complaint else ""
            raise SettingsError(f"{whose} {how}{said}")
        return secret_in(output, f"what {whose} printed")

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
                output, complaints = process.communicate(timeout=PATIENCE_S)
            finally:
                if process.returncode is None and not on_terminal:
                    with suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)  # with what it has started
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
