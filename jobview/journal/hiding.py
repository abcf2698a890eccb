"""The logins of this run taken out of what servers say: some give back what they were sent."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.request import getproxies

from jobview.journal.logins import noted_logins

if TYPE_CHECKING:
    from jobview.journal.mask import Mask
    from jobview.settings import Login


def hidden(text: str) -> str:
    """`text` without passwords and tokens; to be called before anything is cut off of it."""
    return _mask(noted_logins(), tuple(getproxies().items()))(text)


@lru_cache(maxsize=1)
def _mask(logins: tuple[Login, ...], proxies: tuple[tuple[str, str], ...]) -> Mask:
    # 20 ms, which only a server that complains costs.
    from jobview.journal.mask import Mask
    from jobview.settings import Settings

    del proxies  # the mask asks for them itself; others make another mask
    return Mask.of(Settings(), logins)
