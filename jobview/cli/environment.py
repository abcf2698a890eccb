"""What the environment says; the KINETICA_ names are those of Kinetica's own clients."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jobview.cli.layer import Layer, with_urls
from jobview.errors import SettingsError
from jobview.settings import ClipboardChoice, Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

URL: Final = "KINETICA_URL"
"""One URL, or those of an HA ring with commas between them."""
USER: Final = "KINETICA_USER"
PASSWORDS: Final = ("KINETICA_PASSWD", "KINETICA_PASS")
"""The official client's name first, then that of the vendor's agent (protocol §4.1)."""
OAUTH_TOKEN: Final = "KINETICA_OAUTH_TOKEN"  # noqa: S105 - the variable's name
LOG_FILE: Final = "JOBVIEW_LOG_FILE"
CLIPBOARD: Final = "JOBVIEW_CLIPBOARD"

_SEPARATOR: Final = re.compile(r"[,\s]+")


def environment_layer(environ: Mapping[str, str]) -> Layer:
    """The settings in `environ`; a variable that is empty counts as absent.

    Raises:
        SettingsError: a variable holds a word that means nothing.
    """
    password = next((environ[name] for name in PASSWORDS if environ.get(name)), None)
    token = environ.get(OAUTH_TOKEN)
    layer = Layer(
        name="the environment",
        user=environ.get(USER) or None,
        password=Secret(password) if password else None,
        oauth_token=Secret(token) if token else None,
        log_file=Path(environ[LOG_FILE]).expanduser() if environ.get(LOG_FILE) else None,
        clipboard=_clipboard(environ.get(CLIPBOARD, "")),
    )
    return with_urls(layer, [url for url in _SEPARATOR.split(environ.get(URL, "")) if url])


def _clipboard(word: str) -> ClipboardChoice | None:
    if not word:
        return None
    try:
        return ClipboardChoice(word.lower())
    except ValueError as error:
        known = ", ".join(ClipboardChoice)
        raise SettingsError(f"{CLIPBOARD}={word!r} is none of {known}") from error
