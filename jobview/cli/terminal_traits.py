"""What the terminal can do, as far as the environment tells."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

_DUMB: Final = frozenset({"dumb", "unknown"})
"""Values of TERM that stand for a terminal without a cursor to place."""

_FEW_SIGNS: Final = re.compile(r"linux|vt\d+|ansi|cons\d+")
"""Values of TERM of terminals whose fonts lack our marks."""

_UTF8: Final = re.compile(r"utf-?8", re.IGNORECASE)


def can_place_cursor(environ: Mapping[str, str]) -> bool:
    """Whether escape sequences do more than soil the screen."""
    return environ.get("TERM") not in _DUMB


def lacks_signs(environ: Mapping[str, str]) -> bool:
    """Whether the terminal's own font lacks our marks, whatever the locale says."""
    return _FEW_SIGNS.fullmatch(environ.get("TERM", "")) is not None


def shows_unicode(environ: Mapping[str, str], *, is_coerced: bool) -> bool:
    """Whether marks outside ASCII can be read.

    A locale that is not set at all, as in most containers, says nothing against it.

    Args:
        environ: the process's environment.
        is_coerced: whether Python itself has put UTF-8 in the place of the locale's encoding; it
            then writes so into `LC_CTYPE`.
    """
    if lacks_signs(environ):
        return False
    return reads_utf8(environ, is_coerced=is_coerced)


def reads_utf8(environ: Mapping[str, str], *, is_coerced: bool) -> bool:
    """Whether the terminal takes UTF-8, or nothing is said against it; see `shows_unicode`."""
    names = ("LC_ALL", "LANG") if is_coerced else ("LC_ALL", "LC_CTYPE", "LANG")
    locale = next((environ[name] for name in names if environ.get(name)), "")
    return not locale or _UTF8.search(locale) is not None


def is_utf8(encoding: str) -> bool:
    """Whether this is a name of UTF-8's."""
    return codecs.lookup(encoding).name == "utf-8"


def forget_size(environ: MutableMapping[str, str]) -> None:
    """Let nobody believe a size in the environment: it is that of another time or terminal."""
    for name in ("COLUMNS", "LINES"):
        environ.pop(name, None)
