"""The last word on read-only: whatever else is mistaken, nothing that acts leaves this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from jobview.cli.guards.passing import PassingSource
from jobview.errors import Refused, SettingsError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from jobview.settings import Settings

_T = TypeVar("_T")

REMEDY: Final = (
    "where it is set, by --read-only, JOBVIEW_READ_ONLY or the profile file, it can be unset"
)


def need_leave_to_act(settings: Settings) -> None:
    """Make sure that the settings let jobs be cancelled and submitted.

    Raises:
        SettingsError: they do not.
    """
    if settings.read_only:
        raise SettingsError(f"read-only, so nothing was sent; {REMEDY}")


class ReadOnlySource(PassingSource):
    """A source that refuses to act; it asks as any other."""

    async def _acted(self, act: Callable[[], Awaitable[_T]]) -> _T:
        """Refuse.

        Raises:
            Refused: always; nothing was sent.
        """
        del act
        raise Refused(self.cluster, "jobview is read-only: nothing was sent", remedy=REMEDY)
