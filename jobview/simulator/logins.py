"""Who sent a request, by its credentials (protocol §4.1)."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jobview.simulator.world import Circumstances

ANONYMOUS: Final = "anonymous"
BEARER: Final = "bearer"
"""Who comes with a token where no user is named."""


def user_of(authorization: str, now: Circumstances) -> str | None:
    """The user whom the header names; None when the credentials are not accepted."""
    scheme, _, text = authorization.partition(" ")
    if scheme.lower() == "bearer" and now.token.reveal():
        return (now.user or BEARER) if _is_same(text, now.token.reveal()) else None
    name, password = _basic(scheme, text)
    if not now.needs_login:
        return name or ANONYMOUS
    is_right = bool(now.user) and _is_same(
        f"{name}:{password}", f"{now.user}:{now.password.reveal()}"
    )
    return name if is_right else None


def _is_same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _basic(scheme: str, text: str) -> tuple[str, str]:
    """User and password of a Basic header; empty for another one or none."""
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, password
