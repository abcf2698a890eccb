"""Job responses decoded with the schemas that jobview ships, loaded when first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.jobs.transfer import withheld_words

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply
    from jobview.results.model import DecodedResult


def decoded(reply: JobReply) -> DecodedResult:
    """The job's result as far as it can be read."""
    # Together 50 ms and more, which a job that has not ended does not need.
    from jobview.kinetica.schemas import Schemas
    from jobview.results.decode import decode_result

    return decode_result(reply, Schemas.load())


def outcome(reply: JobReply) -> str:
    """What a finished job did, or why it failed, in one line that may hold server text."""
    if reply.error_message:
        return reply.error_message.strip().partition("\n")[0].rstrip()
    if reply.withheld is not None:
        return withheld_words(reply.withheld)
    return decoded(reply).summary
