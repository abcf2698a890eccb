"""What programs that jobview starts are told of its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECRETS: Final = frozenset(
    {
        "KINETICA_PASSWD",
        "KINETICA_PASS",
        "KINETICA_OAUTH_TOKEN",
        "JOBVIEW_CLIENT_KEY_PASSWD",
    }
)

_OURS: Final = frozenset({"TEXTUAL_FPS"})
"""Set for this process alone (see `jobview.ui`)."""

_URL: Final = "KINETICA_URL"
"""Holds a password when it is written as `https://user:password@host`."""

_PROXY: Final = "_proxy"
"""End of the names of variables that name a proxy, which may hold a login like a URL."""


def child_environment(environ: Mapping[str, str], *, keeps_proxies: bool = False) -> dict[str, str]:
    """`environ` without the passwords and tokens, and without what was set for jobview alone.

    Args:
        environ: the process's own.
        keeps_proxies: whether a proxy's login is passed on, to a program that needs the network.
    """
    return {
        name: value
        for name, value in environ.items()
        if name not in _SECRETS | _OURS
        and not _holds_login(name, value, keeps_proxies=keeps_proxies)
    }


def _holds_login(name: str, value: str, *, keeps_proxies: bool) -> bool:
    is_proxy = name.casefold().endswith(_PROXY) and not name.casefold().startswith("no_")
    return "@" in value and (name == _URL or (is_proxy and not keeps_proxies))
