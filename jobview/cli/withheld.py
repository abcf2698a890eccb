"""What is said about a result that was left with the server, being larger than the limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.jobs.transfer import size_words
from jobview.text import literal

if TYPE_CHECKING:
    from jobview.errors import TooLarge


def withheld_note(error: TooLarge) -> str:
    """`not read: over the limit of 64 MiB; write it to a file with …`, harmless."""
    remedy = f"; {error.remedy}" if error.remedy else ""
    return literal(f"not read: over the limit of {size_words(error.limit_bytes)}{remedy}")


def withheld_result(error: TooLarge) -> str:
    """The note behind the result's size, if the server told it: `100 MiB, not read: …`."""
    size = "" if error.size_bytes is None else f"{size_words(error.size_bytes)}, "
    return size + withheld_note(error)
