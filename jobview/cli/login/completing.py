"""From merged settings to those of a run: secrets read, a password asked for, exposure told."""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jobview.cli.login.credentials import Credentials, read
from jobview.cli.login.exposure import exposure, proxy_exposures
from jobview.cli.output import is_terminal, say
from jobview.errors import SettingsError
from jobview.settings import Secret
from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jobview.settings import Login, Settings

_TERMINAL = "/dev/tty"


def completed(
    settings: Settings,
    environ: Mapping[str, str],
    *,
    asks_for_password: bool = False,
    tell: Callable[[str], object] = say,
) -> Settings:
    """The settings with their login and the client key's password, read where they are kept.

    Where the login travels unencrypted to a server is said on standard error. A password is asked
    for on the terminal when a user is named and no source has one. Commands and questions
    may use the terminal, so this belongs before a screen is opened.

    Args:
        settings: as `layer.merged` gives them.
        environ: the process's environment.
        asks_for_password: whether to ask even if a source has one.
        tell: told in sentences who else can read them, on this machine or on the way to a proxy.

    Raises:
        SettingsError: a secret cannot be read, or nobody can be asked for it.
    """
    credentials = settings.renew_login
    if not isinstance(credentials, Credentials):
        return settings
    is_renewable = credentials.is_renewable
    if asks_for_password or (credentials.lacks_password and is_terminal(sys.stdin)):
        login = _asked(credentials, settings.urls[0], is_demanded=asks_for_password)
        is_renewable = False
    else:
        login = credentials.login(on_terminal=True, tell=tell)
    if login.password and not (login.user or login.oauth_token):
        say("a password is set, but no user it belongs to: set KINETICA_USER or use --user")
    key_password = credentials.client_key_password if settings.client_cert else None
    settings = replace(
        settings,
        login=login,
        renew_login=credentials if is_renewable else None,
        client_key_password=read(key_password, on_terminal=True, tell=tell),
    )
    if words := exposure(settings):
        say(words)
    for words in proxy_exposures(settings, environ):
        tell(words)
    return settings


def _asked(credentials: Credentials, url: str, *, is_demanded: bool) -> Login:
    """The login with a password from the keyboard; without one when there is no keyboard."""
    if not credentials.user:
        raise SettingsError("--ask-password needs to know whose; name the user with --user")
    found = replace(credentials, oauth_token=None, password=Secret(""), in_profile=None)
    try:
        # getpass would fall back to standard input, where the password would be seen.
        os.close(os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY))
    except OSError:
        if is_demanded:
            raise SettingsError("there is no terminal to ask for a password on") from None
        return found()
    host = urlsplit(url).netloc
    words = f"Password for {literal(credentials.user)} at {literal(host)}: "
    return replace(found, password=Secret(getpass.getpass(words)))()
