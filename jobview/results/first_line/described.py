"""A decoded result with what is said about it: its summary and its remarks.

What is said is of less worth than the result. Fields that only a summary looks at may hold anything
in JSON, so a summary that cannot be made costs the summary and no more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jobview.results.first_line.remarks import remarks_of
from jobview.results.first_line.summary import plain_summary, summary_line

if TYPE_CHECKING:
    from jobview.results.model import DecodedResult

_MOST_CHARACTERS: Final = 200
"""Of an error's own words."""


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
    except Exception as error:  # noqa: BLE001 - told in the note; the result itself is sound
        failures.append(f"its remarks could not be made: {_words(error)}")
    try:
        summary = summary_line(result)
    except Exception as error:  # noqa: BLE001 - told in the note; the result itself is sound
        summary = plain_summary(result)
        failures.append(f"its summary could not be made: {_words(error)}")
    note = "; ".join(filter(None, [result.note, *failures]))
    return replace(result, summary=summary, remarks=remarks, note=note)


def _words(error: Exception) -> str:
    """`OverflowError: int too large to convert`."""
    return f"{type(error).__name__}: {str(error)[:_MOST_CHARACTERS]}"
