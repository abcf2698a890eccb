"""Whether an answer is about the job that was asked for: ids are given anew, tags are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.errors import OtherJob, UnknownJob
from jobview.jobs.kept_text import LINE_CHARACTERS, TAG_CHARACTERS, kept
from jobview.jobs.phase import phase_told

if TYPE_CHECKING:
    from jobview.jobs.job import Job
    from jobview.jobs.source import JobReply


def check_same_job(job: Job, reply: JobReply) -> None:
    """Let only an answer pass that may be about `job`.

    One that names no tag may be: what stands before it can be too large to be read so far.

    Raises:
        OtherJob: it names another tag; or another cluster gave it, and there the job of that tag
            has another endpoint or has not ended as this one has.
    """
    told_tag = reply.info.get("job_tag", "")
    is_same = "" in {job.job_tag, told_tag} or job.job_tag == told_tag
    if reply.cluster not in {"", job.key.cluster}:
        is_same = is_same and job.endpoint in {"", kept(reply.endpoint, LINE_CHARACTERS)}
        is_same = is_same and (not job.phase.is_final or phase_told(reply) is job.phase)
    if not is_same:
        raise other_job(job)


def other_job(job: Job) -> OtherJob:
    """That the answer about the id of `job` is about another job."""
    what = f"the answer is about another job than job {job.job_id} as it was seen here"
    remedy = "its result cannot be had, unless the next lists say otherwise"
    return OtherJob(f"{job.key.cluster}/get/job", what, remedy=remedy)


def superseded(job: Job) -> UnknownJob:
    """That nobody can be asked about `job`, whose id is another job's by now."""
    what = f"the id {job.job_id} is another job's by now: the result is gone"
    return UnknownJob(f"{job.key.cluster}/get/job", what)


def tag_told(reply: JobReply) -> str:
    """The tag that the reply tells; half of one would be another, so one too long is none."""
    tag = reply.info.get("job_tag", "")
    return tag if len(tag) <= TAG_CHARACTERS else ""
