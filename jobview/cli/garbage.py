"""Python's garbage collection while the board starts.

Nearly all objects made while starting live as long as the program, so looking through them again
and again for garbage finds none: 25 of 370 ms of CPU until the board stands.
"""

from __future__ import annotations

import gc


def put_off_collection() -> None:
    """Collect nothing until `resume_collection`; call it before the screen is imported."""
    gc.disable()


def resume_collection() -> None:
    """Collect as usual, but never look again at what is there now."""
    gc.freeze()
    gc.enable()
