"""The last word on read-only: whatever else is mistaken, nothing that acts leaves this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from jobview.cli.guards.passing import PassingSource
from jobview.errors import Refused, SettingsError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from jobview.kinetica.ring.members import MemberSource
    from jobview.settings import Settings

_T = TypeVar("_T")


def need_leave_to_act(settings: Settings) -> None:
    """Make sure that the settings let jobs be cancelled and submitted.

    Raises:
        SettingsError: they do not.
    """
    if settings.read_only:
        raise SettingsError(_refusal(settings))


def _refusal(settings: Settings) -> str:
    return f"nothing was sent: {settings.why_read_only}"


class ReadOnlySource(PassingSource):
    """A source that refuses to act; it asks as any other."""

    def __init__(self, inner: MemberSource, settings: Settings) -> None:
        """Stand before `inner`; the settings say who wants it so."""
        super().__init__(inner)
        self._settings = settings

    async def _acted(self, act: Callable[[], Awaitable[_T]]) -> _T:
        """Refuse.

        Raises:
            Refused: always; nothing was sent.
        """
        del act
        raise Refused(self.cluster, _refusal(self._settings))
