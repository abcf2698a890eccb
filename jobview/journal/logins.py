"""The logins of this run, with those that were read anew, for whoever keeps them out of sight."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jobview.settings import Login

MAX_LOGINS: Final = 20
"""A token may be renewed every hour for weeks; an old one is of no use to anybody."""

_USED: deque[Login] = deque(maxlen=MAX_LOGINS)


def note_login(login: Login) -> None:
    """Know that requests go with this login from now on."""
    if login not in _USED:
        _USED.append(login)


def forget_logins() -> None:
    """Begin a new run."""
    _USED.clear()


def noted_logins() -> tuple[Login, ...]:
    """Those of this run, oldest first; one more makes it another tuple."""
    return tuple(_USED)
