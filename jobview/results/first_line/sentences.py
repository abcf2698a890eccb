"""The sentences of every endpoint, found by its path.

The templates are explained in `sentence`, the fields in the official client's documentation of the
endpoints.
"""

from __future__ import annotations

from typing import Final

from jobview.results.first_line.sentences_of_answers import ANSWERS
from jobview.results.first_line.sentences_of_changes import CHANGES

SENTENCES: Final = {**CHANGES, **ANSWERS}
"""By endpoint, or by the path that several endpoints begin with."""


def sentences_of(endpoint: str) -> tuple[str, ...]:
    """The templates of an endpoint, the most telling first.

    Returns:
        Its own, or those of the nearest path above it: `/filter/bybox` has those of `/filter`.
        Empty when there are neither.
    """
    path = endpoint
    while path:
        if path in SENTENCES:
            return SENTENCES[path]
        path = path.rpartition("/")[0]
    return ()
