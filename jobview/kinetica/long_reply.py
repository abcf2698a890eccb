"""An answer of /get/job too long to be here at once: kept up to a limit, or written away.

Only a binary answer can be read in part. One in JSON, which a proxy may give to a binary request,
hides the result's text inside a text and may have its members in any order: it is read whole, up
to a limit, as every answer is that means no success.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.jobs.source import Download
from jobview.kinetica.allocator import give_large_blocks_back
from jobview.kinetica.avro_stream import AvroStream
from jobview.kinetica.failures import bad_answer, read_as
from jobview.kinetica.job_stream import GOOD_BEGINNING, ResultSink, read_job
from jobview.kinetica.replies import job_reply
from jobview.kinetica.result_sinks import HeldResult, WrittenResult
from jobview.results.avro_bytes.reader import AvroError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.jobs.source import JobReply
    from jobview.jobs.transfer import OnProgress
    from jobview.kinetica.incoming import Incoming

_EXCERPT_BYTES: Final = 512

_WHOLE_REMEDY: Final = (
    "it is not in Kinetica's binary form, which alone can be read in part; raise max_result and "
    "max_response_bytes if this machine has the memory for it"
)


class LongAnswer(NamedTuple):
    """An answer under way, and what is needed to read it."""

    incoming: Incoming
    job_id: int
    max_whole_bytes: int
    """How long an answer may be that cannot be read in part, and the strings beside a result."""
    wall_s: float
    """Now, in seconds since the epoch."""


async def held_reply(
    long: LongAnswer, max_result_bytes: int, on_progress: OnProgress | None
) -> JobReply:
    """The reply with its result, unless that is larger than `max_result_bytes`.

    Raises:
        ServerError: the answer means no success, is not complete, or too large as a whole.
    """
    give_large_blocks_back()
    if await _is_readable_in_part(long.incoming):
        return await _streamed(long, HeldResult(max_result_bytes, on_progress))
    return await _whole(long)


async def written_reply(
    long: LongAnswer, write: Callable[[bytes], object], on_progress: OnProgress | None
) -> Download:
    """The reply without its result, which was written away.

    Raises:
        ServerError: the answer means no success, is not complete, or too large as a whole.
        OSError: whatever `write` raises.
    """
    give_large_blocks_back()
    sink = WrittenResult(write, on_progress)
    if await _is_readable_in_part(long.incoming):
        reply = await _streamed(long, sink)
    else:
        whole = await _whole(long)
        reply = replace(whole, response=b"", response_text="")
        result = whole.response or whole.response_text.encode("utf-8", "surrogatepass")
        if result:
            await sink.write(result)
    return Download(reply, sink.written_bytes)


async def _is_readable_in_part(incoming: Incoming) -> bool:
    beginning = await incoming.beginning(len(GOOD_BEGINNING))
    return incoming.is_success and beginning == GOOD_BEGINNING


async def _streamed(long: LongAnswer, sink: ResultSink) -> JobReply:
    incoming = long.incoming
    beginning = await incoming.beginning(_EXCERPT_BYTES)
    try:
        stream = AvroStream(incoming.piece, long.max_whole_bytes)
        return await read_job(stream, long.job_id, incoming.url, sink)
    except AvroError as error:
        fault = f"no get_job_response: {error}"
        raise bad_answer(incoming.with_body(beginning), fault) from None


async def _whole(long: LongAnswer) -> JobReply:
    answer = await long.incoming.whole(long.max_whole_bytes, remedy=_WHOLE_REMEDY)

    def read() -> JobReply:
        return read_as(answer, long.wall_s, lambda envelope: job_reply(envelope, long.job_id))

    # In a thread: 64 MiB of JSON take a second.
    return await asyncio.to_thread(read)
