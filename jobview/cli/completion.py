"""`jobview completion`: the shell script that completes commands, options and endpoints."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from jobview.cli.output import answer

VARIABLE = "_JOBVIEW_COMPLETE"
"""How the script asks jobview for completions; the name click derives from the program's."""


EPILOG = """\b
Examples:
  bash:  eval "$(jobview completion bash)"        in ~/.bashrc
  zsh:   eval "$(jobview completion zsh)"         in ~/.zshrc
  fish:  jobview completion fish > ~/.config/fish/completions/jobview.fish"""


@click.command("completion", epilog=EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that completes jobview's words in SHELL."""
    completion = get_completion_class(shell)
    if completion is None:
        raise click.BadParameter(f"click cannot complete for {shell}", ctx=context)
    program = context.find_root().command
    answer(completion(program, {}, "jobview", VARIABLE).source())
