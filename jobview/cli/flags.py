"""Options that many commands share, and the settings they lead to.

A shared option is remembered in the context rather than handed to the command's function, and the
contexts of group and command share that memory: `jobview --url U list` and `jobview list --url U`
are the same, the later one winning.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from jobview.cli.environment import environment_layer
from jobview.cli.layer import Layer, merged, with_urls
from jobview.cli.output import say
from jobview.cli.parameters import SIZE
from jobview.cli.plain_option import PlainOption
from jobview.errors import SettingsError
from jobview.settings import (
    DEFAULT_URL,
    MAX_INTERVAL_S,
    MIN_INTERVAL_S,
    ClipboardChoice,
    Settings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jobview.cli.profile import ProfileFile

    _Decorated = TypeVar("_Decorated", bound=Callable[..., Any])

CONFIG_NAME: Final = "config.toml"
_MEMORY: Final = "jobview.flags"


def config_path() -> Path:
    """Where the profile file is when `--config` does not say."""
    return Path(click.get_app_dir("jobview")) / CONFIG_NAME


def config_of(context: click.Context) -> Path:
    """Where the profile file is for this command, whether it exists or not."""
    given: Path | None = context.meta.get(_MEMORY, {}).get("config")
    return given or config_path()


def server_options(function: _Decorated) -> _Decorated:
    """Add the options that say which server, how to log in there, and where to log."""
    return _with(_SERVER, function)


def connection_options(function: _Decorated) -> _Decorated:
    """Add the options of every command that works with a server's jobs."""
    return server_options(_DISCOVER_RING(function))


def utc_option(function: _Decorated) -> _Decorated:
    """Add the option of every command that tells times without opening the screen."""
    return _UTC(function)


def display_options(function: _Decorated) -> _Decorated:
    """Add the options of every command that opens the screen."""
    return _THEME(terminal_options(_UTC(function)))


def terminal_options(function: _Decorated) -> _Decorated:
    """Add the options that say what the terminal can do."""
    return _with(_TERMINAL, function)


def _with(
    options: Sequence[Callable[[_Decorated], _Decorated]], function: _Decorated
) -> _Decorated:
    for option in reversed(options):
        function = option(function)
    return function


def settings_of(
    context: click.Context,
    environ: Mapping[str, str] = os.environ,
    *,
    check: Callable[[Settings], object] | None = None,
    tell: Callable[[str], object] = say,
) -> Settings:
    """Flags over environment over profile file over defaults, ready for a server.

    What the user should know about how they were merged is said on standard error. Secrets are
    read where they are kept, or asked for on the terminal: call it before a screen is opened.

    Args:
        context: of the command.
        environ: the process's environment.
        check: called with the settings before any secret is read; what it raises ends all.
        tell: told in sentences which secrets others on this machine, or at a proxy, can read.

    Raises:
        SettingsError: a source holds something that cannot be used.
    """
    # Costs 10 ms, which --help does not need.
    from jobview.cli.login.completing import completed

    asks_for_password = context.meta.get(_MEMORY, {}).get("ask_password", False)
    settings = settings_without_secrets(context, environ, tell=tell)
    if check is not None:
        check(settings)
    return completed(settings, environ, asks_for_password=asks_for_password, tell=tell)


def settings_without_secrets(
    context: click.Context, environ: Mapping[str, str], *, tell: Callable[[str], object] = say
) -> Settings:
    """The same, with no secret that is not in plain sight: for who does not log in.

    Raises:
        SettingsError: a source holds something that cannot be used.
    """
    given: dict[str, Any] = dict(context.meta.get(_MEMORY, {}))
    given.pop("ask_password", None)
    config: Path | None = given.pop("config", None)
    profile_name: str | None = given.pop("profile", None)
    urls: Sequence[str] = given.pop("urls", ())
    flags = with_urls(Layer(name="the command line", read_only_by="--read-only", **given), urls)
    if flags.password is not None:
        tell("others can see a password in --url; set KINETICA_PASSWD instead")
    stronger = (flags, environment_layer(environ))
    file = _profile_file(config)
    if file is None:
        if profile_name is not None:
            raise SettingsError(f"--profile {profile_name}: there is no file {config_path()}")
        return merged(stronger)
    if file.is_exposed:
        tell(f"others can read a password or token in {file.path}; run `chmod 600 {file.path}`")
    return _merged_with_file(stronger, file, profile_name)


