"""What the environment says; the KINETICA_ names are those of Kinetica's own clients."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jobview.cli.layer import Layer, with_urls
from jobview.cli.login.origin import SecretFile
from jobview.errors import SettingsError
from jobview.settings import ClipboardChoice, Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.cli.login.credentials import Known

URL: Final = "KINETICA_URL"
"""One URL, or those of an HA ring with commas between them."""
USER: Final = "KINETICA_USER"
PASSWORDS: Final = ("KINETICA_PASSWD", "KINETICA_PASS")
"""The official client's name first, then that of the vendor's agent (protocol §4.1)."""
OAUTH_TOKEN: Final = "KINETICA_OAUTH_TOKEN"  # noqa: S105 - the variable's name
LOG_FILE: Final = "JOBVIEW_LOG_FILE"
KEY_PASSWORD: Final = "JOBVIEW_CLIENT_KEY_PASSWD"  # noqa: S105 - the same
FILE: Final = "_FILE"
"""After a secret's variable: the name of a file that holds it, as containers are given them."""
READ_ONLY: Final = "JOBVIEW_READ_ONLY"
CLIPBOARD: Final = "JOBVIEW_CLIPBOARD"

_SWITCH: Final = {("1", "true", "yes", "on"): True, ("0", "false", "no", "off"): False}
_SEPARATOR: Final = re.compile(r"[,\s]+")
_BEFORE_SCHEME: Final = re.compile(r"[,\s]+(?=[A-Za-z][A-Za-z0-9+.-]*://)")


def environment_layer(environ: Mapping[str, str]) -> Layer:
    """The settings in `environ`; a variable that is empty counts as absent.

    Raises:
        SettingsError: a variable holds a word that means nothing.
    """
    layer = Layer(
        name="the environment",
        user=environ.get(USER) or None,
        password=_secret(environ, "the password", *PASSWORDS),
        oauth_token=_secret(environ, "the OAuth token", OAUTH_TOKEN),
        client_key_password=_secret(environ, "the password of the client key", KEY_PASSWORD),
        read_only=_is_set(environ.get(READ_ONLY, "")),
        read_only_by=READ_ONLY,
        log_file=Path(environ[LOG_FILE]).expanduser() if environ.get(LOG_FILE) else None,
        clipboard=_clipboard(environ.get(CLIPBOARD, "")),
    )
    return with_urls(layer, _urls(environ.get(URL, "")))


def _urls(text: str) -> list[str]:
    # A password may hold a comma, and half of it must not be taken for a host and be shown.
    separator = _BEFORE_SCHEME if "@" in text else _SEPARATOR
    return [url for url in separator.split(text.strip()) if url]


def _secret(environ: Mapping[str, str], what: str, *names: str) -> Known | None:
    """The first variable that says it, by itself or as a file's name."""
    for name in names:
        if environ.get(name):
            return Secret(environ[name])
        if environ.get(name + FILE):
            return SecretFile(what, Path(environ[name + FILE]))
    return None


def _is_set(word: str) -> bool | None:
    """Whether a switch is on; a word that nobody agreed on is an error, not an off."""
    if not word:
        return None
    for words, meaning in _SWITCH.items():
        if word.casefold() in words:
            return meaning
    raise SettingsError(f"{READ_ONLY}={word!r} is neither 1 nor 0")


def _clipboard(word: str) -> ClipboardChoice | None:
    if not word:
        return None
    try:
        return ClipboardChoice(word.lower())
    except ValueError as error:
        known = ", ".join(ClipboardChoice)
        raise SettingsError(f"{CLIPBOARD}={word!r} is none of {known}") from error
