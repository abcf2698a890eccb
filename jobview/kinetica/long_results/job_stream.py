"""A binary answer of /get/job read as it arrives: what is known of the job, then its result.

The result stands in the middle of the answer (protocol §1.1). Whatever its size, all that says how
the job fares stands before it, so a result that is too large is left unread and the job is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from jobview.jobs.source import JobReply
from jobview.kinetica.long_results.refusal import ResultTooLarge
from jobview.results.avro_bytes.reader import AvroError

if TYPE_CHECKING:
    from jobview.kinetica.long_results.avro_stream import AvroStream


class ResultSink(Protocol):
    """Where a result goes: `job_response` first, then `job_response_str`, either often empty."""

    async def receive(self, stream: AvroStream, size: int) -> None:
        """Take the next `size` bytes of the stream, all of them.

        Raises:
            ResultTooLarge: it will not; nothing was read.
        """
        ...

    async def parts(self) -> tuple[bytes, str]:
        """What is to stand in the reply: `response` and `response_text`.

        Raises:
            AvroError: the text is not UTF-8.
        """
        ...


async def read_job(stream: AvroStream, job_id: int, url: str, sink: ResultSink) -> JobReply:
    """The reply to a question about job `job_id`, its result poured into `sink`.

    Args:
        stream: at the beginning of an envelope that means success.
        job_id: the job.
        url: of the call.
        sink: where the result goes.

    Returns:
        A reply with what the sink keeps. When the sink refused the result, the rest of the stream
        is unread and `withheld` tells.

    Raises:
        AvroError: it is not exactly a /get/job response in an envelope.
        ServerError: the stream's, when the rest does not come.
    """
    for _ in ("status", "message", "data_type"):
        await stream.text()
    await stream.enter()
    head = await _head(stream)
    try:
        for _ in ("job_response", "job_response_str"):
            await sink.receive(stream, await stream.size())
    except ResultTooLarge as refused:
        withheld = refused.told(url, job_id)
        return JobReply(job_id, **head, response=b"", response_text="", withheld=withheld)
    response, response_text = await sink.parts()
    status_map, info = await stream.texts(), await stream.texts()
    stream.leave()
    if await stream.size():
        raise AvroError("it holds JSON besides")
    await stream.check_end()
    return JobReply(
        job_id,
        **head,
        response=response,
        response_text=response_text,
        status_map=status_map,
        info=info,
    )


async def _head(stream: AvroStream) -> dict[str, Any]:
    """The fields before the result, by their names in `JobReply`."""
    return {
        "endpoint": await stream.text(),
        "job_status": await stream.text(),
        "running": await stream.flag(),
        "progress": await stream.long(),
        "successful": await stream.flag(),
        "response_encoding": await stream.text(),
    }
