"""Options that say what system `simulate` plays, beside its jobs and its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from jobview.simulator.options import Lookup

if TYPE_CHECKING:
    from collections.abc import Callable

    _Decorated = TypeVar("_Decorated", bound=Callable[..., Any])

_OPTIONS: Final = (
    click.option(
        "--ring",
        type=click.IntRange(1, 16),
        metavar="N",
        default=1,
        help="Play a ring of N clusters, each on the next port; prints each URL, primary first.",
    ),
    click.option(
        "--lookup",
        type=click.Choice(Lookup, case_sensitive=False),
        default=Lookup.ID,
        show_default=True,
        help="What finds a job when a request has an id and a tag.",
    ),
)


def system_options(function: _Decorated) -> _Decorated:
    """Add the options; their names are those of fields of `SimulatorOptions`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
