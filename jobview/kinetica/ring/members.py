"""The connections to a ring's clusters, each opened when it is first needed."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final, Generic, Protocol, Self, TypeVar

from jobview.errors import ServerError, SettingsError, Unavailable, Unreachable
from jobview.jobs.source import JobSource
from jobview.jobs.traffic import summed
from jobview.kinetica.ring.health import fault_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from jobview.jobs.traffic import EndpointTraffic
    from jobview.kinetica.messages.replies import SystemStatus

TEST_S: Final = 5.0
"""How long a cluster may take to say how it fares: the next one waits for its turn meanwhile."""


class MemberSource(JobSource, Protocol):
    """One cluster of a ring, which can be asked how it fares as well."""

    async def status(self) -> SystemStatus | None:
        """Ask how the cluster fares; None when it is kept from this user."""
        ...


_Member = TypeVar("_Member", bound=MemberSource)


class Members(Generic[_Member]):
    """Opens clusters by their base URLs; closes all on leaving."""

    def __init__(
        self,
        open_member: Callable[[str], AbstractAsyncContextManager[_Member]],
        guard: Callable[[_Member], MemberSource] | None = None,
    ) -> None:
        """Open nothing yet.

        Args:
            open_member: opens the cluster at a base URL.
            guard: what to put around each; whatever it is asked, it is asked through that.
        """
        self._open_member = open_member
        self._guard = guard
        self._stack = AsyncExitStack()
        self._opened: dict[str, _Member] = {}
        self._guarded: dict[str, MemberSource] = {}

    async def __aenter__(self) -> Self:
        await self._stack.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def request_count(self) -> int:
        """How many HTTP requests were sent to all of them so far."""
        return sum(member.request_count for member in self._opened.values())

    @property
    def traffic(self) -> tuple[EndpointTraffic, ...]:
        """What was asked of each endpoint of all of them so far."""
        return summed(traffic for member in self._opened.values() for traffic in member.traffic)

    async def at(self, url: str) -> JobSource:
        """The cluster at `url`, ready to be asked.

        Raises:
            SettingsError: it cannot be reached with these settings.
        """
        return await self._opened_at(url)

    async def fault_at(self, url: str) -> ServerError | None:
        """Why the cluster at `url` cannot be used; None when it can. One request."""
        try:
            member = await self._opened_at(url)
            async with asyncio.timeout(TEST_S):
                fault = fault_of(await member.status())
        except TimeoutError:
            return Unreachable(url, f"no answer within {TEST_S:g} s")
        except SettingsError as error:
            return Unreachable(url, str(error))
        except ServerError as error:
            return error
        return Unavailable(url, fault) if fault else None

    async def _opened_at(self, url: str) -> MemberSource:
        if url not in self._opened:
            member = await self._stack.enter_async_context(self._open_member(url))
            self._opened[url] = member
            self._guarded[url] = member if self._guard is None else self._guard(member)
        return self._guarded[url]
