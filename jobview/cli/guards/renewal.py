"""A login that is read anew where it is kept when the server does not accept it any more.

Servers lock accounts that are offered wrong passwords, so a refused login is never offered again
by itself: only another one is, and only once for a request.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from jobview.cli.guards.passing import PassingSource
from jobview.cli.guards.unwaited import unwaited
from jobview.errors import SettingsError, Unauthorised

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from jobview.jobs.source import JobSource
    from jobview.settings import Login

_T = TypeVar("_T")


class RenewingSource(PassingSource):
    """A source whose questions are put again with a fresh login; what acts is never sent twice.

    Args:
        inner: the server.
        login: what it logs in with at first.
        renew: reads the login anew; blocks, and is called in a thread.
        set_login: lets the server's next requests go with another login.
    """

    def __init__(
        self,
        inner: JobSource,
        login: Login,
        renew: Callable[[], Login],
        set_login: Callable[[Login], object],
    ) -> None:
        super().__init__(inner)
        self._login = login
        self._refused: Login | None = None
        """The newest login that was not accepted though there was no other."""
        self._renew = renew
        self._set_login = set_login
        self._lock = asyncio.Lock()

    async def _asked(self, ask: Callable[[], Awaitable[_T]]) -> _T:
        """The answer to a question, which may be put a second time."""
        is_fresh = await self._freshen()
        used = self._login
        try:
            return await ask()
        except Unauthorised as error:
            if is_fresh or not await self._is_renewed(used, error):
                self._refused = used
                raise
        used = self._login
        try:
            return await ask()
        except Unauthorised:
            self._refused = used
            raise

    async def _acted(self, act: Callable[[], Awaitable[_T]]) -> _T:
        """The answer to what acts, which is sent once; the next one goes with a fresh login."""
        await self._freshen()
        used = self._login
        try:
            return await act()
        except Unauthorised as error:
            if await self._is_renewed(used, error):
                raise Unauthorised(
                    error.url, error.what, remedy="the login was read anew since: try once more"
                ) from None
            self._refused = used
            raise

    async def _freshen(self) -> bool:
        """Read a refused login anew: who asks again has changed something. Whether it was read."""
        async with self._lock:
            if self._refused is not self._login:
                return False
            self._refused = None
            # Where it cannot be read, the server says once more what it thinks of the old one.
            with suppress(SettingsError):
                self._take(await unwaited(self._renew, SettingsError))
            return True

    async def _is_renewed(self, used: Login, error: Unauthorised) -> bool:
        """Whether there is another login now than the one that was refused."""
        async with self._lock:
            if self._login is used:
                try:
                    self._take(await unwaited(self._renew, SettingsError))
                except SettingsError as fault:
                    self._refused = used
                    remedy = f"the login could not be read anew: {fault}"
                    raise Unauthorised(error.url, error.what, remedy=remedy) from None
            return self._login is not used

    def _take(self, login: Login) -> None:
        if login != self._login:
            self._set_login(login)
            self._login = login
