"""`jobview demo`: a simulated server and the board on it, nothing else needed."""

from __future__ import annotations

from dataclasses import replace

import click

from jobview.cli.flags import display_options, max_result_option, settings_without_secrets
from jobview.cli.garbage import put_off_collection
from jobview.cli.output import need_terminal
from jobview.cli.simulation import need_simulator, simulator_options
from jobview.cli.simulator_process import running_simulator
from jobview.settings import Login

EPILOG = """\b
Examples:
  jobview demo
  jobview demo --jobs 10000 --speed 5

\b
Exit codes: 0 left by the user, 1 the simulator died, 2 wrong usage, or the extra `demo` is not
installed."""


@click.command("demo", epilog=EPILOG)
@simulator_options
@max_result_option
@display_options
@click.pass_context
def command(
    context: click.Context, jobs: int, speed: float, big_result_mib: int, seed: int
) -> None:
    """Open the board on a simulated server with jobs of every kind.

    The server runs on this machine only and ends with the board.
    """
    need_simulator()
    need_terminal()
    settings = settings_without_secrets(context, environ={})
    arguments = [
        f"--jobs={jobs}",
        f"--speed={speed}",
        f"--big-result-mib={big_result_mib}",
        f"--seed={seed}",
    ]
    with running_simulator(arguments) as simulator:
        put_off_collection()
        # Brings Textual, 0.2 s, while the simulator starts.
        from jobview.cli.screen import show_board

        settings = replace(
            settings,
            urls=(simulator.url(),),
            cluster_name="demo",
            login=Login(),
            renew_login=None,
            ca_file=None,
            client_cert=None,
            client_key=None,
            is_audited=False,
        )
        simulator.end_us_if_it_dies()
        code = show_board(settings)
        simulator.check()
    context.exit(code)
