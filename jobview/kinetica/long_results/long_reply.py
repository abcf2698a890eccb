"""An answer of /get/job too long to be here at once: kept up to a limit, or written away.

A binary answer and one in JSON are read in part. Any other, which means no success or is none of
Kinetica's, is read whole, up to a limit.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jobview.allocator import give_large_blocks_back
from jobview.jobs.source import Download
from jobview.kinetica.exchange.failures import bad_answer, read_as
from jobview.kinetica.long_results.avro_stream import AvroStream
from jobview.kinetica.long_results.block_writer import BlockWriter
from jobview.kinetica.long_results.job_json import read_json_job
from jobview.kinetica.long_results.job_stream import read_job
from jobview.kinetica.long_results.json_sinks import HeldJsonResult, WrittenJsonResult
from jobview.kinetica.long_results.result_sinks import HeldResult, WrittenResult
from jobview.kinetica.messages.replies import job_reply
from jobview.results.avro_bytes.reader import AvroError
from jobview.results.avro_bytes.stretch import encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.jobs.source import JobReply
    from jobview.jobs.transfer import OnProgress
    from jobview.kinetica.long_results.job_stream import ResultSink
    from jobview.kinetica.long_results.long_answer import LongAnswer

_EXCERPT_BYTES: Final = 512


async def held_reply(
    long: LongAnswer, max_result_bytes: int, on_progress: OnProgress | None
) -> JobReply:
    """The reply with its result, unless that is larger than `max_result_bytes`.

    Raises:
        ServerError: the answer means no success, is not complete, or too large as a whole.
    """
    give_large_blocks_back()
    if await long.is_good_avro():
        return await _streamed(long, HeldResult(max_result_bytes, on_progress))
    if await long.is_json():
        return await read_json_job(long, HeldJsonResult(max_result_bytes, on_progress))
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
    writer = BlockWriter(write)
    if await long.is_good_avro():
        reply = await _streamed(long, WrittenResult(writer, on_progress))
    elif await long.is_json():
        reply = await read_json_job(long, WrittenJsonResult(writer, on_progress))
    else:
        whole = await _whole(long)
        reply = replace(whole, response=b"", response_text="")
        await writer.add(whole.response or encoded(whole.response_text))
        await writer.flush()
    return Download(reply, writer.taken_bytes)


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
    answer = await long.incoming.whole(long.max_whole_bytes)

    def read() -> JobReply:
        return read_as(answer, long.wall_s, lambda envelope: job_reply(envelope, long.job_id))

    # In a thread: 64 MiB of text take a second.
    return await asyncio.to_thread(read)
