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

MIN_CAUSE_CELLS: Final = 16
"""A cause in fewer cells tells nothing."""

_MAX_NAME: Final = 40


def detour_words(detour: Detour, marks: Marks, zone: tzinfo | None, room: int) -> Content:
    """`→ host-b since 14:03: host-a connection refused `, to stand behind the cluster's name.

    Args:
        detour: the way round the primary.
        marks: the signs to use.
        zone: of the time.
        room: cells it may take; the cause is shortened to them, and goes when little is left.
    """
    arrow = "->" if marks.is_ascii else "→"
    name = literal(cluster_word(detour.cluster), limit=_MAX_NAME)
    since = f" since {hour_and_minute(detour.since_s, zone)}"
    way = Content.assemble((f"{arrow} {name}", "$phase-stalled bold"), (since, "$phase-stalled"))
    left = room - way.cell_length - 4
    if left < MIN_CAUSE_CELLS:
        return Content.assemble(way, " ")
    cause = Content(literal(detour.cause, limit=200)).truncate(left, ellipsis=True)
    return Content.assemble(way, (": ", "$phase-stalled"), cause.stylize("$phase-stalled"), "  ")
