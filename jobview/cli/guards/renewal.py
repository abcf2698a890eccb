"""A login that is read anew where it is kept when the server does not accept it any more.

Servers lock accounts that are offered wrong passwords, so a refused login is never offered again
by itself: only another one is, and only once for a request.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from jobview.cli.guards.passing import PassingSource
from jobview.cli.guards.unwaited import unwaited
from jobview.errors import SettingsError, Unauthorised

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from jobview.clock import Clock
    from jobview.kinetica.messages.replies import SystemStatus
    from jobview.kinetica.ring.members import MemberSource
    from jobview.settings import Login

_T = TypeVar("_T")

RETEST_S: Final = 600.0
"""How often a cluster is tested with a login that it has refused: servers that lock accounts count
some five refusals within half an hour."""


class SharedLogin:
    """The login of all clusters of a ring: what one of them has read anew, the others go with.

    Args:
        login: the one at first.
        renew: reads it anew; blocks, and is called in a thread.
        remedy: what to do about one that is refused, as a clause; empty for the usual.
        mark: what the login looks like where it is kept, as far as that is cheaply told.

    Attributes:
        login: the newest.
        remedy: as given.
        mark: as given.
    """

    def __init__(
        self,
        login: Login,
        renew: Callable[[], Login],
        *,
        remedy: str = "",
        mark: Callable[[], object] | None = None,
    ) -> None:
        self.login = login
        self.remedy = remedy
        self.mark: Callable[[], object] = mark or (lambda: None)
        self._renew = renew
        self._followers: list[Callable[[Login], object]] = []
        self._lock = asyncio.Lock()

    def lead(self, set_login: Callable[[Login], object]) -> None:
        """Call `set_login` with the login, and with each new one."""
        self._followers.append(set_login)
        set_login(self.login)

    async def read_unless_left(self, used: Login) -> bool:
        """Read the login anew, unless `used` is not the newest any more. Whether it was read.

        Raises:
            SettingsError: it cannot be read.
        """
        async with self._lock:
            if self.login is not used:
                return False
            login = await unwaited(self._renew, SettingsError)
            if login != self.login:
                for set_login in self._followers:
                    set_login(login)
                self.login = login
            return True


class _FailedTest(NamedTuple):
    """A test of how a cluster fares that failed because of the login."""

    error: Unauthorised
    login: Login
    mark: object
    at_s: float


class RenewingSource(PassingSource):
    """A source whose questions are put again with a fresh login; what acts is never sent twice.

    Args:
        inner: the server.
        shared: the login.
        set_login: lets the server's next requests go with another login.
        clock: its monotonic reading tells when to test a refused login once more.
    """

    def __init__(
        self,
        inner: MemberSource,
        shared: SharedLogin,
        set_login: Callable[[Login], object],
        clock: Clock,
    ) -> None:
        super().__init__(inner)
        self._shared = shared
        self._clock = clock
        self._failed_test: _FailedTest | None = None
        self._refused: Login | None = None
        """The newest login that was not accepted though there was no other."""
        self._freshening = asyncio.Lock()
        shared.lead(set_login)

    async def status(self) -> SystemStatus | None:
        """Ask how the cluster fares, which is done again and again while another one is asked.

        A login that it has refused is not offered for that each time, only every `RETEST_S` or
        when there is another one: nobody might look for days, and accounts are locked in minutes.

        Raises:
            Unauthorised: it has refused the login, now or not long ago.
        """
        failed, now_s, mark = self._failed_test, self._clock.monotonic_s(), self._shared.mark()
        if (
            failed is not None
            and failed.login is self._shared.login
            and failed.mark == mark
            and now_s < failed.at_s + RETEST_S
        ):
            raise Unauthorised(failed.error.url, failed.error.what, remedy=failed.error.remedy)
        self._failed_test = None
        try:
            return await super().status()
        except Unauthorised as error:
            self._failed_test = _FailedTest(error, self._shared.login, mark, now_s)
            raise

    async def _asked(self, ask: Callable[[], Awaitable[_T]]) -> _T:
        """The answer to a question, which may be put a second time."""
        is_fresh = await self._freshen()
        used = self._shared.login
        try:
            return await ask()
        except Unauthorised as error:
            if is_fresh or not await self._is_renewed(used, error):
                raise self._refusal(used, error) from None
        used = self._shared.login
        try:
            return await ask()
        except Unauthorised as error:
            raise self._refusal(used, error) from None

    async def _acted(self, act: Callable[[], Awaitable[_T]]) -> _T:
        """The answer to what acts, which is sent once; the next one goes with a fresh login."""
        await self._freshen()
        used = self._shared.login
        try:
            return await act()
        except Unauthorised as error:
            if await self._is_renewed(used, error):
                raise Unauthorised(
                    error.url, error.what, remedy="the login was read anew since: try once more"
                ) from None
            raise self._refusal(used, error) from None

    async def _freshen(self) -> bool:
        """Read a refused login anew: who asks again has changed something. Whether it was read."""
        async with self._freshening:
            if (refused := self._refused) is None:
                return False
            is_read = True
            # Where it cannot be read, the server says once more what it thinks of the old one.
            with suppress(SettingsError):
                is_read = await self._shared.read_unless_left(refused)
            # Not before: who gives up meanwhile must not have the next one offer it again.
            if self._refused is refused:
                self._refused = None
            return is_read

    async def _is_renewed(self, used: Login, error: Unauthorised) -> bool:
        """Whether there is another login now than the one that was refused."""
        try:
            await self._shared.read_unless_left(used)
        except SettingsError as fault:
            remedy = f"the login could not be read anew: {fault}"
            raise self._refusal(used, error, remedy) from None
        return self._shared.login is not used

    def _refusal(self, used: Login, error: Unauthorised, remedy: str = "") -> Unauthorised:
        """The error to raise for a login to which there is no other."""
        self._refused = used
        return Unauthorised(error.url, error.what, remedy=remedy or self._shared.remedy)
