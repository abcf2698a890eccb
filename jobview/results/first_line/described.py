"""A decoded result with what is said about it: its summary and its remarks.

What is said is of less worth than the result. Fields that only a summary looks at may hold anything
in JSON, so a summary that cannot be made costs the summary and no more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jobview.results.faults import FAULTS, words_of
from jobview.results.first_line.remarks import remarks_of
from jobview.results.first_line.summary import plain_summary, summary_line

if TYPE_CHECKING:
    from jobview.results.model import DecodedResult


def described(result: DecodedResult, message: str = "") -> DecodedResult:
    """The result with summary and remarks; the note names whichever of them could not be made.

    Args:
        result: complete besides.
        message: what the wrapper around the response says.
    """
    failures = []
    remarks: tuple[str, ...] = ()
    endpoint = "/" + result.endpoint.strip().strip("/")
    try:
        remarks = remarks_of(endpoint, result.record or {}, message)
    except FAULTS as fault:
        failures.append(f"its remarks could not be made: {words_of(fault)}")
    try:
        summary = summary_line(result)
    except FAULTS as fault:
        summary = plain_summary(result)
        failures.append(f"its summary could not be made: {words_of(fault)}")
    note = "; ".join(filter(None, [result.note, *failures]))
    return replace(result, summary=summary, remarks=remarks, note=note)
