"""`jobview simulate`: the simulated Kinetica server alone."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from jobview.cli.faults import chaos_option, control_port_option, fault_option, faults_help
from jobview.cli.output import answer
from jobview.cli.plain_option import PlainOption
from jobview.cli.simulation import need_simulator, simulator_options
from jobview.cli.system_options import secrets_of, system_options
from jobview.simulator.states import HaState, SystemState

if TYPE_CHECKING:
    from jobview.simulator.faults.fault import Fault

EPILOG = f"""\b
Examples:
  jobview simulate --port 9191 --jobs 500
  jobview --url http://127.0.0.1:9191
  jobview simulate --ring 2
  jobview simulate --fault truncate@0.5 --fault status=503:/get/job

{faults_help()}

\b
While it runs, faults are switched by HTTP:
  curl 127.0.0.1:9191/simulator/faults                               those of now
  curl 127.0.0.1:9191/simulator/faults -d '"hang@0.1"'               one more
  curl 127.0.0.1:9191/simulator/faults -d '{{"kind": "down", "lasts_s": 20}}'
  curl 127.0.0.1:9191/simulator/faults -X DELETE                     none
No fault touches that path; while nobody can connect, --control-port leads to it.

\b
So is the state of the server, here with the words it knows:
  curl 127.0.0.1:9191/simulator/state                                that of now
  curl 127.0.0.1:9191/simulator/state -d '{{"system": "stopped"}}'
       system: {", ".join(SystemState)}
       ha: {", ".join(HaState)}
       clock_offset_s, user, password, token, deny_list, own_jobs_only
  curl 127.0.0.1:9191/simulator/restart -d '{{"away_s": 5}}'           forget all jobs
  curl 127.0.0.1:9191/simulator/restart -d '{{"away_s": 5, "keep_jobs": true}}'
Each cluster of a ring has these at its own URL: that of the primary drained, for one,
  curl 127.0.0.1:9191/simulator/state -d '{{"ha": "draining"}}'

\b
A bad certificate is any that nobody vouches for:
  openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=elsewhere -keyout key.pem -out cert.pem
  jobview simulate --tls-cert cert.pem --tls-key key.pem

\b
With JOBVIEW_SIMULATOR_TOKEN set, its value is let in as a bearer's token.

\b
Exit codes: 0 ended by ctrl-C or SIGTERM, 2 wrong usage, the port is taken, or the extra
`demo` is not installed."""


@click.command("simulate", epilog=EPILOG)
@click.option(
    "--port",
    cls=PlainOption,
    type=click.IntRange(0, 65535),
    metavar="N",
    default=9191,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes a free one.",
)
@simulator_options
@system_options
@fault_option
@control_port_option
@chaos_option
@click.option(
    "--stop-with-parent", is_flag=True, help="End as soon as standard input ends, as in a pipe."
)
def command(
    port: int,
    faults: tuple[Fault, ...],
    control_port: int | None,
    stop_with_parent: bool,  # noqa: FBT001 - click's flag
    **played: Any,  # noqa: ANN401 - fields of SimulatorOptions
) -> None:
    """Run a simulated Kinetica server, until interrupted.

    It prints its URL when it is ready, of a ring each, and with --chaos each trouble. It listens on
    this machine only, lets everybody in unless told otherwise, and speaks JSON and Avro: the
    official client works with it too.
    """
    need_simulator()
    # Brings starlette and uvicorn, 0.2 s.
    from jobview.simulator.options import SimulatorOptions
    from jobview.simulator.serve import serve

    password, token = secrets_of(played["user"], os.environ)
    serve(
        SimulatorOptions(faults=faults, password=password, token=token, **played),
        port=port,
        on_ready=answer,
        stop_with_parent=stop_with_parent,
        control_port=control_port,
        on_trouble=_tell_trouble,
    )


def _tell_trouble(url: str, words: str, lasts_s: float) -> None:
    with suppress(OSError):  # nobody reads it any more
        answer(f"{url} {words}, for {lasts_s:.0f} s")
