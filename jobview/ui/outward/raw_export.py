"""A result too large to read here, written to a file as the server sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jobview.errors import ServerError
from jobview.jobs.identity import check_same_job, superseded
from jobview.jobs.ring import source_of
from jobview.jobs.transfer import size_words
from jobview.text import literal

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import App

    from jobview.jobs.job import Job
    from jobview.jobs.source import JobSource


class RawExport(NamedTuple):
    """Which result shall be written where."""

    job: Job
    path: Path
    may_overwrite: bool


class _NothingCame(Exception):
    """The job has no response, so there shall be no file."""


async def export_raw(app: App[int], source: JobSource, wish: RawExport) -> None:
    """Write a job's result to a file, and say on the screen what came of it.

    Nothing is left of a file that does not become whole, also when the app ends meanwhile.
    """
    # Brings tempfile, which only who writes a file needs.
    from jobview.private_file import reason_of

    job_id, name = wish.job.job_id, literal(str(wish.path), limit=500)
    app.notify(f"Writing the result of job {job_id} to {name}.", markup=False)
    try:
        written_bytes = await _written(source, wish)
    except _NothingCame:
        sentence = f"Job {job_id} has no response: nothing was written."
    except ServerError as error:
        sentence = f"Nothing was written to {name}: {literal(str(error), limit=500)}"
    except OSError as error:
        sentence = f"{name} could not be written: {literal(reason_of(error))}."
    else:
        app.notify(f"{size_words(written_bytes)} written to {name}.", markup=False)
        return
    app.notify(sentence, severity="error", markup=False)


async def _written(source: JobSource, wish: RawExport) -> int:
    """How many bytes were written; the file is there only if all went well."""
    from jobview.private_file import private_file

    job = wish.job
    if job.is_superseded:
        raise superseded(job)
    jobs = source_of(source, job.key.cluster)
    with private_file(wish.path, may_overwrite=wish.may_overwrite) as file:
        reply, written_bytes = await jobs.download(job.job_id, job.job_tag, write=file.write)
        check_same_job(job, reply)
        if not written_bytes:
            raise _NothingCame
    return written_bytes
