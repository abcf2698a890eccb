"""`jobview` itself: its commands as data, and what it does without one."""

from __future__ import annotations

import click

import jobview
from jobview.cli.flags import (
    connection_options,
    display_options,
    interval_option,
    max_result_option,
    read_only_option,
)
from jobview.cli.lazy_group import LazyCommand, LazyGroup

COMMANDS = {
    "board": LazyCommand(
        "jobview.cli.board", "Watch all jobs on the screen; the same as no command at all."
    ),
    "demo": LazyCommand(
        "jobview.cli.demo", "Open the board on a simulated server; needs nothing else."
    ),
    "simulate": LazyCommand(
        "jobview.cli.simulate", "Run the simulated server alone, until interrupted."
    ),
    "list": LazyCommand("jobview.cli.list", "Print all jobs once."),
    "get": LazyCommand("jobview.cli.get", "Print one job's status, and its result or error."),
    "wait": LazyCommand("jobview.cli.wait", "Wait until jobs have ended; the exit code says how."),
    "cancel": LazyCommand("jobview.cli.cancel", "Cancel jobs, and see whether it happened."),
    "submit": LazyCommand("jobview.cli.submit", "Start an endpoint as a job."),
    "doctor": LazyCommand(
        "jobview.cli.doctor", "Check terminal, connection, login and rights, with remedies."
    ),
    "completion": LazyCommand(
        "jobview.cli.completion", "Print the script that completes jobview's words in a shell."
    ),
}

EPILOG = """\b
Examples:
  jobview --url https://db.example.com:8082/gpudb-0 --user alice
  jobview 48213 48214:nightly-load      watch two jobs, no admin rights needed
  jobview list --json | jq '.jobs[] | select(.phase == "running")'
  jobview wait 48213 --timeout 600 && echo done

\b
Environment: KINETICA_URL, KINETICA_USER, KINETICA_PASSWD (or KINETICA_PASS),
KINETICA_OAUTH_TOKEN, each secret also as the name of a file in ..._FILE, JOBVIEW_READ_ONLY,
JOBVIEW_CLIENT_KEY_PASSWD, JOBVIEW_CLIPBOARD, JOBVIEW_LOG_FILE, NO_COLOR. Options win over
the environment, it wins over the profile file. A password is never an option: others could
see it.

\b
Profile file, readable by you alone:
  profile = "prod"                      the usual one
  [profiles.prod]
  url = "https://db.example.com:8082/gpudb-0"
  user = "alice"
  password = "..."                      or password_file, password_command, password_keyring

\b
Completion: eval "$(jobview completion bash)"      or zsh, or fish

\b
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 cancelled, 4 server or unknown job,
5 timeout, 130 interrupted; each command's help says what they mean there."""


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    default="board",
    invoke_without_command=True,
    subcommand_metavar="[JOB]... | COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EPILOG,
)
@connection_options
@read_only_option
@interval_option
@max_result_option
@display_options
@click.version_option(jobview.__version__, "-V", "--version", message="%(prog)s %(version)s")
@click.pass_context
def root(context: click.Context) -> None:
    """Watch Kinetica's asynchronous jobs: progress, results and errors, live.

    Without a command the board opens; with JOBs (an id, or id:tag) it also follows those, which
    works without the right to list all jobs.
    """
    if context.invoked_subcommand is None:
        from jobview.cli.board import command

        context.invoke(command)
