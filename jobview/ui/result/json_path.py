"""Where a value stands in a JSON value, written as a path: `$.info.count`, `$['odd key'][3]`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "'": "\\'"})


def json_path(keys: Sequence[str | int]) -> str:
    """The path of the value that is reached by these names and numbers, `$` for the whole."""
    return "$" + "".join(map(_step, keys))


def _step(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    if _PLAIN_NAME.fullmatch(key):
        return f".{key}"
    return f"['{key.translate(_ESCAPED)}']"
