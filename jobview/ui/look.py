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
    why_read_only: str = ""
    """By whose word, and how to have it, as a clause."""
    is_insecure: bool = False
    """Whether a TLS connection is made without verifying the server."""
    is_exposed: bool = False
    """Whether the login goes unencrypted to another machine."""
