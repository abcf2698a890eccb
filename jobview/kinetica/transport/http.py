"""httpx without its command line; import it from here.

`import httpx` also imports httpx's own command line program, and with it pygments and rich's
progress bars: 15 ms before the first row is shown, and 2 MB. It does without when one of that
program's dependencies cannot be imported, so for this moment one cannot be.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def _absent(name: str) -> Iterator[None]:
    """Make `import name` fail, unless the module is already there."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment] # import's own sign for "not to be found"
    try:
        yield
    finally:
        del sys.modules[name]


with _absent("pygments.lexers"):
    import httpx

__all__ = ["httpx"]
