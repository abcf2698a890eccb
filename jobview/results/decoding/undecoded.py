"""The last resort: a result as its bytes, when decoding it failed for a reason nobody foresaw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.results.avro_bytes.stretch import encoded
from jobview.results.faults import words_of
from jobview.results.first_line.described import described
from jobview.results.model import DecodedResult, ResultKind

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply


def undecoded(reply: JobReply, fault: Exception) -> DecodedResult:
    """The bytes of a finished job's result, and in the note why they are not decoded.

    Args:
        reply: the answer of /get/job.
        fault: what decoding it raised.
    """
    result = DecodedResult(
        ResultKind.BYTES,
        reply.endpoint,
        raw=reply.response or encoded(reply.response_text),
        note=f"shown as bytes, because jobview failed at decoding it ({words_of(fault)})",
        form="unknown",
    )
    return described(result)
