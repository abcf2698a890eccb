"""Job responses decoded with the schemas that jobview ships, loaded when first needed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jobview.errors import ServerError
from jobview.jobs.transfer import withheld_words

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply, JobSource
    from jobview.results.model import DecodedResult


def decoded(reply: JobReply) -> DecodedResult:
    """The job's result as far as it can be read."""
    # Together 50 ms and more, which a job that has not ended does not need.
    from jobview.kinetica.schemas.catalogue import Schemas
    from jobview.results.decoding.decode import decode_result

    return decode_result(reply, Schemas.load())


async def with_version(source: JobSource, reply: JobReply) -> JobReply:
    """`reply` with the server's version where decoding its result may depend on it.

    That is a finished job's binary result of an endpoint whose record differs between lines of
    servers, of which there are four. Only then the server is asked, in one request; if it does
    not answer, the reply stays as it is.
    """
    if reply.running or not reply.response or reply.server_version:
        return reply
    # As in `decoded`, which such a reply is about to need.
    from jobview.kinetica.schemas.catalogue import Schemas
    from jobview.results.decoding.expected import path_of

    if Schemas.load().has_one_response(path_of(reply.endpoint)):
        return reply
    try:
        return replace(reply, server_version=await source.version())
    except ServerError:
        return reply


def outcome(reply: JobReply) -> str:
    """What a finished job did, or why it failed, in one line that may hold server text."""
    if reply.error_message:
        return reply.error_message.strip().partition("\n")[0].rstrip()
    if reply.withheld is not None:
        return withheld_words(reply.withheld)
    return decoded(reply).summary
