"""Everything a user can set, as one immutable value, and the type that keeps secrets masked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DEFAULT_URL: Final = "http://127.0.0.1:9191"
"""A head node on this machine (protocol §2.1)."""

MIN_INTERVAL_S: Final = 0.2
MAX_INTERVAL_S: Final = 3600.0
"""Between these lies every polling interval that a user may ask for."""


class ClipboardChoice(StrEnum):
    """How copied texts may leave; the values are those of `--clipboard`."""

    AUTO = "auto"
    """The way that suits where we run: tmux, ssh, or a desktop."""
    NATIVE = "native"
    """Only a clipboard program of this machine."""
    OSC52 = "osc52"
    """Only a sequence to the terminal."""
    OFF = "off"


@final
class Secret:
    """A password or token that shows itself as `••••` everywhere but in `reveal()`.

    Compared by value, never printed, pickled or put into a log by accident.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself; call it only where it goes onto the wire."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "••••"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, _: object) -> Secret:
        return self

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")


@dataclass(frozen=True, slots=True)
class Login:
    """How to log in: a Bearer token wins over user and password; neither is anonymous."""

    user: str = ""
    password: Secret = field(default_factory=lambda: Secret(""))
    oauth_token: Secret = field(default_factory=lambda: Secret(""))


@dataclass(frozen=True, slots=True)
class Timeouts:
    """The limits of one HTTP call, in seconds."""

    connect_s: float = 5.0
    read_s: float = 30.0
    write_s: float = 30.0
    pool_s: float = 30.0
    total_s: float = 60.0
    """For one call from its start to the end of a short answer, however steadily it drips; a long
    answer may take a second more for each 16 KiB of it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one run: flags over environment over profile over defaults, merged."""

    urls: tuple[str, ...] = (DEFAULT_URL,)
    """Base URLs, normalised (scheme and port present, no trailing slash, no credentials); several
    are an HA ring, primary first."""
    discover_ring: bool = True
    """Ask the server for the other clusters of its ring (protocol §4.3)."""
    cluster_name: str = ""
    """What the header calls the cluster: the profile's name; empty shows the host."""
    login: Login = field(default_factory=Login)
    renew_login: Callable[[], Login] | None = field(default=None, repr=False, compare=False)
    """Reads the login anew where it came from, and may block; raises SettingsError. None when it
    came from where it cannot have changed."""
    timeouts: Timeouts = field(default_factory=Timeouts)
    ca_file: Path | None = None
    insecure: bool = False
    """Go without TLS verification."""
    client_cert: Path | None = None
    """PEM file with the certificate that we show the server, and its key unless that is apart."""
    client_key: Path | None = None
    client_key_password: Secret = field(default_factory=lambda: Secret(""))
    """Opens an encrypted `client_key`."""
    read_only: bool = False
    """Neither cancel nor submit, whatever is asked."""
    read_only_by: tuple[str, ...] = ()
    """What sets `read_only`, such as `--read-only`; empty when that is not known."""
    is_audited: bool = True
    """Write down every cancel and submit in the audit log."""
    log_file: Path | None = None
    """Failures, actions and changes of the link go there; four files of a MiB at most."""
    interval_s: float = 2.0
    """Between the starts of two list requests."""
    max_in_flight: int = 8
    max_requests_per_s: int = 20
    max_response_bytes: int = 64 * 1024 * 1024
    """Of any answer but a job's: the list of jobs is the only one that may become long."""
    max_result_bytes: int = 64 * 1024 * 1024
    """Of a job's result that is read into memory; writing one to a file has no limit."""
    theme: str = "jobview-dark"
    ascii_only: bool = False
    """Draw marks and bars without Unicode."""
    clipboard: ClipboardChoice = ClipboardChoice.AUTO
    utc: bool = False
    """Show absolute times in UTC instead of the local zone."""

    @property
    def why_read_only(self) -> str:
        """What is off, by whose word, and how to have it, as a clause; empty when nothing is."""
        if not self.read_only:
            return ""
        by = self.read_only_by or ("--read-only, JOBVIEW_READ_ONLY or the profile file",)
        it = "it" if len(by) == 1 else "them"
        return (
            f"cancelling and submitting are turned off by {' and '.join(by)}; "
            f"run jobview without {it} to cancel or submit"
        )
