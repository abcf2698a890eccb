"""How this run draws: the cluster's name, the marks, the zone of absolute times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

    from jobview.ui.paint.marks import Marks


@dataclass(frozen=True, slots=True)
class Look:
    """What every pane needs to know about drawing; fixed for a run."""

    cluster_name: str
    marks: Marks
    zone: tzinfo | None
    """None is the machine's own zone."""
    is_read_only: bool = False
    """Whether nothing can be cancelled or submitted."""
    is_insecure: bool = False
    """Whether a TLS connection is made without verifying the server."""
