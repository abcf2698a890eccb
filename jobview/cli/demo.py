"""`jobview demo`: a simulated server and the board on it, nothing else needed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from jobview.cli.faults import chaos_option
from jobview.cli.flags import display_options, max_result_option, settings_without_secrets
from jobview.cli.garbage import put_off_collection
from jobview.cli.output import need_terminal
from jobview.cli.simulation import need_simulator, simulator_options
from jobview.cli.simulator_process import running_simulator
from jobview.jobs.ring import cluster_word
from jobview.settings import Login

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.cli.simulator_process import SimulatorProcess

EPILOG = """\b
Examples:
  jobview demo
  jobview demo --jobs 10000 --speed 5
  jobview demo --chaos
  jobview demo --chaos --ring 2

\b
Exit codes: 0 left by the user, 1 the simulator died, 2 wrong usage, or the extra `demo` is not
installed."""


@click.command("demo", epilog=EPILOG)
@simulator_options
@chaos_option
@max_result_option
@display_options
@click.pass_context
def command(
    context: click.Context,
    /,
    chaos: bool,  # noqa: FBT001 - click's flag
    **played: Any,  # noqa: ANN401 - options of `simulate`
) -> None:
    """Open the board on a simulated server with jobs of every kind.

    The server runs on this machine only and ends with the board.

    With --chaos it goes through everything that can go wrong between a board and its server, in
    an order drawn by --seed: nobody listens, connections are reset, answers come late, never, cut
    short, byte by byte, as garbage, as login page, without end, with hostile texts, and so on, each
    for 12 to 30 seconds, for a share of the requests or for all, with 12 to 24 seconds of calm in
    between. The board says when another one begins; it is to live through it, say what is wrong,
    and be right again in the calm. With --ring as well, each cluster has troubles of its own, and
    the board is to go to another one and come home again.
    """
    need_simulator()
    need_terminal()
    settings = settings_without_secrets(context, environ={})
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in played.items()]
    arguments += ["--chaos"] if chaos else []
    with running_simulator(arguments) as simulator:
        put_off_collection()
        # Brings Textual, 0.2 s, while the simulator starts.
        from jobview.cli.screen import show_board

        settings = replace(
            settings,
            urls=simulator.urls(played["ring"]),
            cluster_name="chaos" if chaos else "demo",
            login=Login(),
            renew_login=None,
            ca_file=None,
            client_cert=None,
            client_key=None,
            is_audited=False,
        )
        simulator.end_us_if_it_dies()
        code = show_board(settings, announce=partial(_announce, simulator))
        simulator.check()
    context.exit(code)


def _announce(simulator: SimulatorProcess, show: Callable[[str], object]) -> None:
    simulator.listen(lambda line: show(trouble_words(line)))


def trouble_words(line: str) -> str:
    """What the simulator has said of its chaos, for the board.

    Args:
        line: a cluster's base URL and what is going on there.
    """
    url, _, words = line.partition(" ")
    return f"Chaos at {cluster_word(url)}: {words}."
