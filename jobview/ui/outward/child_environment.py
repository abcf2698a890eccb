"""What programs that jobview starts are told of its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECRETS: Final = frozenset({"KINETICA_PASSWD", "KINETICA_PASS", "KINETICA_OAUTH_TOKEN"})

_OURS: Final = frozenset({"TEXTUAL_FPS"})
"""Set for this process alone (see `jobview.ui`)."""


_URL: Final = "KINETICA_URL"
"""Holds a password when it is written as `https://user:password@host`."""


def child_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` without the passwords and tokens, and without what was set for jobview alone."""
    left_out = _SECRETS | _OURS
    if "@" in environ.get(_URL, ""):
        left_out |= {_URL}
    return {name: value for name, value in environ.items() if name not in left_out}
