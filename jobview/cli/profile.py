"""The profile file `config.toml`: which keys it may hold, and what a named profile says."""

from __future__ import annotations

import stat
import tomllib
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import msgspec

from jobview.cli.layer import Layer, with_urls
from jobview.cli.login.profile_secrets import secret_of
from jobview.cli.sizes import ByteSize, byte_size
from jobview.errors import SettingsError
from jobview.settings import MAX_INTERVAL_S, MIN_INTERVAL_S, ClipboardChoice, Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_READABLE_BY_OTHERS: Final = stat.S_IRGRP | stat.S_IROTH
_WRITABLE_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
_PROFILES: Final = "profiles"

_Interval = Annotated[float, msgspec.Meta(ge=MIN_INTERVAL_S, le=MAX_INTERVAL_S)]
_Timeout = Annotated[float, msgspec.Meta(gt=0, le=3600)]
_Ceiling = Annotated[int, msgspec.Meta(ge=1, le=1000)]


class Common(msgspec.Struct, frozen=True, kw_only=True):
    """Keys that may stand in a profile, and at the top level for all profiles. Times in seconds."""

    ca_file: str | None = None
    """Relative to the file's folder; `~` is the home folder."""
    insecure: bool | None = None
    client_cert: str | None = None
    """As `ca_file`."""
    client_key: str | None = None
    client_key_password: Secret | None = None
    client_key_password_file: str | None = None
    client_key_password_command: str | list[str] | None = None
    client_key_password_keyring: str | None = None
    discover_ring: bool | None = None
    read_only: bool | None = None
    log_file: str | None = None
    interval: _Interval | None = None
    connect_timeout: _Timeout | None = None
    read_timeout: _Timeout | None = None
    total_timeout: _Timeout | None = None
    max_in_flight: _Ceiling | None = None
    max_requests_per_s: _Ceiling | None = None
    max_response_bytes: ByteSize | None = None
    """A size such as `"64 MiB"`, or a number of bytes."""
    max_result: ByteSize | None = None
    """As `max_response_bytes`."""
    theme: str | None = None
    ascii: bool | None = None
    clipboard: ClipboardChoice | None = None
    utc: bool | None = None


class TopLevel(Common, frozen=True, kw_only=True):
    """The keys above the first table."""

    profile: str | None = None
    """The profile used when none is asked for."""


class Profile(Common, frozen=True, kw_only=True):
    """The keys of one `[profiles.NAME]`: a cluster and who logs in there."""

    url: str | list[str] | None = None
    """One URL, or those of an HA ring, primary first."""
    user: str | None = None
    password: Secret | None = None
    password_file: str | None = None
    """As `ca_file`, as every file."""
    password_command: str | list[str] | None = None
    """A program and its arguments, as a list or in a shell's words; no shell runs it."""
    password_keyring: str | None = None
    """The service under which the keyring has it, for the user."""
    oauth_token: Secret | None = None
    oauth_token_file: str | None = None
    oauth_token_command: str | list[str] | None = None
    oauth_token_keyring: str | None = None


_Keys = TypeVar("_Keys", bound=Common)


