"""Settings from several sources, the stronger source winning field by field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from jobview.cli.login.credentials import Credentials
from jobview.kinetica.transport.urls import normalised, split_credentials
from jobview.settings import Login, Secret, Settings, Timeouts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jobview.cli.login.credentials import Known
    from jobview.settings import ClipboardChoice

_TAKEN_AS_THEY_ARE: Final = (
    "ca_file",
    "insecure",
    "client_cert",
    "client_key",
    "discover_ring",
    "log_file",
    "interval_s",
    "max_in_flight",
    "max_requests_per_s",
    "max_response_bytes",
    "max_result_bytes",
    "theme",
    "ascii_only",
    "clipboard",
    "utc",
)
"""Fields that `Layer` and `Settings` name alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What one source of settings says; None, or no URL, where it says nothing."""

    name: str
    """What a sentence calls the source, such as `the environment`."""
    urls: tuple[str, ...] = ()
    """As the user wrote them, but without credentials."""
    user: str | None = None
    password: Known | None = None
    oauth_token: Known | None = None
    ca_file: Path | None = None
    insecure: bool | None = None
    client_cert: Path | None = None
    client_key: Path | None = None
    client_key_password: Known | None = None
    discover_ring: bool | None = None
    read_only: bool | None = None
    read_only_by: str = ""
    """What a sentence calls this source's switch for it, such as `--read-only`."""
    log_file: Path | None = None
    interval_s: float | None = None
    connect_timeout_s: float | None = None
    read_timeout_s: float | None = None
    total_timeout_s: float | None = None
    max_in_flight: int | None = None
    max_requests_per_s: int | None = None
    max_response_bytes: int | None = None
    max_result_bytes: int | None = None
    theme: str | None = None
    ascii_only: bool | None = None
    clipboard: ClipboardChoice | None = None
    utc: bool | None = None

    def without_login(self) -> Layer:
        """The same, saying nothing about who logs in."""
        return replace(self, user=None, password=None, oauth_token=None)


def with_urls(layer: Layer, urls: Sequence[str]) -> Layer:
    """`layer` with these URLs; a login found in one of them counts where `layer` names none.

    Raises:
        SettingsError: a text cannot be read as a URL at all.
    """
    parts = [split_credentials(url) for url in urls]
    layer = replace(layer, urls=tuple(bare for bare, _, _ in parts))
    embedded = next(((user, password) for _, user, password in parts if user), None)
    if embedded is None or layer.user is not None or layer.oauth_token is not None:
        return layer
    user, password = embedded
    return replace(layer, user=user, password=layer.password or password or None)


def merged(layers: Sequence[Layer], *, cluster_name: str = "") -> Settings:
    """One value of all `layers`, the strongest first; what none of them says keeps its default.

    Secrets that are still to be read stand in its `renew_login`, which is always `Credentials`.

    Args:
        layers: the sources, strongest first.
        cluster_name: what the screen calls the cluster; empty shows the host.

    Raises:
        SettingsError: a URL that cannot be used.
    """
    given: dict[str, Any] = {name: _strongest(layers, name) for name in _TAKEN_AS_THEY_ARE}
    urls = next((layer.urls for layer in layers if layer.urls), ())
    if urls:
        given["urls"] = tuple(dict.fromkeys(normalised(url) for url in urls))
    credentials = credentials_of(layers)
    return Settings(
        cluster_name=cluster_name,
        login=_known_login(credentials),
        renew_login=credentials,
        # Safety is not a matter of taste: no source takes back what another one demands.
        read_only=any(layer.read_only for layer in layers),
        read_only_by=tuple(
            layer.read_only_by for layer in layers if layer.read_only and layer.read_only_by
        ),
        timeouts=_timeouts(layers),
        **{name: value for name, value in given.items() if value is not None},
    )


def _strongest(layers: Sequence[Layer], name: str) -> Any:  # noqa: ANN401 - any field of a layer
    return next((value for layer in layers if (value := getattr(layer, name)) is not None), None)


def credentials_of(layers: Sequence[Layer]) -> Credentials:
    """Who logs in with what, the strongest layer first."""
    return Credentials(
        user=_strongest(layers, "user") or "",
        password=_strongest(layers, "password"),
        oauth_token=_token(layers),
        client_key_password=_strongest(layers, "client_key_password"),
    )


def _known_login(credentials: Credentials) -> Login:
    """As much of the login as is known without reading anything."""
    password, token = credentials.password, credentials.oauth_token
    return Login(
        user=credentials.user,
        password=password if isinstance(password, Secret) else Secret(""),
        oauth_token=token if isinstance(token, Secret) else Secret(""),
    )


def _token(layers: Sequence[Layer]) -> Known | None:
    # A token wins over user and password, so one from a weaker source than the user's name
    # would undo what the user asked for.
    for layer in layers:
        if layer.oauth_token is not None:
            return layer.oauth_token
        if layer.user is not None:
            break
    return None


def _timeouts(layers: Sequence[Layer]) -> Timeouts:
    default = Timeouts()
    connect_s = _strongest(layers, "connect_timeout_s")
    read_s = _strongest(layers, "read_timeout_s")
    total_s = _strongest(layers, "total_timeout_s")
    return Timeouts(
        connect_s=default.connect_s if connect_s is None else connect_s,
        read_s=default.read_s if read_s is None else read_s,
        write_s=default.write_s if read_s is None else read_s,
        pool_s=default.pool_s if read_s is None else read_s,
        total_s=default.total_s if total_s is None else total_s,
    )
