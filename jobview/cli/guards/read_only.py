"""The last word on read-only: whatever else is mistaken, nothing that acts leaves this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn

from jobview.cli.guards.passing import PassingSource
from jobview.errors import Refused, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.jobs.source import CancelAnswer, CreatedJob
    from jobview.settings import Settings

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

    async def cancel(self, job_ids: Sequence[int]) -> Sequence[CancelAnswer]:  # noqa: ARG002
        """Refuse.

        Raises:
            Refused: always; nothing was sent.
        """
        self._refuse()

    async def create(
        self,
        endpoint: str,  # noqa: ARG002 - JobSource's signature
        data_json: str,  # noqa: ARG002
        job_tag: str = "",  # noqa: ARG002
    ) -> CreatedJob:
        """Refuse.

        Raises:
            Refused: always; nothing was sent.
        """
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise Refused(self.cluster, "jobview is read-only: nothing was sent", remedy=REMEDY)
