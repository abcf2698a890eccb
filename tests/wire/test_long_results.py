"""Long results over real sockets: as they should come, and as they should not."""

from __future__ import annotations

import asyncio
import gzip
import random
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from jobview import errors
from jobview.kinetica.client import KineticaSource, open_source
from jobview.settings import Settings, Timeouts
from tests.fakes.answers import cut, get_job_body, get_job_json
from tests.fakes.clock import FakeClock
from tests.fakes.raw_server import RawRequest, RawServer, http_answer, raw_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from jobview.jobs.source import Download, JobReply
    from jobview.jobs.transfer import Transfer

RESULT = random.Random(1).randbytes(1_300_000)  # noqa: S311 - no secret
"""Longer than what is read at once, and than what is held unread; compression gains nothing."""

LIMIT = 2 * len(RESULT)
SHORT = get_job_body(endpoint="/short")
BINARY = "application/octet-stream"


class Long:
    """Answers the first request about a job with `data`, and all others shortly."""

    def __init__(self, data: bytes, *, then: str = "", piece_bytes: int = 100_000) -> None:
        self._data = data
        self._then = then
        self._piece_bytes = piece_bytes
        self.requests: list[RawRequest] = []
        self.has_begun = asyncio.Event()

    async def __call__(self, request: RawRequest) -> None:
        self.requests.append(request)
        if len(self.requests) > 1:
            await request.send(http_answer(SHORT, content_type=BINARY))
            return
        for piece in cut(self._data, self._piece_bytes):
            self.has_begun.set()
            await request.send(piece)
            await asyncio.sleep(0)
        if self._then == "close":
            request.writer.close()
        elif self._then == "reset":
            request.reset()


@asynccontextmanager
async def asking(
    answer: Callable[[RawRequest], Awaitable[None]],
    *,
    limit: int = LIMIT,
    read_s: float = 5.0,
) -> AsyncIterator[tuple[KineticaSource, RawServer]]:
    """A source for a server that answers so; no task of the source's is left behind."""
    async with raw_server(answer) as server:
        settings = Settings(
            urls=(server.url,),
            timeouts=Timeouts(read_s=read_s),
            max_result_bytes=limit,
            max_response_bytes=limit,
        )
        async with open_source(settings, FakeClock()) as source:
            before = asyncio.all_tasks()
            yield source, server
            left = {task for task in asyncio.all_tasks() - before if "serve" not in repr(task)}
            assert left == set()


def chunked(body: bytes, size: int = 50_000) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in cut(body, size))
    return head + chunks + b"0\r\n\r\n"


def compressed(body: bytes) -> bytes:
    return http_answer(gzip.compress(body), headers=("Content-Encoding: gzip",))


FRAMINGS: dict[str, Callable[[bytes], bytes]] = {
    "length": http_answer,
    "chunks": chunked,
    "gzip": compressed,
}


@pytest.mark.parametrize("framing", FRAMINGS)
async def test_a_long_result_is_read_and_its_coming_told(framing: str) -> None:
    told: list[Transfer] = []
    answer = Long(FRAMINGS[framing](get_job_body(job_response=RESULT)))
    async with asking(answer) as (source, server):
        reply = await source.job(7, on_progress=told.append)
        assert (reply.response, reply.withheld) == (RESULT, None)
        assert reply.info == {"job_tag": "nightly"}
        assert (await source.job(8)).endpoint == "/short"
        assert server.connection_count == 1
    of_result = [t.received_bytes for t in told if t.total_bytes == len(RESULT)]
    assert of_result == sorted(of_result)
    assert of_result[-1] == len(RESULT)
    assert len(of_result) > 1


@pytest.mark.parametrize("framing", FRAMINGS)
async def test_a_result_over_the_limit_is_left_where_it_is(framing: str) -> None:
    answer = Long(FRAMINGS[framing](get_job_body(job_response=RESULT)))
    async with asking(answer, limit=1000) as (source, server):
        reply = await source.job(7)
        assert (reply.job_status, reply.progress, reply.response) == ("DONE", 100, b"")
        assert reply.withheld is not None
        assert reply.withheld.size_bytes == len(RESULT)
        assert (await source.job(8)).endpoint == "/short"
        assert server.connection_count == 2
        await answer.requests[0].ended.wait()


async def test_a_caller_may_want_less_than_the_limit_but_not_more() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(get_job_body(job_response=RESULT)))

    async with asking(answer, limit=len(RESULT)) as (source, _):
        assert (await source.job(7, max_result_bytes=0)).withheld is not None
        assert (await source.job(7, max_result_bytes=10**12)).withheld is None
    async with asking(answer, limit=len(RESULT) - 1) as (source, _):
        assert (await source.job(7, max_result_bytes=10**12)).withheld is not None


