"""Who logs in with what: secrets that are known, and those that are still to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobview.settings import Login, Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.cli.login.origin import SecretOrigin

    Known = Secret | SecretOrigin


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login before its secrets are read; called, it reads them without using the terminal."""

    user: str = ""
    password: Known | None = None
    """None when no source has one; a source may also have an empty one."""
    oauth_token: Known | None = None
    client_key_password: Known | None = None

    def __call__(self) -> Login:
        """The login as it is now; blocks.

        Raises:
            SettingsError: a secret cannot be read.
        """
        return self.login(on_terminal=False)

    @property
    def is_renewable(self) -> bool:
        """Whether reading the login again may give another one."""
        used = self.password if self.oauth_token is None else self.oauth_token
        return used is not None and not isinstance(used, Secret)

    @property
    def lacks_password(self) -> bool:
        """Whether a user is named, and nothing to log in with."""
        return bool(self.user) and self.password is None and self.oauth_token is None

    def login(self, *, on_terminal: bool, tell: Callable[[str], object] | None = None) -> Login:
        """The login with its secrets read.

        Args:
            on_terminal: whether commands may use the terminal.
            tell: told who else can read them.

        Raises:
            SettingsError: a secret cannot be read.
        """
        if self.oauth_token is not None:
            # It wins, so nobody is asked for a password that is not used.
            token = read(self.oauth_token, on_terminal=on_terminal, tell=tell)
            password = self.password if isinstance(self.password, Secret) else Secret("")
            return Login(self.user, password, token)
        return Login(self.user, read(self.password, on_terminal=on_terminal, tell=tell))


def read(
    known: Known | None, *, on_terminal: bool, tell: Callable[[str], object] | None = None
) -> Secret:
    """The secret itself; an empty one for None.

    Raises:
        SettingsError: it cannot be read.
    """
    if known is None or isinstance(known, Secret):
        return known or Secret("")
    secret = known.read(on_terminal=on_terminal)
    if tell is not None and (exposure := known.exposure()):
        tell(exposure)
    return secret
