"""A JSON answer of /get/job read as it arrives, which a proxy may give to a binary request.

The answer is an object whose member `data_str` is the text of another object, which has the result
as a string: both strings are cut out on their way, and the rest is read as any answer is.
"""

from __future__ import annotations

import asyncio
from codecs import getincrementaldecoder
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.errors import ServerError
from jobview.kinetica.exchange.failures import bad_answer, read_as
from jobview.kinetica.long_results.json_cut import StringCutter
from jobview.kinetica.long_results.json_sinks import Form
from jobview.kinetica.long_results.refusal import ResultTooLarge
from jobview.kinetica.messages.lenient_json import JsonError
from jobview.kinetica.messages.replies import job_reply

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply
    from jobview.kinetica.long_results.json_sinks import JsonSink
    from jobview.kinetica.long_results.long_answer import LongAnswer
    from jobview.kinetica.messages.envelope import Envelope

PART_BYTES: Final = 128 * 1024
"""How much is read at a time: 3 ms of text that is all escapes."""

_PAYLOAD: Final = "data_str"
_EXCERPT_CHARACTERS: Final = 512


class _Rests(NamedTuple):
    """The two objects without what was cut out of them."""

    envelope: str
    payload: str


async def read_json_job(long: LongAnswer, sink: JsonSink) -> JobReply:
    """The reply in a JSON answer, its result poured into `sink`.

    Returns:
        A reply with what the sink keeps. When the sink refused the result, the rest of the answer
        is unread, and `withheld` tells.

    Raises:
        ServerError: the answer means no success, is not complete, or is none; or nothing is known
            of the job yet where its result is refused.
    """
    envelope, payload = StringCutter({_PAYLOAD}), StringCutter(set(Form))
    try:
        await _pour(long, envelope, payload, sink)
        response, response_text = await sink.parts()
    except ResultTooLarge as refused:
        withheld = refused.told(long.incoming.url, long.job_id)
        try:
            rests = _Rests(envelope.closed_rest(), payload.closed_rest())
            return replace(await _read(long, rests), withheld=withheld)
        except ServerError:
            raise withheld from None
    except JsonError as error:
        beginning = envelope.rest()[:_EXCERPT_CHARACTERS].encode()
        raise bad_answer(long.incoming.with_body(beginning), str(error)) from None
    reply = await _read(long, _Rests(envelope.rest(), payload.rest()))
    return replace(reply, response=response, response_text=response_text)


async def _pour(
    long: LongAnswer, envelope: StringCutter, payload: StringCutter, sink: JsonSink
) -> None:
    decoder = getincrementaldecoder("utf-8-sig")("replace")
    while piece := await long.incoming.piece():
        for start in range(0, len(piece), PART_BYTES):
            text = decoder.decode(piece[start : start + PART_BYTES])
            for of_envelope in envelope.feed(text):
                for of_payload in payload.feed(of_envelope.text):
                    await sink.take(Form(of_payload.name), of_payload.text)
            if envelope.rest_characters + payload.rest_characters > long.max_whole_bytes:
                raise long.incoming.too_large(None, long.max_whole_bytes)
            await asyncio.sleep(0)


async def _read(long: LongAnswer, rests: _Rests) -> JobReply:
    answer = long.incoming.with_body(rests.envelope.encode("utf-8", "surrogatepass"))

    def job(envelope: Envelope) -> JobReply:
        data_str = rests.payload or envelope.data_str
        return job_reply(envelope._replace(data_str=data_str), long.job_id)

    # In a thread: strings of a job's other members may be long.
    return await asyncio.to_thread(lambda: read_as(answer, long.wall_s, job))
