"""Secrets taken out of text, in every form in which they may come to stand in it."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, quote_plus, unquote, urlsplit
from urllib.request import getproxies

from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jobview.settings import Login, Settings

MASK: Final = "••••"

_SHORT: Final = 4
"""A secret of fewer characters is masked only where it stands alone: it may be `a`."""

_HEADER: Final = re.compile(
    r"(authorization\b[\"']?\s*[:=,]?\s*(?:b?[\"'])?\s*(?:basic|bearer|digest|negotiate)?\s*)"
    r"[^\s\"',;)\]}]+",
    re.IGNORECASE,
)
_SCHEME: Final = re.compile(
    r"\b((?i:basic|bearer)\s+)(?=[a-z]*[^a-z\s])[\w+/=.~-]{8,}",
)
"""A login without its header's name; a word of small letters only is one of a sentence."""
_IN_URL: Final = re.compile(r"(?<=://)[^/\s@:]*:[^/\s]*(?=@)")
"""User and password before a host."""

_ESCAPE: Final = re.compile(r"%[0-9A-F]{2}")


class Mask:
    """Replaces what must not be seen by `••••`."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Know these secrets; logins in headers and URLs are masked in any case."""
        forms = {form for secret in secrets for form in _forms(secret)}
        patterns = [_pattern(form) for form in sorted(forms, key=len, reverse=True)]
        self._known = re.compile("|".join(patterns)) if patterns else None

    @classmethod
    def of(cls, settings: Settings, logins: Iterable[Login] = ()) -> Mask:
        """A mask for what the settings and these logins hold, and the environment's proxies."""
        return cls(_secrets_of(settings, logins))

    def __call__(self, text: str) -> str:
        """`text` without secrets."""
        if self._known is not None:
            text = self._known.sub(MASK, text)
        text = _HEADER.sub(rf"\1{MASK}", text)
        text = _SCHEME.sub(rf"\1{MASK}", text)
        return _IN_URL.sub(f"{MASK}:{MASK}", text)


def _secrets_of(settings: Settings, logins: Iterable[Login]) -> Iterator[str]:
    for login in (settings.login, *logins):
        yield login.oauth_token.reveal()
        yield login.password.reveal()
        yield _basic(login.user, login.password.reveal())
    yield settings.client_key_password.reveal()
    for proxy in getproxies().values():
        try:
            parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
            user, password = unquote(parts.username or ""), unquote(parts.password or "")
        except ValueError:
            continue  # no URL, so no password is found in it, and no proxy either
        yield password
        yield _basic(user, password)


def _basic(user: str, password: str) -> str:
    """The value of a Basic login, without its padding; empty where there is no password."""
    if not password:
        return ""
    try:
        pair = f"{user}:{password}".encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return ""  # it cannot have been sent
    return base64.b64encode(pair).decode().rstrip("=")


def _forms(secret: str) -> Iterator[str]:
    """The secret as it is, and as URLs, JSON, Python and a terminal would have it."""
    if not secret:
        return
    plain = secret.encode("utf-8", "replace")
    forms = (secret, quote(plain, safe=""), quote(plain), quote_plus(plain), literal(secret))
    yield from forms
    for form in (json.dumps(secret), json.dumps(secret, ensure_ascii=False), repr(secret)):
        yield form[1:-1]
    yield repr(plain)[2:-1]


def _pattern(form: str) -> str:
    # RFC 3986 lets the digits of an escape be of either case.
    escaped = _ESCAPE.sub(lambda found: f"(?i:{found[0]})", re.escape(form))
    return rf"(?<!\w){escaped}(?!\w)" if len(form) < _SHORT else escaped