class ProfileFile:
    """A profile file that was read, every key of it checked.

    Attributes:
        path: where it was read.
        top_level: what it says for all profiles.
        profiles: its profiles by name.
        is_exposed: whether it holds a password or token and others may read it.
    """

    def __init__(self, path: Path, content: Mapping[str, Any], *, mode: int) -> None:
        top = {key: value for key, value in content.items() if key != _PROFILES}
        tables = content.get(_PROFILES, {})
        if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
            raise SettingsError(f"{path}: profiles are tables, such as [profiles.prod]")
        self.path = path
        self.top_level = _keys(TopLevel, top, f"{path}", known_besides=(_PROFILES,))
        self.profiles: Mapping[str, Profile] = {
            name: _keys(Profile, table, f"{path}, [profiles.{name}]")
            for name, table in tables.items()
        }
        tables_read: tuple[Common, ...] = (self.top_level, *self.profiles.values())
        self.is_exposed = bool(mode & _READABLE_BY_OTHERS) and any(map(_holds_secret, tables_read))
        if mode & _WRITABLE_BY_OTHERS and any(map(_holds_command, tables_read)):
            raise SettingsError(
                f"others can write the commands in {path}, which would be run; "
                f"run `chmod go-w {path}`"
            )

    @classmethod
    def read(cls, path: Path) -> ProfileFile:
        """The file at `path`.

        Raises:
            SettingsError: it cannot be read, is no TOML, or holds an unknown key or wrong type.
        """
        try:
            with path.open("rb") as file:
                mode = path.stat().st_mode
                content = tomllib.load(file)
        except OSError as error:
            raise SettingsError(f"{path}: {error.strerror or error}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path} is not TOML: {error}") from error
        return cls(path, content, mode=mode)

    def chosen(self, name: str | None) -> str:
        """The profile to use: `name`, or the file's usual one; empty when there is neither.

        Raises:
            SettingsError: there is no profile of that name.
        """
        wanted = name if name is not None else self.top_level.profile
        if wanted is None:
            return ""
        if wanted not in self.profiles:
            raise SettingsError(
                f"{self.path} has no profile {wanted!r}{_nearest(wanted, self.profiles)}"
            )
        return wanted

    def layers(self, name: str) -> tuple[Layer, ...]:
        """What the profile `name` says, then what the file says for all; empty `name` for none."""
        common = self._layer(self.top_level, f"{self.path}")
        if not name:
            return (common,)
        profile = self.profiles[name]
        where = f"{self.path}, [profiles.{name}]"
        user = profile.user or ""
        layer = replace(
            self._layer(profile, f"profile {name}"),
            user=profile.user,
            password=secret_of(profile, "password", where, self._path, user),
            oauth_token=secret_of(profile, "oauth_token", where, self._path, user),
        )
        return (with_urls(layer, _urls_of(profile)), common)

    def _layer(self, keys: Common, name: str) -> Layer:
        return Layer(
            name=name,
            ca_file=self._beside(keys.ca_file),
            insecure=keys.insecure,
            client_cert=self._beside(keys.client_cert),
            client_key=self._beside(keys.client_key),
            client_key_password=secret_of(keys, "client_key_password", name, self._path),
            discover_ring=keys.discover_ring,
            read_only=keys.read_only,
            read_only_by=f"read_only in {name}",
            log_file=self._beside(keys.log_file),
            interval_s=keys.interval,
            connect_timeout_s=keys.connect_timeout,
            read_timeout_s=keys.read_timeout,
            total_timeout_s=keys.total_timeout,
            max_in_flight=keys.max_in_flight,
            max_requests_per_s=keys.max_requests_per_s,
            max_response_bytes=keys.max_response_bytes,
            max_result_bytes=keys.max_result,
            theme=keys.theme,
            ascii_only=keys.ascii,
            clipboard=keys.clipboard,
            utc=keys.utc,
        )

    def _beside(self, path: str | None) -> Path | None:
        return None if path is None else self._path(path)

    def _path(self, path: str) -> Path:
        return self.path.parent / Path(path).expanduser()


def _keys(
    kind: type[_Keys], table: Mapping[str, Any], where: str, known_besides: tuple[str, ...] = ()
) -> _Keys:
    known = (*kind.__struct_fields__, *known_besides)
    for key in table:
        if key not in known:
            raise SettingsError(f"{where}: unknown key {key!r}{_nearest(key, known)}")
    try:
        return msgspec.convert(table, kind, dec_hook=_own_type)
    except msgspec.ValidationError as error:
        what, _, place = str(error).replace("`", "").replace(" | null", "").partition(" - at $.")
        raise SettingsError(f"{where}: {place}: {what[:1].lower()}{what[1:]}") from error


def _holds_secret(keys: Common) -> bool:
    values = (getattr(keys, name) for name in keys.__struct_fields__)
    if any(isinstance(value, Secret) and value for value in values):
        return True
    return isinstance(keys, Profile) and any(map(_holds_password, _urls_of(keys)))


def _holds_password(url: str) -> bool:
    return ":" in url.rpartition("://")[2].rpartition("@")[0]


def _urls_of(profile: Profile) -> list[str]:
    return [profile.url] if isinstance(profile.url, str) else profile.url or []


def _holds_command(keys: Common) -> bool:
    names = keys.__struct_fields__
    return any(name.endswith("_command") and getattr(keys, name) is not None for name in names)


def _nearest(word: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(word, names, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; it knows {', '.join(sorted(names))}" if names else ""


def _own_type(kind: type, value: object) -> object:
    if kind is Secret and isinstance(value, str):
        return Secret(value)
    if kind is ByteSize and isinstance(value, str | int) and not isinstance(value, bool):
        return byte_size(value)
    raise TypeError(f"Expected str, got {type(value).__name__}")
