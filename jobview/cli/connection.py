"""What every command asks for jobs: the server, and what is put around it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from jobview.cli.login.credentials import Credentials
from jobview.cli.login.watch import login_watch
from jobview.cli.output import say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from jobview.cli.guards.renewal import SharedLogin
    from jobview.clock import Clock
    from jobview.jobs.source import JobSource
    from jobview.kinetica.client import KineticaSource
    from jobview.kinetica.ring.members import MemberSource
    from jobview.settings import Login, Settings


@asynccontextmanager
async def connected(
    settings: Settings,
    clock: Clock,
    on_move: Callable[[str], object] | None = None,
    tell: Callable[[str], object] = say,
) -> AsyncIterator[JobSource]:
    """The server that the settings name, ready to be asked; closed on leaving.

    Where they name several, or the server may, it is a `jobs.ring.Ring`.

    Args:
        settings: which server, who logs in, and what may be done.
        clock: for the times of answers and of the audit log.
        on_move: told in a clause when another cluster of a ring is turned to.
        tell: told in sentences what goes wrong beside the requests.

    Raises:
        SettingsError: they name none that can be used.
    """
    # Brings the HTTP client, 0.1 s or more.
    from jobview.kinetica.ring.source import open_ring

    shared = shared_login(settings)

    def guard(source: KineticaSource) -> MemberSource:
        return guarded(source, settings, clock, tell, shared)

    async with open_ring(settings, clock, on_move, guard) as source:
        yield source


def shared_login(settings: Settings) -> SharedLogin | None:
    """What all clusters log in with; None where reading it anew cannot give another one."""
    renew = settings.renew_login
    if renew is None:
        return None
    from jobview.cli.guards.renewal import SharedLogin

    remedy = renew.remedy if isinstance(renew, Credentials) else ""
    return SharedLogin(settings.login, renew, remedy=remedy, mark=login_watch(settings))


def guarded(
    source: KineticaSource,
    settings: Settings,
    clock: Clock,
    tell: Callable[[str], object],
    shared: SharedLogin | None,
) -> MemberSource:
    """The source with what the settings demand around it; see `connected`."""
    guard: MemberSource = source
    if shared is not None:
        from jobview.cli.guards.renewal import RenewingSource

        guard = RenewingSource(guard, shared, source.set_login, clock)
    if settings.read_only:
        from jobview.cli.guards.read_only import ReadOnlySource

        return ReadOnlySource(guard, settings)
    if settings.is_audited:
        from jobview.cli.guards.audit_log import audit_path
        from jobview.cli.guards.audited import AuditedSource

        def login() -> Login:
            return settings.login if shared is None else shared.login

        guard = AuditedSource(guard, audit_path(), login, clock, tell)
    return guard
