"""When a result that could not be had is asked for again while the user still looks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jobview.polling.details import JobDetail

MOST_DOUBLINGS: Final = 5
"""It is asked for at the next list, then at the second, the fourth, … the 32nd after a failure."""


class LostResult:
    """Counts lists, each of which shows that the server answers, and failures in a row."""

    def __init__(self) -> None:
        self._failures = 0
        self._lists_left = 0
        self._data_s: float | None = None

    def note(self, detail: JobDetail | None) -> None:
        """What is shown now; None when another job is, or nothing yet."""
        if detail is None or detail.reply is not None:
            self._failures = 0
        else:
            self._lists_left = 2 ** min(self._failures, MOST_DOUBLINGS)
            self._failures += 1

    def is_due(self, data_s: float | None, detail: JobDetail | None) -> bool:
        """Whether to ask again now; to be called with every snapshot.

        Args:
            data_s: the snapshot's: when its list came.
            detail: what is shown.
        """
        is_list = data_s != self._data_s
        self._data_s = data_s
        if not is_list or detail is None or detail.reply is not None or detail.error is None:
            return False
        self._lists_left -= 1
        return detail.error.retry and self._lists_left == 0
