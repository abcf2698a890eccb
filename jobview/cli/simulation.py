"""What `simulate` and `demo` share: the simulator's options, and whether it is installed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from jobview.cli.plain_option import PlainOption
from jobview.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    _Decorated = TypeVar("_Decorated", bound=Callable[..., Any])

LIBRARIES: Final = ("starlette", "uvicorn")
"""What the extra `demo` installs."""

_OPTIONS: Final = (
    click.option(
        "--jobs",
        cls=PlainOption,
        type=click.IntRange(0, 1_000_000),
        metavar="N",
        default=40,
        show_default=True,
        help="Jobs that exist at the start; new ones keep arriving. 0: only those created.",
    ),
    click.option(
        "--speed",
        cls=PlainOption,
        type=click.FloatRange(0, min_open=True),
        metavar="X",
        default=1.0,
        show_default=True,
        help="Run and arrive X times as fast as real jobs.",
    ),
    click.option(
        "--big-result-mib",
        cls=PlainOption,
        type=click.IntRange(0, 999_999),
        metavar="N",
        default=0,
        help="Let one more finished job have a result of N MiB.",
    ),
    click.option(
        "--seed",
        type=int,
        metavar="N",
        default=1,
        show_default=True,
        help="The same seed gives the same jobs.",
    ),
    click.option(
        "--ring",
        cls=PlainOption,
        type=click.IntRange(1, 16),
        metavar="N",
        default=1,
        show_default=True,
        help="Play a ring of N clusters, each on a port of its own, the primary first.",
    ),
)


def simulator_options(function: _Decorated) -> _Decorated:
    """Add the options that say what the simulated server is like."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def need_simulator() -> None:
    """Make sure that the simulator's libraries are there.

    Raises:
        SettingsError: they are not; says what to install.
    """
    if any(find_spec(library) is None for library in LIBRARIES):
        raise SettingsError("the simulator is not installed; run `pip install 'jobview[demo]'`")
