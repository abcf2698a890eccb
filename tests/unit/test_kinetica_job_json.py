"""A JSON answer of /get/job read as it arrives tells what it tells when it is read whole."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview import errors
from jobview.kinetica.exchange.attempt import Tally
from jobview.kinetica.exchange.incoming import Incoming
from jobview.kinetica.long_results.block_writer import BlockWriter
from jobview.kinetica.long_results.job_json import read_json_job
from jobview.kinetica.long_results.json_sinks import HeldJsonResult, WrittenJsonResult
from jobview.kinetica.long_results.long_answer import LongAnswer
from jobview.kinetica.messages.calls import get_job
from jobview.kinetica.messages.envelope import unwrapped
from jobview.kinetica.messages.replies import job_reply
from jobview.kinetica.transport.http import httpx
from jobview.settings import Timeouts
from tests.fakes.answers import cut, get_job_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from jobview.jobs.source import JobReply
    from jobview.jobs.transfer import Transfer
    from jobview.kinetica.long_results.json_sinks import JsonSink

URL = "http://head:9191/get/job"
ROOM = 1_000_000


class Pieces(httpx.AsyncByteStream):
    def __init__(self, body: bytes, size: int) -> None:
        self.left = list(cut(body, size))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.left:
            yield self.left.pop(0)


def read(body: bytes, size: int, sink: JsonSink | None = None, max_whole: int = ROOM) -> JobReply:
    response = httpx.Response(200, stream=Pieces(body, size))
    incoming = Incoming(URL, get_job(7, ""), response, Timeouts(), Tally("/get/job"))
    long = LongAnswer(incoming, 7, max_whole, 0.0)
    return asyncio.run(read_json_job(long, sink or HeldJsonResult(ROOM)))


words = st.text(max_size=20)
answers = st.fixed_dictionaries(
    {
        "endpoint": words,
        "job_status": words,
        "running": st.booleans(),
        "progress": st.integers(-(2**31), 2**31 - 1),
        "job_response": st.text(st.characters(max_codepoint=255), max_size=60) | words,
        "job_response_str": words,
        "status_map": st.dictionaries(words, words, max_size=2),
        "info": st.just({"job_response": "another"}),
    }
)


@given(answer=answers, size=st.integers(1, 300))
def test_pieces_tell_what_the_whole_tells(answer: dict[str, Any], size: int) -> None:
    body = get_job_json(**answer)
    assert asdict(read(body, size)) == asdict(job_reply(unwrapped(body), 7))


@given(answer=answers, end=st.floats(0, 1, exclude_max=True), size=st.integers(1, 300))
def test_a_part_is_never_taken_for_the_whole(answer: dict[str, Any], end: float, size: int) -> None:
    body = get_job_json(**answer)
    with pytest.raises(errors.BadAnswer):
        read(body[: int(len(body) * end)], size)


@pytest.mark.parametrize("form", ["job_response", "job_response_str"])
def test_a_result_over_the_limit_is_left_and_the_job_is_known(form: str) -> None:
    body = get_job_json(**{form: "x" * 5000}, progress=99)
    pieces = Pieces(body, 100)
    response = httpx.Response(200, stream=pieces)
    long = LongAnswer(
        Incoming(URL, get_job(7, ""), response, Timeouts(), Tally("/get/job")), 7, ROOM, 0.0
    )
    reply = asyncio.run(read_json_job(long, HeldJsonResult(999)))
    assert (reply.endpoint, reply.job_status, reply.progress) == ("/execute/sql", "DONE", 99)
    assert (reply.response, reply.response_text) == (b"", "")
    assert reply.withheld is not None
    assert (reply.withheld.size_bytes, reply.withheld.limit_bytes) == (None, 999)
    assert "the result is larger than the limit of 999 bytes" in str(reply.withheld)
    assert "`jobview get 7 --raw -o FILE`" in str(reply.withheld)
    assert len(pieces.left) > 30


def test_a_result_over_the_limit_before_anything_is_known_is_an_error() -> None:
    payload = '{"job_response_str":"' + "x" * 5000
    body = json.dumps({"status": "OK", "data_str": payload}).encode()
    with pytest.raises(errors.TooLarge, match="larger than the limit of 999 bytes"):
        read(body, 100, HeldJsonResult(999))


@pytest.mark.parametrize(
    ("answer", "limit", "is_kept"),
    [
        ({"job_response": "é" * 500}, 500, True),
        ({"job_response_str": "é" * 250}, 500, True),
        ({"job_response_str": "é" * 251}, 500, False),
    ],
)
def test_a_limit_is_one_of_bytes(answer: dict[str, str], limit: int, *, is_kept: bool) -> None:
    reply = read(get_job_json(**answer), 100, HeldJsonResult(limit))
    assert (reply.withheld is None) is is_kept


def test_what_stands_beside_the_result_has_a_limit() -> None:
    body = get_job_json(status_map={"error_message": "x" * 5000})
    with pytest.raises(errors.TooLarge, match="the answer is larger than the limit of"):
        read(body, 100, max_whole=4000)


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        ({"job_response": "\x00\xff" * 999}, b"\x00\xff" * 999),
        ({"job_response": "QUJD"}, b"QUJD"),
        ({"job_response_str": '{"città": "\ud800"}'}, b'{"citt\xc3\xa0": "\xed\xa0\x80"}'),
        ({"job_response": "a", "job_response_str": "b"}, b"a"),
        ({"job_response_str": "x" * 3_000_000}, b"x" * 3_000_000),
        ({}, b""),
    ],
    ids=["bytes", "base64", "text", "both", "long", "none"],
)
def test_a_result_is_written_away(answer: dict[str, str], written: bytes) -> None:
    parts: list[bytes] = []
    told: list[Transfer] = []
    writer = BlockWriter(parts.append)
    sink = WrittenJsonResult(writer, told.append)
    reply = read(get_job_json(**answer, info={"a": "b"}), 100_000, sink)
    assert b"".join(parts) == written
    assert writer.taken_bytes == len(written)
    assert (reply.response, reply.response_text, reply.info) == (b"", "", {"a": "b"})
    assert [t.received_bytes for t in told][-1:] == ([len(written)] if written else [])


def test_characters_that_are_no_bytes_are_not_written() -> None:
    sink = WrittenJsonResult(BlockWriter(len))
    with pytest.raises(errors.BadAnswer, match="bytes of its result are not one character each"):
        read(get_job_json(job_response="\x00€"), 100, sink)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"{not json", "not Kinetica's"),
        (b'{"status":"OK","data_str":{"endpoint":"/x"}}', "not Kinetica's"),
        (b'{"status":"OK","data_str":"[1]"}', "not Kinetica's"),
        (b'{"status":"OK","data_str":"\\uzzzz and more"}', "an escape in a string is none"),
    ],
)
def test_another_object_is_refused(body: bytes, fault: str) -> None:
    with pytest.raises(errors.BadAnswer, match=fault):
        read(body, 10)


def test_an_error_is_the_error_it_is() -> None:
    with pytest.raises(errors.UnknownJob, match="no such job"):
        read(b'{"status":"ERROR","message":"no such job","data_str":""}', 10)
