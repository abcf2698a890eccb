"""The header's words for a ring that does not ask its primary: which, since when, why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from jobview.jobs.ring import cluster_word
from jobview.text import literal
from jobview.ui.paint.wording import hour_and_minute

if TYPE_CHECKING:
    from datetime import tzinfo

    from jobview.jobs.ring import Detour
    from jobview.ui.paint.marks import Marks

_MAX_NAME: Final = 40


def way_words(detour: Detour, marks: Marks, zone: tzinfo | None, *, is_dated: bool) -> Content:
    """`→ host-b since 14:03`, to stand behind the cluster's name.

    Args:
        detour: the way round the primary.
        marks: the signs to use.
        zone: of the time.
        is_dated: whether to say since when.
    """
    arrow = "->" if marks.is_ascii else "→"
    name = literal(cluster_word(detour.cluster), limit=_MAX_NAME)
    since = f" since {hour_and_minute(detour.since_s, zone)}" if is_dated else ""
    return Content.assemble((f"{arrow} {name}", "$phase-stalled bold"), (since, "$phase-stalled"))


def cause_words(detour: Detour, room: int, *, least: int) -> Content | None:
    """`: host-a connection refused`, to stand behind the way; None where that tells too little.

    Args:
        detour: the way round the primary.
        room: cells it may take; it is shortened to them.
        least: so many cells of the cause are enough where it is longer.
    """
    cause = Content(literal(detour.cause, limit=200))
    room -= len(": ")
    if room < min(cause.cell_length, least):
        return None
    cause = cause.truncate(room, ellipsis=True)
    return Content.assemble((": ", "$phase-stalled"), cause.stylize("$phase-stalled"))
