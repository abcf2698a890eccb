"""How a user names one job: by its id, or by its id and tag."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_MAX_JOB_ID: Final = 2**63 - 1
"""Ids are Avro longs (protocol §1.1)."""

NO_ID: Final = 0
"""Stands before a tag in place of an id that is not known; no server gives it to a job."""

_TAG: Final = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)
_TARGET: Final = re.compile(r"(?P<id>[0-9]{1,19})(?::(?P<tag>[A-Za-z0-9_-]+))?", re.ASCII)


class JobTarget(NamedTuple):
    """A job to ask for. The tag, when known, is what finds the job after a failover."""

    job_id: int
    job_tag: str = ""

    @property
    def is_by_tag_alone(self) -> bool:
        """Whether nothing but the tag tells which job it is."""
        return self.job_id == NO_ID and bool(self.job_tag)

    def __str__(self) -> str:
        return f"{self.job_id}:{self.job_tag}" if self.job_tag else str(self.job_id)


def tag_words(job_id: int, job_tag: str, told: str) -> str:
    """That a job has the tag `told` and not `job_tag`, as a clause without control characters."""
    other = f"the tag {told}" if _TAG.fullmatch(told) else "another tag"
    return f"job {job_id} has {other}, not {job_tag}"


def parse_target(text: str) -> JobTarget:
    """The job that `48213` or `48213:nightly-load` names.

    Raises:
        ValueError: the text is neither an id nor `id:tag`; the message says what was expected.
    """
    match = _TARGET.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            "a job is a number, or number:tag with a tag of letters, digits, '_' and '-'"
        )
    job_id = int(match["id"])
    if job_id > _MAX_JOB_ID:
        raise ValueError("a job's id has at most 63 bits")
    return JobTarget(job_id, match["tag"] or "")
