"""Who logs in with what: secrets that are known, and those that are still to be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jobview.cli.login.origin import SecretFile
from jobview.settings import Login, Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Protocol

    from jobview.cli.login.origin import SecretOrigin

    class InFile(Protocol):
        """Reads anew the credentials that a file holds, or a part of them."""

        @property
        def path(self) -> Path:
            """The file."""
            ...

        def __call__(self) -> Credentials:
            """The credentials as they are now.

            Raises:
                SettingsError: the file cannot be used any more.
            """
            ...

    Known = Secret | SecretOrigin


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login before its secrets are read; called, it reads them without using the terminal."""

    user: str = ""
    password: Known | None = None
    """None when no source has one; a source may also have an empty one."""
    oauth_token: Known | None = None
    client_key_password: Known | None = None
    in_profile: InFile | None = field(default=None, repr=False, compare=False)
    """Where the profile file has a say in who logs in with what."""

    def __call__(self) -> Login:
        """The login as it is now; blocks.

        Raises:
            SettingsError: a secret cannot be read.
        """
        return self.anew().login(on_terminal=False)

    @property
    def is_renewable(self) -> bool:
        """Whether reading the login again may give another one."""
        return self.in_profile is not None or not isinstance(self._used, Secret | None)

    @property
    def secret_file(self) -> Path | None:
        """The file that holds the secret and nothing else; None when it is elsewhere."""
        return self._used.path if isinstance(self._used, SecretFile) else None

    @property
    def is_read_at_once(self) -> bool:
        """Whether the secret is had without running or asking anybody."""
        return self._used is None or isinstance(self._used, Secret | SecretFile)

    @property
    def remedy(self) -> str:
        """What to do about a login that is refused, as a clause; empty when nothing special."""
        if isinstance(self._used, SecretFile):
            return f"correct {self._used.what} in {self._used.path}"
        if self.in_profile is not None and self.is_read_at_once:
            return f"correct the login in {self.in_profile.path}"
        return ""

    @property
    def _used(self) -> Known | None:
        return self.password if self.oauth_token is None else self.oauth_token

    def anew(self) -> Credentials:
        """The same as they are now, with what the profile file says.

        Raises:
            SettingsError: that cannot be used any more.
        """
        return self if self.in_profile is None else self.in_profile()

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
