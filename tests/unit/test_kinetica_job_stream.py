"""A binary answer of /get/job read in pieces tells what it tells when it is read whole."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.kinetica.long_results.avro_stream import MOST_ENTRIES, AvroStream
from jobview.kinetica.long_results.block_writer import BlockWriter
from jobview.kinetica.long_results.job_stream import read_job
from jobview.kinetica.long_results.result_sinks import HeldResult, WrittenResult
from jobview.kinetica.messages.envelope import unwrapped
from jobview.kinetica.messages.replies import job_reply
from jobview.results.avro_bytes.reader import AvroError
from tests.fakes.answers import cut, get_job_body
from tests.fakes.avro_cells import varint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobview.jobs.source import JobReply
    from jobview.jobs.transfer import Transfer
    from jobview.kinetica.long_results.job_stream import ResultSink

URL = "http://head:9191/get/job"
ROOM = 1_000_000


def stream_of(pieces: Iterable[bytes], max_text_bytes: int = ROOM) -> AvroStream:
    left = iter(pieces)

    async def piece() -> bytes:
        await asyncio.sleep(0)
        return next(left, b"")

    return AvroStream(piece, max_text_bytes)


def read(pieces: Iterable[bytes], sink: ResultSink | None = None) -> JobReply:
    return asyncio.run(read_job(stream_of(pieces), 7, URL, sink or HeldResult(ROOM)))


def fields(reply: JobReply) -> dict[str, Any]:
    return {**asdict(reply), "withheld": None}


words = st.text(st.characters(codec="utf-8"), max_size=30)
answers = st.fixed_dictionaries(
    {
        "endpoint": words,
        "job_status": words,
        "running": st.booleans(),
        "progress": st.integers(-(2**31), 2**31 - 1),
        "successful": st.booleans(),
        "response_encoding": words,
        "job_response": st.binary(max_size=300),
        "job_response_str": words,
        "status_map": st.dictionaries(words, words, max_size=3),
        "info": st.dictionaries(words, words, max_size=3),
    }
)


@given(answer=answers, size=st.integers(1, 400))
def test_pieces_tell_what_the_whole_tells(answer: dict[str, object], size: int) -> None:
    body = get_job_body(**answer)
    assert fields(read(cut(body, size))) == fields(job_reply(unwrapped(body), 7))


@given(answer=answers, end=st.floats(0, 1, exclude_max=True), size=st.integers(1, 400))
def test_a_part_is_never_taken_for_the_whole(
    answer: dict[str, object], end: float, size: int
) -> None:
    body = get_job_body(**answer)
    with pytest.raises(AvroError):
        read(cut(body[: int(len(body) * end)], size))


@given(answer=answers, more=st.binary(min_size=1, max_size=5), size=st.integers(1, 400))
def test_bytes_too_many_are_noticed(answer: dict[str, object], more: bytes, size: int) -> None:
    with pytest.raises(AvroError):
        read(cut(get_job_body(**answer) + more, size))


@given(body=st.binary(max_size=200), size=st.integers(1, 50))
def test_any_bytes_are_read_or_refused(body: bytes, size: int) -> None:
    with contextlib.suppress(AvroError):
        assert read(cut(b"\x04OK" + body, size)).job_id == 7


@pytest.mark.parametrize("length", [b"\xff" * 9 + b"\x7f", b"\xff" * 10], ids=["ten", "endless"])
def test_a_length_beyond_64_bits_is_refused(length: bytes) -> None:
    with pytest.raises(AvroError, match="longer than 64 bits"):
        read([b"\x04OK", length])


@pytest.mark.parametrize("form", ["job_response", "job_response_str"])
def test_a_result_over_the_limit_is_left_and_the_job_is_known(form: str) -> None:
    result: bytes | str = b"x" * 5000 if form == "job_response" else "x" * 5000
    body = get_job_body(**{form: result}, info={"a": "b"})
    taken: list[int] = []

    def pieces() -> Iterable[bytes]:
        for piece in cut(body, 100):
            taken.append(len(piece))
            yield piece

    reply = read(pieces(), HeldResult(4999))
    assert (reply.job_id, reply.endpoint, reply.job_status) == (7, "/execute/sql", "DONE")
    assert (reply.progress, reply.successful, reply.running) == (100, True, False)
    assert (reply.response, reply.response_text, reply.info) == (b"", "", {})
    assert reply.withheld is not None
    assert (reply.withheld.size_bytes, reply.withheld.limit_bytes) == (5000, 4999)
    assert "jobview get 7 --raw -o FILE" in str(reply.withheld)
    assert sum(taken) <= 300


def test_a_result_of_exactly_the_limit_is_kept() -> None:
    reply = read(cut(get_job_body(job_response=b"x" * 5000), 100), HeldResult(5000))
    assert (reply.response, reply.withheld) == (b"x" * 5000, None)


def test_how_far_a_result_has_come_is_told() -> None:
    told: list[Transfer] = []
    read(cut(get_job_body(job_response=b"x" * 5000), 1000), HeldResult(ROOM, told.append))
    results = [transfer for transfer in told if transfer.total_bytes == 5000]
    assert [transfer.received_bytes for transfer in results][-1] == 5000
    assert sorted(told) == told
    assert len(results) > 3


def test_writing_tells_each_piece_though_it_gathers_them() -> None:
    parts: list[bytes] = []
    told: list[Transfer] = []
    writer = BlockWriter(parts.append)
    body = get_job_body(job_response=b"x" * 5000)
    read(cut(body, 1000), WrittenResult(writer, told.append))
    assert len(parts) == 1
    assert len(told) > 3


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        ({"job_response": b"\x00\xff" * 999}, b"\x00\xff" * 999),
        ({"job_response_str": '{"città": 1}'}, '{"città": 1}'.encode()),
        ({"job_response": b"a", "job_response_str": "b"}, b"a"),
        ({}, b""),
    ],
)
def test_a_result_is_written_away(answer: dict[str, object], written: bytes) -> None:
    parts: list[bytes] = []
    told: list[Transfer] = []
    writer = BlockWriter(parts.append)
    sink = WrittenResult(writer, told.append)
    reply = read(cut(get_job_body(**answer), 64), sink)
    assert b"".join(parts) == written
    assert writer.taken_bytes == len(written)
    assert (reply.response, reply.response_text) == (b"", "")
    assert reply.info == {"job_tag": "nightly"}
    assert [t.received_bytes for t in told][-1:] == ([len(written)] if written else [])


def test_strings_have_a_budget() -> None:
    body = get_job_body(status_map={"error_message": "x" * 5000})
    stream = stream_of(cut(body, 100), max_text_bytes=4000)
    with pytest.raises(AvroError, match=r"more than 3\.9 KiB of strings"):
        asyncio.run(read_job(stream, 7, URL, HeldResult(ROOM)))


def test_a_length_that_cannot_be_true_is_not_believed() -> None:
    body = bytearray(get_job_body(job_response=b"x" * 20))
    place = body.index(b"x" * 20)
    body[place - 1] = 120  # 60 bytes, more than the record has left
    with pytest.raises(AvroError, match="60 bytes are claimed where"):
        read([bytes(body)])


def read_map(*parts: bytes) -> dict[str, str]:
    """The map of strings in these bytes, inside a run of bytes that they fill."""
    body = b"".join(parts)

    async def read_it() -> dict[str, str]:
        stream = stream_of([varint(len(body)) + body])
        await stream.enter()
        entries = await stream.texts()
        stream.leave()
        return entries

    return asyncio.run(read_it())


ENTRY = b"\x02a\x02b"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([varint(MOST_ENTRIES + 1), b"\0\0" * (MOST_ENTRIES + 1), b"\0"], "more than 10,000 ent"),
        ([(b"\x02" + b"\0\0") * (MOST_ENTRIES + 1), b"\0"], "more than 10,000 entries in its maps"),
        ([varint(-(2**63)), b"\0\0\0"], "more than 10,000 entries in its maps"),
        ([varint(100), ENTRY, b"\0"], "100 entries are claimed where 5 bytes are left"),
        ([varint(-1), varint(9), ENTRY, b"\0"], "9 bytes are claimed where 5 bytes are left"),
        ([varint(-1), varint(-4), ENTRY, b"\0"], "-4 bytes are claimed"),
        ([varint(-1), varint(3), ENTRY, b"\0"], "a block of a map has another size than it says"),
    ],
    ids=["entries", "blocks", "least", "count", "size", "negative", "other size"],
)
def test_a_map_that_cannot_be_true_is_not_read(parts: list[bytes], words: str) -> None:
    with pytest.raises(AvroError, match=words):
        read_map(*parts)


def test_a_map_in_blocks_with_and_without_size_is_read() -> None:
    blocks = (varint(1), ENTRY, varint(-2), varint(8), b"\x02c\x02d", b"\x02e\x02f", b"\0")
    assert read_map(*blocks) == {"a": "b", "c": "d", "e": "f"}


def test_both_maps_share_the_entries_there_may_be() -> None:
    half = {str(number): "" for number in range(MOST_ENTRIES // 2 + 1)}
    with pytest.raises(AvroError, match="more than 10,000 entries"):
        read([get_job_body(status_map=half, info=half)])


def test_others_have_their_turn_while_a_map_is_read() -> None:
    body = get_job_body(info={str(number): "" for number in range(9_000)})
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def both() -> None:
        counting = asyncio.create_task(count_turns())
        await read_job(stream_of([body]), 7, URL, HeldResult(ROOM))
        counting.cancel()

    asyncio.run(both())
    assert turns > 15


@pytest.mark.parametrize("result", ["x€" * 400_000, "x" * 1_200_000], ids=["wide", "ascii"])
def test_a_long_text_is_whole(result: str) -> None:
    body = get_job_body(job_response_str=result, status_map={"error_message": result})
    reply = asyncio.run(read_job(stream_of([body], 2_000_000), 7, URL, HeldResult(2_000_000)))
    assert (reply.response_text, reply.error_message) == (result, result)


def test_a_long_text_must_be_utf_8() -> None:
    body = get_job_body(job_response_str="x" * 1_200_000).replace(b"x" * 9, b"x\xff" + b"x" * 7, 1)
    with pytest.raises(AvroError, match="not UTF-8"):
        asyncio.run(read_job(stream_of([body]), 7, URL, HeldResult(2_000_000)))
