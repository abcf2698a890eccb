"""Parameter types of our own: what a word on the command line must be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from jobview.cli.plain_option import PlainOption
from jobview.cli.sizes import byte_size
from jobview.jobs.target import JobTarget, parse_target

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_TAG: Final = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


class JobType(click.ParamType[JobTarget, str | JobTarget]):
    """A job: its id, or `id:tag`; gives a `JobTarget`."""

    name = "job"

    def convert(
        self, value: str | JobTarget, param: click.Parameter | None, ctx: click.Context | None
    ) -> JobTarget:
        """The job that `value` names; a usage error when it names none."""
        if isinstance(value, JobTarget):
            return value
        try:
            return parse_target(value)
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)


class TagType(click.ParamType[str, str]):
    """A job tag, which Kinetica allows letters, digits, `_` and `-` in (protocol §1.2)."""

    name = "tag"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The tag; a usage error when it holds anything else."""
        if not _TAG.fullmatch(value):
            self.fail(f"{value!r}: a tag has letters, digits, '_' and '-'", param, ctx)
        return value


class EndpointType(click.ParamType[str, str]):
    """An endpoint's path. Newer servers have endpoints we do not know: any path will do."""

    name = "endpoint"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The path; a usage error when it does not begin with a slash."""
        if not value.startswith("/"):
            self.fail(f"an endpoint begins with a slash; try '/{value}'", param, ctx)
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The endpoints of the newest schemas that begin alike."""
        del ctx, param
        from click.shell_completion import CompletionItem

        from jobview.kinetica.schemas.catalogue import Schemas

        endpoints = Schemas.load().endpoints()
        return [CompletionItem(path) for path in endpoints if path.startswith(incomplete)]


class SizeType(click.ParamType[int, str | int]):
    """A limit of so many bytes, as `64 MiB`."""

    name = "size"

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """The number of bytes; a usage error when it is no size."""
        try:
            return byte_size(value)
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)


JOB: Final = JobType()
TAG: Final = TagType()
ENDPOINT: Final = EndpointType()
SIZE: Final = SizeType()

timeout_option: Final = click.option(
    "--timeout",
    "timeout_s",
    cls=PlainOption,
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Stop waiting after this long.  [default: never]",
)
