"""Options that have the simulator misbehave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from jobview.cli.plain_option import PlainOption
from jobview.errors import SettingsError
from jobview.simulator.faults.kinds import KINDS

if TYPE_CHECKING:
    from jobview.simulator.faults.fault import Fault


class FaultType(click.ParamType["Fault", str]):
    """A fault in its notation, such as `delay=5:/get/*@0.3`."""

    name = "fault"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fault:
        """The fault; a usage error that says what is wrong with it."""
        from jobview.simulator.faults.fault import fault_of

        try:
            return fault_of(value)
        except SettingsError as error:
            self.fail(str(error), param, ctx)


fault_option: Final = click.option(
    "--fault",
    "faults",
    type=FaultType(),
    multiple=True,
    metavar="FAULT",
    help="Misbehave in this way, see below; may be repeated.",
)
control_port_option: Final = click.option(
    "--control-port",
    cls=PlainOption,
    type=click.IntRange(1, 65535),
    metavar="N",
    help="Listen on this port too, where no fault touches a connection.",
)
chaos_option: Final = click.option(
    "--chaos",
    is_flag=True,
    help="Misbehave in another way every half minute, with calm in between, and say in which.",
)


def faults_help() -> str:
    """What a fault is, for the end of a help page."""
    lines = [
        "\b",
        "Faults: [midway-]KIND[=VALUE][:ENDPOINT][@SHARE]",
        "  --fault reset@0.3                 a third of all requests",
        "  --fault 'delay=5:/get/*'          all requests whose endpoint matches",
        "  --fault midway-hang:/create/job   once half of the answer is sent (kinds with *)",
        "",
        "\b",
    ]
    for kind, facts in KINDS.items():
        lines.append(f"  {kind}{' *' if facts.may_be_midway else ''}".ljust(16) + facts.does)
        if facts.value:
            default = f" [{facts.default:g}]" if isinstance(facts.default, float) else ""
            lines.append(f"{'':18}VALUE: {facts.value}{default}")
    return "\n".join(lines)
