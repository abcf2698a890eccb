"""What `jobview doctor` finds out about one server, from the connection up to the jobs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from jobview.cli.checks.finding import Examined, Finding, Verdict
from jobview.cli.checks.progress import progress_finding
from jobview.cli.checks.ring import ring_findings
from jobview.cli.connection import connected
from jobview.errors import Refused, ServerError, Unauthorised, Unreachable, UntrustedCertificate
from jobview.kinetica.exchange.failures import SECURE_SERVER
from jobview.kinetica.messages.replies import SystemStatus
from jobview.kinetica.ring.health import fault_of
from jobview.kinetica.transport.urls import is_loopback
from jobview.results.versions import line_of
from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from jobview.clock import Clock
    from jobview.jobs.source import ClusterInfo, JobList, JobSource, ListedJob
    from jobview.kinetica.reach import Reach
    from jobview.settings import Settings

SKEW_WORTH_TELLING_S: Final = 2.0
"""HTTP dates are whole seconds, so less is no skew."""

CERTIFICATE_ENDS_SOON_S: Final = 30 * 86_400.0

_DAMAGED: Final = "see what a proxy in between does to long answers, and the server's log"

_MINUTE_S: Final = 60.0
_DAY_S: Final = 86_400.0


async def examined_server(url: str, settings: Settings, clock: Clock) -> Examined:
    """What is found about the server at `url`; what cannot be asked is left out.

    Raises:
        SettingsError: the settings name no server that can be asked.
    """
    alone = replace(settings, urls=(url,), discover_ring=False)
    return Examined(url, [found async for found in _findings(alone, clock, settings.urls)])


async def _findings(
    settings: Settings, clock: Clock, examined: Sequence[str]
) -> AsyncIterator[Finding]:
    from jobview.kinetica.reach import reach

    url = settings.urls[0]
    try:
        reached = await reach(url, settings, clock)
    except ServerError as error:
        subject = "TLS" if isinstance(error, UntrustedCertificate) else "connection"
        yield Finding(subject, Verdict.BAD, error.what, error.remedy)
        return
    yield _connection(reached)
    yield _tls(reached, settings, clock)
    async with connected(settings, clock) as source:
        async for found in _answers(source, settings, clock, examined):
            yield found


async def _answers(
    source: JobSource, settings: Settings, clock: Clock, examined: Sequence[str]
) -> AsyncIterator[Finding]:
    try:
        cluster = await source.describe()
    except Unauthorised as error:
        yield Finding("login", Verdict.BAD, f"{_who(settings)}: {error.what}", error.remedy)
        return
    except ServerError as error:
        if isinstance(error, Unreachable) and await _speaks_tls(settings, clock):
            yield Finding("API", Verdict.BAD, f"{error.what}: it speaks TLS", SECURE_SERVER)
        else:
            yield Finding("API", Verdict.BAD, error.what, error.remedy)
        return
    yield Finding("login", Verdict.OK, f"{_who(settings)}: accepted")
    yield _version(cluster)
    yield _status(cluster)
    async for found in ring_findings(cluster, examined, settings, clock):
        yield found
    rows: Sequence[ListedJob] = ()
    try:
        job_list = await source.list_jobs()
    except Refused as error:
        yield Finding(
            "rights",
            Verdict.NOTE,
            f"this user may not list jobs: {error.what}",
            "`jobview JOB` follows single jobs by their id; System Admin may list all",
        )
    except ServerError as error:
        yield Finding("job list", Verdict.BAD, error.what, error.remedy)
    else:
        rows = job_list.rows
        for found in _list_findings(job_list, clock):
            yield found
    yield await progress_finding(source, rows, clock)


def _list_findings(job_list: JobList, clock: Clock) -> Iterator[Finding]:
    took_ms = job_list.latency_s * 1000
    words = f"may list jobs: {len(job_list.rows):,} in {took_ms:.0f} ms"
    yield Finding("rights", Verdict.OK, words)
    if job_list.damage:
        yield Finding("job list", Verdict.BAD, f"it is damaged: {job_list.damage}", _DAMAGED)
    yield _clock(job_list, clock.wall_s())


async def _speaks_tls(settings: Settings, clock: Clock) -> bool:
    """Whether a server that is asked in plain HTTP would speak TLS; most then close at once."""
    from jobview.kinetica.reach import reach

    scheme, _, rest = settings.urls[0].partition(":")
    if scheme != "http":
        return False
    try:
        await reach(f"https:{rest}", replace(settings, insecure=True, client_cert=None), clock)
    except ServerError:
        return False
    return True


def _connection(reached: Reach) -> Finding:
    through = f" through the proxy {reached.proxy}" if reached.proxy else ""
    words = f"to {reached.peer}{through} in {reached.took_s * 1000:.0f} ms"
    return Finding("connection", Verdict.OK, words)


def _tls(reached: Reach, settings: Settings, clock: Clock) -> Finding:
    if not reached.tls_version:
        words = "none: whatever is sent can be read on the way"
        if settings.login.user or settings.login.oauth_token.reveal():
            words = "none: the login can be read on the way"
        if is_loopback(urlsplit(f"//{reached.peer}").hostname or ""):
            return Finding("TLS", Verdict.OK, "none, within this machine")
        return Finding("TLS", Verdict.NOTE, words, "use an https URL")
    certificate = reached.certificate
    if certificate is None:
        words = f"{reached.tls_version}, server not verified"
        return Finding("TLS", Verdict.NOTE, words, "give its authority with --ca-file instead")
    trusted = "the system's authorities" if settings.ca_file is None else f"{settings.ca_file}"
    ends = datetime.fromtimestamp(certificate.ends_s, UTC).date()
    left_s = certificate.ends_s - clock.wall_s()
    words = (
        f"{reached.tls_version}, verified by {trusted}: {certificate.subject}, "
        f"issued by {certificate.issuer}, valid until {ends} ({left_s / _DAY_S:.0f} days)"
    )
    if left_s < CERTIFICATE_ENDS_SOON_S:
        return Finding("TLS", Verdict.NOTE, words, "have the certificate renewed")
    return Finding("TLS", Verdict.OK, words)


def _who(settings: Settings) -> str:
    login = settings.login
    if login.oauth_token.reveal():
        return "by token"
    if login.user:
        return f"as {login.user}" + ("" if login.password.reveal() else " without a password")
    return "anonymous, since neither user nor token is set"


def _version(cluster: ClusterInfo) -> Finding:
    if not cluster.version:
        return Finding("version", Verdict.NOTE, "not told to this user")
    line = line_of(cluster.version)
    words = f"Kinetica {cluster.version}"
    if line is None:
        return Finding("version", Verdict.NOTE, f"{words}: unlike any known version")
    return Finding("version", Verdict.OK, words)


def _status(cluster: ClusterInfo) -> Finding:
    if not cluster.status:
        return Finding("status", Verdict.NOTE, "not told to this user")
    fault = fault_of(SystemStatus(cluster.status, cluster.ha_status))
    if not fault:
        return Finding("status", Verdict.OK, literal(cluster.status))
    remedy = "wait, or ask who administers it; jobview goes on asking by itself"
    return Finding("status", Verdict.BAD, f"it {fault}", remedy)


def _clock(job_list: JobList, now_s: float) -> Finding:
    if job_list.server_s is None:
        return Finding("clock", Verdict.NOTE, "the server does not tell its time; ages may be off")
    ahead_s = job_list.server_s - now_s
    if abs(ahead_s) <= SKEW_WORTH_TELLING_S:
        return Finding("clock", Verdict.OK, "the server's clock agrees with this machine's")
    size = f"{abs(ahead_s):.0f} s" if abs(ahead_s) < _MINUTE_S else f"{abs(ahead_s) / 60:.0f} min"
    how = "ahead of" if ahead_s > 0 else "behind"
    return Finding(
        "clock",
        Verdict.NOTE,
        f"the server's clock is {size} {how} this machine's; ages are by the server's",
        "set the clocks by NTP",
    )