@pytest.mark.parametrize("then", ["close", "reset"])
@pytest.mark.parametrize("way", ["job", "download"])
async def test_a_result_cut_in_the_middle_is_no_result(then: str, way: str) -> None:
    whole = http_answer(get_job_body(job_response=RESULT))
    answer = Long(whole[: len(whole) // 2], then=then)
    async with asking(answer) as (source, _):
        with pytest.raises(errors.Unreachable, match="cut before"):
            await (source.job(7) if way == "job" else source.download(7, write=len))
        assert (await source.job(8)).endpoint == "/short"


async def test_more_is_promised_than_comes() -> None:
    body = get_job_body(job_response=RESULT)
    data = http_answer(body).replace(b"%d" % len(body), b"%d" % (len(body) + 5), 1)
    async with asking(Long(data, then="close")) as (source, _):
        with pytest.raises(errors.Unreachable, match="cut before"):
            await source.job(7)


async def test_less_is_promised_than_comes() -> None:
    body = get_job_body(job_response=RESULT)
    data = http_answer(body).replace(b"%d" % len(body), b"%d" % (len(body) - 5), 1)
    async with asking(Long(data)) as (source, _):
        with pytest.raises(errors.BadAnswer, match="no get_job_response"):
            await source.job(7)
        assert (await source.job(8)).endpoint == "/short"


async def test_compression_cut_short_is_noticed() -> None:
    part = gzip.compress(get_job_body(job_response=RESULT))[:-12]
    answer = Long(http_answer(part, headers=("Content-Encoding: gzip",)))
    async with asking(answer) as (source, _):
        with pytest.raises(errors.BadAnswer, match="compression is broken"):
            await source.job(7)


async def test_a_server_that_falls_silent_in_the_middle_is_given_up() -> None:
    answer = Long(http_answer(get_job_body(job_response=RESULT))[:300_000])
    async with asking(answer, read_s=0.1) as (source, _):
        with pytest.raises(errors.Unreachable, match=r"no answer within 0\.1 s"):
            await source.job(7)
        await answer.requests[0].ended.wait()


async def test_a_server_that_drips_holds_nobody_else_up() -> None:
    answer = Long(http_answer(get_job_body(job_response=RESULT[:100_000])), piece_bytes=50)
    async with asking(answer) as (source, server):
        dripping = asyncio.create_task(source.job(7))
        await answer.has_begun.wait()
        assert (await source.job(8)).endpoint == "/short"
        assert not dripping.done()
        assert (await dripping).response == RESULT[:100_000]
        assert server.connection_count == 2


@pytest.mark.parametrize("way", ["job", "download"])
async def test_a_bomb_counts_as_what_it_becomes(way: str) -> None:
    """A hundred kilobytes in gzip that are a hundred megabytes of no answer at all."""
    answer = Long(compressed(b"{" + b" " * 100_000_000))
    async with asking(answer) as (source, _):
        with pytest.raises(errors.TooLarge) as caught:
            await (source.job(7) if way == "job" else source.download(7, write=len))
        assert caught.value.size_bytes is None
        await answer.requests[0].ended.wait()


@pytest.mark.parametrize("framing", FRAMINGS)
async def test_a_long_answer_in_json_is_read_and_its_coming_told(framing: str) -> None:
    told: list[Transfer] = []
    answer = Long(FRAMINGS[framing](get_job_json(job_response=RESULT.decode("latin-1"))))
    async with asking(answer) as (source, server):
        reply = await source.job(7, on_progress=told.append)
        assert (reply.response, reply.withheld) == (RESULT, None)
        assert (await source.job(8)).endpoint == "/short"
        assert server.connection_count == 1
    assert told[-1] == (len(RESULT), None)
    assert len(told) > 3


@pytest.mark.parametrize("framing", FRAMINGS)
async def test_a_result_in_json_over_the_limit_is_left_where_it_is(framing: str) -> None:
    answer = Long(FRAMINGS[framing](get_job_json(job_response=RESULT.decode("latin-1"))))
    async with asking(answer) as (source, server):
        reply = await source.job(7, max_result_bytes=1000)
        assert (reply.job_status, reply.progress, reply.response) == ("DONE", 100, b"")
        assert reply.withheld is not None
        assert (await source.job(8)).endpoint == "/short"
        assert server.connection_count == 2
        await answer.requests[0].ended.wait()


@pytest.mark.parametrize("then", ["close", "reset"])
@pytest.mark.parametrize("way", ["job", "download"])
async def test_a_result_in_json_cut_in_the_middle_is_no_result(then: str, way: str) -> None:
    whole = http_answer(get_job_json(job_response_str="x" * 1_000_000))
    answer = Long(whole[: len(whole) // 2], then=then)
    async with asking(answer) as (source, _):
        with pytest.raises(errors.Unreachable, match="cut before"):
            await (source.job(7) if way == "job" else source.download(7, write=len))


async def test_a_result_in_json_far_over_the_limit_is_written_away() -> None:
    parts: list[bytes] = []
    answer = Long(http_answer(get_job_json(job_response_str="é" * 1_000_000)))
    async with asking(answer, limit=1000) as (source, _):
        download = await source.download(7, write=parts.append)
        assert b"".join(parts) == "é".encode() * 1_000_000
        assert download.written_bytes == 2_000_000
        assert (download.reply.job_status, download.reply.response_text) == ("DONE", "")


async def test_a_long_answer_that_is_none_of_kineticas_is_not_read() -> None:
    answer = Long(http_answer(b"<html>" + b"x" * LIMIT))
    async with asking(answer) as (source, _):
        with pytest.raises(errors.TooLarge, match="raise max_response_bytes") as caught:
            await source.job(7)
        assert (caught.value.size_bytes or 0) > LIMIT


async def test_a_long_error_is_the_error_it_is() -> None:
    words = "no such job " * 20_000
    body = b'{"status":"ERROR","message":"%s"}' % words.encode()
    answer = Long(http_answer(body, status="400 Bad Request"))
    async with asking(answer) as (source, _):
        with pytest.raises(errors.UnknownJob, match="no such job"):
            await source.job(7)


@pytest.mark.parametrize("framing", FRAMINGS)
async def test_a_result_far_over_the_limit_is_written_away(framing: str) -> None:
    answer = Long(FRAMINGS[framing](get_job_body(job_response=RESULT)))
    parts: list[bytes] = []
    async with asking(answer, limit=1000) as (source, server):
        download = await source.download(7, write=parts.append)
        assert b"".join(parts) == RESULT
        assert download.written_bytes == len(RESULT)
        assert (download.reply.response, download.reply.job_status) == (b"", "DONE")
        assert (await source.job(8)).endpoint == "/short"
        assert server.connection_count == 1


async def test_a_short_result_and_one_in_json_are_written_away_too() -> None:
    bodies = {
        b"\x00\xff": get_job_body(job_response=b"\x00\xff"),
        b"{}": get_job_body(job_response_str="{}"),
        RESULT[:200_000]: get_job_json(job_response=RESULT[:200_000].decode("latin-1")),
        b"": get_job_body(job_status="RUNNING", running=True, progress=3),
    }
    for result, body in bodies.items():
        parts: list[bytes] = []
        async with asking(Long(http_answer(body))) as (source, _):
            download = await source.download(7, write=parts.append)
            assert b"".join(parts) == result
            assert download.written_bytes == len(result)


async def test_a_full_disk_ends_a_download() -> None:
    def write(data: bytes) -> None:
        raise OSError(28, "No space left on device")

    answer = Long(http_answer(get_job_body(job_response=RESULT)))
    async with asking(answer) as (source, _):
        with pytest.raises(OSError, match="No space left"):
            await source.download(7, write=write)
        assert (await source.job(8)).endpoint == "/short"


@pytest.mark.parametrize("way", ["job", "download"])
async def test_a_download_given_up_leaves_nothing_behind(way: str) -> None:
    answer = Long(http_answer(get_job_body(job_response=RESULT))[:500_000])
    arrived = asyncio.Event()
    parts: list[bytes] = []

    def tell(transfer: Transfer) -> None:
        if transfer.received_bytes > 100_000:
            arrived.set()

    async with asking(answer) as (source, server):
        before = asyncio.all_tasks()
        reading: asyncio.Task[JobReply | Download]
        if way == "job":
            reading = asyncio.create_task(source.job(7, on_progress=tell))
            await arrived.wait()
        else:
            reading = asyncio.create_task(source.download(7, write=parts.append))
            await answer.has_begun.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await answer.requests[0].ended.wait()
        assert {task for task in asyncio.all_tasks() - before if "serve" not in repr(task)} == set()
        assert (await source.job(8)).endpoint == "/short"
        assert server.connection_count == 2
