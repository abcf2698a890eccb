"""A click group that imports a command's module only when that command runs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from jobview.cli.exits import ExitCode
from jobview.cli.output import drop_output
from jobview.jobs.target import parse_target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from click.shell_completion import CompletionItem


class LazyCommand(NamedTuple):
    """Where a command lives and what it does in one line, known without importing it."""

    module: str
    """Its module, in which the command object is called `command`."""
    summary: str


class LazyGroup(click.Group):
    """Commands held as data; a first argument that is a job opens the default command.

    Args:
        lazy: name to command, in the order of the help page.
        default: which of them takes `jobview 48213`.
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - click.Group's own arguments
        lazy: Mapping[str, LazyCommand],
        default: str,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = lazy
        self._default = default

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands' names, in the order of the help page."""
        return list(self._lazy)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """The command of that name, imported now; None when there is none."""
        lazy = self._lazy.get(cmd_name)
        if lazy is None:
            return None
        command = import_module(lazy.module).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{lazy.module}.command is no command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that `args` names; a job in its place means the default command."""
        if args[0] in self._lazy or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        if _names_job(args[0]):
            return self._default, self.get_command(ctx, self._default), args
        raise click.NoSuchCommand(args[0], possibilities=self._lazy, ctx=ctx)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """The help page's list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.summary) for name, lazy in self._lazy.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Completions of a command's name or of an option, without importing the commands."""
        from click.shell_completion import CompletionItem

        names = [
            CompletionItem(name, help=lazy.summary)
            for name, lazy in self._lazy.items()
            if name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command; when the reader of our output has gone, stop without a word."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            drop_output()
            ctx.exit(ExitCode.BROKEN_PIPE)


def _names_job(text: str) -> bool:
    try:
        parse_target(text)
    except ValueError:
        return False
    return True
