"""Options that say what system `simulate` plays, beside its jobs and its faults."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from jobview.cli.plain_option import PlainOption
from jobview.errors import SettingsError
from jobview.settings import Secret
from jobview.simulator.options import MAX_OFFSET_S, Lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    _Decorated = TypeVar("_Decorated", bound=Callable[..., Any])

PASSWORD_VARIABLE: Final = "JOBVIEW_SIMULATOR_PASSWORD"  # noqa: S105 - only its name
TOKEN_VARIABLE: Final = "JOBVIEW_SIMULATOR_TOKEN"  # noqa: S105 - only its name

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)

_OPTIONS: Final = (
    click.option(
        "--lookup",
        cls=PlainOption,
        type=click.Choice(Lookup, case_sensitive=False),
        default=Lookup.ID,
        show_default=True,
        help="What finds a job when a request has an id and a tag.",
    ),
    click.option(
        "--user-data-mib",
        cls=PlainOption,
        type=click.IntRange(0, 1024),
        metavar="N",
        default=0,
        help="Let one more running job have a user_data of N MiB.",
    ),
    click.option(
        "--clock-offset",
        "clock_offset_s",
        cls=PlainOption,
        type=click.FloatRange(-MAX_OFFSET_S, MAX_OFFSET_S),
        metavar="SECONDS",
        default=0.0,
        help="Have a clock that is so much ahead; negative for behind.",
    ),
    click.option(
        "--user",
        metavar="NAME",
        default="",
        help=f"Let in this user alone, whose password is in {PASSWORD_VARIABLE}.",
    ),
    click.option("--deny-list", is_flag=True, help="Let nobody list or cancel jobs."),
    click.option(
        "--own-jobs-only", is_flag=True, help="Let everybody list and cancel their own jobs only."
    ),
    click.option(
        "--tls-cert", type=_FILE, metavar="FILE", help="Speak TLS with this certificate chain, PEM."
    ),
    click.option("--tls-key", type=_FILE, metavar="FILE", help="The certificate's key, PEM."),
    click.option(
        "--tls-client-ca",
        type=_FILE,
        metavar="FILE",
        help="Demand a client certificate that one of these, PEM, has issued.",
    ),
)


def system_options(function: _Decorated) -> _Decorated:
    """Add the options; their names are those of fields of `SimulatorOptions`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def secrets_of(user: str, environ: Mapping[str, str]) -> tuple[Secret, Secret]:
    """The password and the token to be let in with; empty ones let nobody in.

    Raises:
        SettingsError: a user without a password.
    """
    password = environ.get(PASSWORD_VARIABLE, "")
    if user and not password:
        raise SettingsError(f"--user needs a password; set {PASSWORD_VARIABLE}")
    return Secret(password), Secret(environ.get(TOKEN_VARIABLE, ""))
