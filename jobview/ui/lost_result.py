"""When a result that could not be had is asked for again while the user still looks for it.

So is one out of an answer in a word that nobody knows, which may be garbled, until the same answer
comes twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.errors import OtherJob
from jobview.jobs.oddity import oddity

if TYPE_CHECKING:
    from jobview.errors import ServerError
    from jobview.polling.details import JobDetail

SOON_TRIES: Final = 5
"""So often it is asked for at the next list: a short outage is over by then."""

MOST_DOUBLINGS: Final = 5
"""Then at the second list after a failure, the fourth, … the 32nd."""


class LostResult:
    """Counts lists, each of which shows that the server answers, and failures in a row."""

    def __init__(self) -> None:
        self._failures = 0
        self._lists_left = 0
        self._data_s: float | None = None
        self._oddity = 0
        self._is_wanted = False

    def note(self, detail: JobDetail | None) -> None:
        """What is shown now; None when another job is, or nothing yet."""
        before, self._oddity = self._oddity, 0
        if detail is None:
            self._is_wanted = False
        elif detail.reply is not None:
            self._oddity = oddity(detail.reply)
            self._is_wanted = self._oddity not in {0, before}
        else:
            self._is_wanted = detail.error is not None and _may_come(detail.error)
        if not self._is_wanted:
            self._failures = 0
        else:
            self._failures += 1
            self._lists_left = 2 ** min(max(self._failures - SOON_TRIES, 0), MOST_DOUBLINGS)

    def is_due(self, data_s: float | None, detail: JobDetail | None) -> bool:
        """Whether to ask again now; to be called with every snapshot.

        Args:
            data_s: the snapshot's: when its list came.
            detail: what is shown.
        """
        is_list = data_s != self._data_s
        self._data_s = data_s
        if not is_list or detail is None or not self._is_wanted:
            return False
        self._lists_left -= 1
        return self._lists_left == 0


def _may_come(error: ServerError) -> bool:
    """Whether asking again may help: a list may tell by which tag the job is really known."""
    return error.retry or isinstance(error, OtherJob)