def _merged_with_file(
    stronger: tuple[Layer, ...], file: ProfileFile, wanted: str | None
) -> Settings:
    # As the file itself, only for who has one.
    from jobview.cli.profile_login import merged_with_profile

    name = file.chosen(wanted)
    layers = file.layers(name)
    other = next((layer for layer in stronger if layer.urls), None)
    if other is None:
        settings = merged_with_profile(stronger, file.path, name, layers)
        return replace(settings, cluster_name=name if layers[0].urls else "")
    if wanted is None:
        # The usual profile's password is meant for the usual profile's cluster, not for any URL.
        return merged((*stronger, *(layer.without_login() for layer in layers)))
    if layers[0].urls:
        say(f"{other.name} overrides the URL of profile {name}")
    return merged_with_profile(stronger, file.path, name, layers)


def _profile_file(config: Path | None) -> ProfileFile | None:
    path = config or config_path()
    if config is None and not path.exists():
        return None
    # Brings msgspec, 10 ms or more, which a machine without a profile file never pays.
    from jobview.cli.profile import ProfileFile

    return ProfileFile.read(path)


def _remember(context: click.Context, parameter: click.Parameter, value: object) -> None:
    if value is not None and value != () and parameter.name is not None:
        context.meta.setdefault(_MEMORY, {})[parameter.name] = value


def _shared(*names: str, **attributes: Any) -> Callable[[_Decorated], _Decorated]:  # noqa: ANN401
    return click.option(
        *names, cls=PlainOption, expose_value=False, callback=_remember, **attributes
    )


max_result_option: Final = _shared(
    "--max-result",
    "max_result_bytes",
    type=SIZE,
    metavar="SIZE",
    show_default="64 MiB",
    help="Read no larger result into memory; `get -o FILE` writes any.",
)
"""The one flag about a server's answers that also matters without a server of one's own."""

interval_option: Final = _shared(
    "--interval",
    "interval_s",
    type=click.FloatRange(MIN_INTERVAL_S, MAX_INTERVAL_S),
    metavar="SECONDS",
    show_default=f"{Settings().interval_s:g}",
    help="Ask the server this often.",
)
"""For commands that go on asking."""

read_only_option: Final = _shared(
    "--read-only",
    is_flag=True,
    default=None,
    help="Neither cancel nor submit; no other setting takes it back.  [JOBVIEW_READ_ONLY]",
)
"""For commands that can act."""

_SERVER: Final = (
    _shared(
        "--url",
        "urls",
        multiple=True,
        metavar="URL",
        help="Head node's API, such as http://HOST:9191 or https://HOST:8082/gpudb-0; repeat it "
        f"for an HA ring, primary first.  [KINETICA_URL; default: {DEFAULT_URL}]",
    ),
    _shared("--profile", metavar="NAME", help="Use [profiles.NAME] of the profile file."),
    _shared(
        "--user",
        metavar="NAME",
        help="Log in as NAME; the password comes from KINETICA_PASSWD or the profile, and is "
        "asked for where neither has one.  [KINETICA_USER]",
    ),
    _shared("--ask-password", is_flag=True, default=None, help="Ask for the password anyway."),
    _shared(
        "--ca-file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Trust the certificate authorities in this PEM file.",
    ),
    _shared("--insecure", is_flag=True, default=None, help="Do not verify TLS certificates."),
    _shared(
        "--client-cert",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Show the server this PEM certificate; its key is in the same file, or in "
        "--client-key.",
    ),
    _shared(
        "--client-key",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="PEM file with the key of --client-cert.",
    ),
    _shared(
        "--log-file",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Log requests that fail, outages and actions to FILE; a MiB of it and three older "
        "ones are kept.  [JOBVIEW_LOG_FILE]",
    ),
    _shared(
        "--config",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help=f"Read profiles from FILE.  [default: {config_path()}]",
    ),
)

_DISCOVER_RING: Final = _shared(
    "--discover-ring/--no-discover-ring",
    "discover_ring",
    default=None,
    help="Ask the server for the other clusters of its HA ring, or go by --url alone.  "
    "[default: ask]",
)

_UTC: Final = _shared(
    "--utc", is_flag=True, default=None, help="Show times in UTC, not the local zone."
)
_THEME: Final = _shared("--theme", metavar="NAME", help="Colours of the screen.")
_TERMINAL: Final = (
    _shared(
        "--ascii", "ascii_only", is_flag=True, default=None, help="Draw without Unicode symbols."
    ),
    _shared(
        "--clipboard",
        type=click.Choice(ClipboardChoice, case_sensitive=False),
        help="How copied texts leave: the way that suits the place, a program of this machine, the "
        "terminal, or not at all.  [JOBVIEW_CLIPBOARD; default: auto]",
    ),
)
