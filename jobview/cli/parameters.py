"""Parameter types of our own: what a word on the command line must be."""

from __future__ import annotations

import click

from jobview.jobs.target import JobTarget, parse_target


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


JOB = JobType()
