"""The last resort: a result as its bytes, when decoding it failed for a reason nobody foresaw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.results.avro_bytes.stretch import encoded
from jobview.results.first_line.described import described
from jobview.results.model import DecodedResult, ResultKind

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply

_MOST_CHARACTERS: Final = 200
"""Of an error's own words."""


def undecoded(reply: JobReply, error: Exception) -> DecodedResult:
    """The bytes of a finished job's result, and in the note why they are not decoded.

    Args:
        reply: the answer of /get/job.
        error: what decoding it raised.
    """
    why = f"{type(error).__name__}: {str(error)[:_MOST_CHARACTERS]}"
    result = DecodedResult(
        ResultKind.BYTES,
        reply.endpoint,
        raw=reply.response or encoded(reply.response_text),
        note=f"shown as bytes, because jobview failed at decoding it ({why})",
        form="unknown",
    )
    return described(result)
