"""`jobview simulate`: the simulated Kinetica server alone."""

from __future__ import annotations

import click

from jobview.cli.output import answer
from jobview.cli.simulation import need_simulator, simulator_options

EPILOG = """\b
Examples:
  jobview simulate --port 9191 --jobs 500
  jobview --url http://127.0.0.1:9191

\b
Exit codes: 0 ended by ctrl-C or SIGTERM, 2 wrong usage, the port is taken, or the extra
`demo` is not installed."""


@click.command("simulate", epilog=EPILOG)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=9191,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes a free one.",
)
@simulator_options
@click.option(
    "--stop-with-parent", is_flag=True, help="End as soon as standard input ends, as in a pipe."
)
def command(
    port: int,
    jobs: int,
    speed: float,
    big_result_mib: int,
    seed: int,
    stop_with_parent: bool,  # noqa: FBT001 - click's flag
) -> None:
    """Run a simulated Kinetica server, until interrupted.

    It prints its URL when it is ready, listens on this machine only, lets everybody in, and speaks
    JSON and Avro: the official client works with it too.
    """
    need_simulator()
    # Brings starlette and uvicorn, 0.2 s.
    from jobview.simulator.options import SimulatorOptions
    from jobview.simulator.serve import serve

    options = SimulatorOptions(jobs=jobs, speed=speed, seed=seed, big_result_mib=big_result_mib)
    serve(options, port=port, on_ready=answer, stop_with_parent=stop_with_parent)
