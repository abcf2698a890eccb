"""Texts of a server as they are kept for every job: long enough to read, and no longer.

A cluster may list 100,000 jobs, each of which may have failed with megabytes of words. The whole
text of the one job that somebody looks at comes with its reply.
"""

from __future__ import annotations

from typing import Final

ERROR_CHARACTERS: Final = 20_000
"""Of a job's error message; Kinetica's longest known ones, with stack traces, have 8,000."""

LINE_CHARACTERS: Final = 2_000
"""Of an outcome, a status word, an endpoint or what was said about a cancellation."""

TAG_CHARACTERS: Final = 1_000
"""Of a job's tag, which is sent back with each request about the job."""

_CUT: Final = "…"


def kept(text: str, most: int) -> str:
    """`text` in at most `most` characters; one that was longer ends in `…`."""
    return text if len(text) <= most else text[: most - 1] + _CUT


def first_line(text: str) -> str:
    """The first line of `text` that is not blank, as it is kept for a line on screen."""
    return kept(text.strip().partition("\n")[0].rstrip("\r"), LINE_CHARACTERS)


def whole(text: str, candidate: str) -> str:
    """`candidate` where `text` is kept of it, else `text`; an empty `text` is kept of anything."""
    if not text:
        return candidate
    is_cut = len(text) == ERROR_CHARACTERS and text.endswith(_CUT)
    return candidate if is_cut and candidate.startswith(text[:-1]) else text
