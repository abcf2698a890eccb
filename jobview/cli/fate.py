"""What to say of a request that acts: whether it was carried out, or that it was not even sent."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from jobview.cli.output import say
from jobview.errors import ServerError, is_fate_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def telling_fate(words: str) -> Iterator[None]:
    """Let a block that acts fail with `words` said first when it may have acted all the same.

    The request is not repeated: it could act twice.

    Raises:
        ServerError: what the block raised.
    """
    try:
        yield
    except ServerError as error:
        if is_fate_unknown(error):
            say(words)
        raise


@contextmanager
def saying_nothing_was_sent() -> Iterator[None]:
    """Let a block that asks before anything is done say so when it fails.

    Raises:
        ServerError: what the block raised.
    """
    try:
        yield
    except ServerError as error:
        error.add("nothing was sent")
        raise
