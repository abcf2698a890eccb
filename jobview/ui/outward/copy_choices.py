"""What of a job can be copied: the view's own parts first, then all that is known of the job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jobview.jobs.phase import Phase
from jobview.results.writers.formats import FACTS, Format, fitting
from jobview.ui.paint.wording import count
from jobview.ui.result.copy_part import CopyPart, HoldsCopyParts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.dom import DOMNode

    from jobview.jobs.job import Job
    from jobview.results.model import DecodedResult

_COPIED: Final = (Format.JSON, Format.CSV, Format.TSV, Format.MARKDOWN, Format.TABLE)
_USUAL: Final = _COPIED[:-1]
"""Offered while the result is not here yet."""


@dataclass(frozen=True, slots=True)
class CopyChoice:
    """One line of the copy menu: a text at hand, or the whole result in a format."""

    label: str
    """What it is, in lower case; may hold server text."""
    part: CopyPart | None = None
    wanted: Format | None = None
    """In which format the result shall be written when there is no part."""


def parts_at(node: DOMNode | None) -> Sequence[CopyPart]:
    """What the focused widget offers, or the nearest one around it that offers anything."""
    while node is not None:
        if isinstance(node, HoldsCopyParts):
            return list(node.copy_parts())
        node = node.parent
    return ()


def ids_part(jobs: Sequence[Job]) -> CopyPart | None:
    """The jobs' ids, one a line; None without jobs."""
    if not jobs:
        return None
    label = f"job id {jobs[0].job_id}" if len(jobs) == 1 else f"{count(len(jobs))} job ids"
    return CopyPart(label, lambda: "\n".join(str(job.job_id) for job in jobs))


def copy_choices(
    parts: Sequence[CopyPart],
    chosen: Sequence[Job],
    job: Job | None,
    error_message: str,
    result: DecodedResult | None,
    *,
    is_left: bool = False,
) -> list[CopyChoice]:
    """The lines of the copy menu.

    Args:
        parts: what the focused view offers.
        chosen: the marked jobs, or the selected one.
        job: the job in the detail.
        error_message: why it failed; empty when it did not.
        result: its result, when it is here.
        is_left: whether it was too large to be read.
    """
    ids = ids_part(chosen)
    facts = [] if job is None else _facts(job, error_message)
    whole = [
        CopyChoice(f"result as {FACTS[wanted].title}", wanted=wanted)
        for wanted in _formats(job, result, is_left=is_left)
    ]
    at_hand = [CopyChoice(part.label, part) for part in (*parts, *([ids] if ids else ()), *facts)]
    return at_hand + whole


def _formats(job: Job | None, result: DecodedResult | None, *, is_left: bool) -> Sequence[Format]:
    if result is not None:
        fits = fitting(result)
        return [wanted for wanted in _COPIED if wanted in fits]
    is_done = job is not None and job.phase is Phase.DONE and not job.is_synchronous
    return _USUAL if is_done and not is_left else ()


def _facts(job: Job, error_message: str) -> list[CopyPart]:
    texts = {
        "error message": error_message,
        "query text": job.listed.query_text,
        f"endpoint {job.endpoint}": job.endpoint,
        f"tag {job.job_tag}": job.job_tag,
    }
    return [
        CopyPart(label, lambda text=text: text)  # type: ignore[misc]  # the text of this round
        for label, text in texts.items()
        if text
    ]
