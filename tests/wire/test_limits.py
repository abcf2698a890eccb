"""Servers that never come to an end, or want room without end, over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import tracemalloc
import zlib
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from jobview import errors
from jobview.kinetica.exchange.incoming import MAX_ERROR_BYTES
from jobview.kinetica.messages import calls
from jobview.kinetica.transport import time_limit
from jobview.settings import Settings, Timeouts
from tests.fakes.loopback import EMPTY_LIST, failing, opening
from tests.fakes.raw_server import RawRequest, http_answer, raw_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
MIB = 1024 * 1024

HURRIED = Settings(timeouts=Timeouts(total_s=0.2), max_response_bytes=MIB)
"""Every other limit of time is far above what a test may take."""

SMALL = Settings(max_response_bytes=MIB)


async def failure(
    answer: Callable[[RawRequest], Awaitable[None]], settings: Settings = SMALL
) -> errors.ServerError:
    async with raw_server(answer) as server, opening(server.url, settings) as source:
        return await failing(source)


async def drip(request: RawRequest, beginning: bytes, drop: bytes) -> None:
    """Send `drop` again and again, faster than any limit for silence."""
    await request.send(beginning)
    while True:
        await request.send(drop)
        await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("beginning", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"HTTP/1.1 200 ", b"O"),
        (CHUNKED, b"1\r\nx\r\n"),
        (CHUNKED + b"1;", b"x"),
        (CHUNKED + b"0\r\n", b"a:b\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", b"x"),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 900000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
    ],
    ids=["head", "status", "chunks", "extension", "trailers", "short", "error", "until close"],
)
async def test_an_answer_that_drips_ends_with_the_time_of_its_request(
    beginning: bytes, drop: bytes
) -> None:
    error = await failure(lambda request: drip(request, beginning, drop), HURRIED)
    assert type(error) is errors.Unreachable
    assert "took too long" in error.what
    assert "bytes had come" in error.what
    assert "total_timeout" in error.remedy


async def test_silence_is_told_from_dripping() -> None:
    error = await failure(lambda request: request.send(b""), HURRIED)
    assert type(error) is errors.Unreachable
    assert "took too long: nothing had come after 0.2 s" in error.what


async def test_interim_answers_without_end() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(b"HTTP/1.1 102 Processing\r\n\r\n" * 1000)

    error = await failure(answer)
    assert type(error) is errors.BadAnswer
    assert "interim" in error.what


async def test_an_act_that_took_too_long_may_have_been_carried_out() -> None:
    async with (
        raw_server(lambda request: drip(request, CHUNKED, b"1\r\nx\r\n")) as server,
        opening(server.url, HURRIED) as source,
    ):
        with pytest.raises(errors.Unreachable) as caught:
            await source.cancel([1])
        assert "may have been carried out" in caught.value.remedy


@asynccontextmanager
async def bare_port(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[int]:
    """A port whose connections are handed to `serve` as they are."""
    tasks: set[asyncio.Task[None]] = set()

    async def handed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await serve(reader, writer)
        writer.transport.abort()

    listener = await asyncio.start_server(handed, "127.0.0.1", 0)
    async with listener:
        yield listener.sockets[0].getsockname()[1]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)


async def drip_head(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 ")
    while True:
        writer.write(b"O")
        await writer.drain()
        await asyncio.sleep(0.005)


async def say_nothing(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    while await reader.read(65536):
        pass


async def take_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    assert isinstance(writer.transport, asyncio.Transport)
    writer.transport.pause_reading()
    await asyncio.Event().wait()


async def test_tls_that_is_never_agreed_on() -> None:
    settings = replace(HURRIED, insecure=True)
    async with (
        bare_port(say_nothing) as port,
        opening(f"https://127.0.0.1:{port}", settings) as source,
    ):
        error = await failing(source)
    assert type(error) is errors.Unreachable
    assert "could not begin within the 0.2 s" in error.what


@pytest.mark.parametrize(
    ("scheme", "what"), [("http", "took too long"), ("https", "could not begin")]
)
async def test_a_proxy_that_drips(scheme: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with bare_port(drip_head) as port:
        monkeypatch.setenv(f"{scheme}_proxy", f"http://127.0.0.1:{port}")
        settings = replace(HURRIED, insecure=True)
        async with opening(f"{scheme}://head.invalid:443", settings) as source:
            error = await failing(source)
    assert type(error) is errors.Unreachable
    assert what in error.what


async def test_a_server_that_takes_nothing() -> None:
    async with (
        bare_port(take_nothing) as port,
        opening(f"http://127.0.0.1:{port}", HURRIED) as source,
    ):
        with pytest.raises(errors.Unreachable) as caught:
            await source.create("/x", '"' + "x" * 30 * MIB + '"')
    assert "took too long" in caught.value.what
    assert "may have been carried out" in caught.value.remedy


async def test_a_call_that_waits_for_its_turn_waits_within_its_time() -> None:
    async with raw_server(lambda request: request.send(b"")) as server:
        settings = replace(HURRIED, timeouts=Timeouts(total_s=0.2, read_s=0.2))
        async with opening(server.url, settings) as source:
            calls = [source.list_jobs() for _ in range(15)]
            faults = await asyncio.gather(*calls, return_exceptions=True)
    words = {str(fault).partition(": ")[2] for fault in faults}
    # A place may come free in the very moment in which there is no more time.
    assert all("took too long" in word or "could not begin" in word for word in words)


async def test_a_long_answer_may_take_longer_while_it_keeps_its_pace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time_limit, "LEAST_BYTES_PER_S", 100_000)
    body = EMPTY_LIST + b" " * 300_000

    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(body)[:100_000])
        for at in range(100_000, len(body) + 200, 20_000):
            await request.send(http_answer(body)[at : at + 20_000])
            await asyncio.sleep(0.05)

    async with raw_server(answer) as server, opening(server.url, HURRIED) as source:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        assert (await source.list_jobs()).rows == ()
        assert loop.time() - began_s > HURRIED.timeouts.total_s


@pytest.mark.parametrize("pause_s", [0.005, 0.0])
async def test_a_long_answer_below_its_pace_is_given_up(
    pause_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_limit, "LEAST_BYTES_PER_S", 100_000_000)

    async def answer(request: RawRequest) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n" + b"x" * 70_000)
        while True:
            await request.send(b"x")
            await asyncio.sleep(pause_s)

    error = await failure(answer, HURRIED)
    assert type(error) is errors.Unreachable
    assert "took too long" in error.what
    assert "KiB had come" in error.what


async def test_a_reader_that_takes_its_time_costs_the_server_none() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n" + b"x" * 80_000)
        await asyncio.sleep(0.3)
        await request.send(b"x" * 10_000)

    async with raw_server(answer) as server:
        settings = replace(HURRIED, timeouts=Timeouts(total_s=0.2))
        async with opening(server.url, settings) as source:
            incoming = await source._exchange.asked(calls.LIST_JOBS)
            assert await incoming.piece()
            await asyncio.sleep(0.4)
            size = 80_000
            while piece := await incoming.piece():
                size += len(piece)
            await incoming.close()
    assert size >= 90_000


async def endless(request: RawRequest, beginning: bytes, more: bytes) -> None:
    await request.send(beginning)
    while True:
        await request.send(more)


HOLLOW = b"\x00\x00\x00\xff\xff"
"""A block of raw deflate that stands for nothing."""

GZIP_HEAD = gzip.compress(b"")[:10]


def flood(name: str) -> tuple[bytes, bytes]:
    """How an endless answer begins, and how it goes on."""
    zipped = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    return {
        "body": (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536),
        "error": (b"HTTP/1.1 503 No\r\n\r\n", b"x" * 65536),
        "redirect": (b"HTTP/1.1 302 No\r\n\r\n", b"x" * 65536),
        "chunks": (CHUNKED, b"20\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n" * 2_000),
        "chunk extension": (CHUNKED + b"1;", b"x" * 65536),
        "chunk extensions": (CHUNKED, (b"1;" + b"x" * 60_000 + b"\r\nx\r\n") * 10),
        "trailers": (CHUNKED + b"0\r\n", b"a:b\r\n" * 10_000),
        "status line": (b"HTTP/1.1 200 ", b"O" * 65536),
        "header": (b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536),
        "headers": (b"HTTP/1.1 200 OK\r\n", b"a:b\r\n" * 10_000),
        "interim heads": (b"", b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" * 1000),
        "hollow blocks": (zipped + GZIP_HEAD, HOLLOW * 10_000),
        "hollow members": (zipped, gzip.compress(b"") * 3000),
        "small members": (zipped, gzip.compress(b"x") * 3000),
        "bomb": (zipped, gzip.compress(bytes(20 * MIB))),
        "bomb in an error": (
            b"HTTP/1.1 500 Oh\r\nContent-Encoding: deflate\r\n\r\n",
            zlib.compress(bytes(20 * MIB)),
        ),
        "bomb in a bomb": (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\n\r\n",
            gzip.compress(gzip.compress(bytes(20 * MIB))),
        ),
    }[name]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("body", errors.TooLarge),
        ("error", errors.Unavailable),
        ("redirect", errors.BadAnswer),
        ("chunks", errors.TooLarge),
        ("chunk extension", errors.BadAnswer),
        ("trailers", errors.BadAnswer),
        ("status line", errors.BadAnswer),
        ("header", errors.BadAnswer),
        ("headers", errors.BadAnswer),
        ("interim heads", errors.BadAnswer),
        ("hollow blocks", errors.BadAnswer),
        ("hollow members", errors.BadAnswer),
        ("small members", errors.BadAnswer),
        ("bomb", errors.TooLarge),
        ("bomb in an error", errors.Unavailable),
        ("bomb in a bomb", errors.BadAnswer),
    ],
)
async def test_an_endless_answer_is_given_up_in_bounded_room(
    name: str, kind: type[errors.ServerError]
) -> None:
    beginning, more = flood(name)
    async with (
        raw_server(lambda request: endless(request, beginning, more)) as server,
        opening(server.url, SMALL) as source,
    ):
        tracemalloc.start()
        try:
            error = await failing(source)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        await server.requests[0].ended.wait()
    assert type(error) is kind
    assert peak < 16 * MIB


@pytest.mark.parametrize("form", ["status line", "header", "headers", "interim heads"])
async def test_a_head_is_limited_also_when_all_of_it_arrives_at_once(form: str) -> None:
    beginning, more = flood(form)

    async def answer(request: RawRequest) -> None:
        await request.send(beginning + more * 3 + b"\r\n\r\n" + http_answer(EMPTY_LIST))

    error = await failure(answer)
    assert type(error) is errors.BadAnswer
    assert "100 KiB" in error.what or "interim" in error.what


async def test_many_headers_below_the_limit_are_taken() -> None:
    async def answer(request: RawRequest) -> None:
        headers = tuple(f"X-{number}: y" for number in range(5_000))
        await request.send(http_answer(EMPTY_LIST, headers=headers))

    async with raw_server(answer) as server, opening(server.url, SMALL) as source:
        assert (await source.list_jobs()).rows == ()


async def test_chunk_extensions_do_not_count_as_body() -> None:
    beginning, more = flood("chunk extensions")
    error = await failure(lambda request: endless(request, beginning, more), HURRIED)
    assert type(error) is errors.Unreachable
    assert "took too long" in error.what


async def test_an_errors_words_are_read_however_much_follows() -> None:
    refusal = b'{"status":"ERROR","message":"no such thing","data_type":"none","data_str":""}'

    async def answer(request: RawRequest) -> None:
        body = refusal + b" " * (MAX_ERROR_BYTES - len(refusal) + 200_000)
        await request.send(http_answer(body, status="400 Bad Request"))

    error = await failure(answer, Settings())
    assert type(error) is errors.Refused
    assert error.what == "no such thing"


@pytest.mark.parametrize(
    ("declared", "what"),
    [
        ("Content-Length: 10", "not Kinetica's"),
        (f"Content-Length: {len(EMPTY_LIST) + 10}", "cut"),
        ("Content-Length: -1", "not HTTP"),
        ("Content-Length: 1\r\nContent-Length: 2", "not HTTP"),
        (f"Content-Length: {'9' * 5000}", "not HTTP"),
        ("Content-Length: 0x80", "not HTTP"),
    ],
    ids=["too short", "too long", "negative", "two", "huge", "hexadecimal"],
)
async def test_a_length_that_is_a_lie(declared: str, what: str) -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(f"HTTP/1.1 200 OK\r\n{declared}\r\n\r\n".encode() + EMPTY_LIST)
        request.writer.close()

    error = await failure(answer)
    assert what in error.what


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(EMPTY_LIST) + b"garbage"),
        ("deflate", zlib.compress(EMPTY_LIST) + b"\xff\xff\xff\xffgarbage"),
        ("gzip", gzip.compress(EMPTY_LIST)[:-4]),
        ("gzip, gzip", gzip.compress(gzip.compress(EMPTY_LIST))),
    ],
    ids=["garbage behind", "behind deflate", "cut", "twice"],
)
async def test_compression_that_is_not_right(coding: str, body: bytes) -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(body, headers=(f"Content-Encoding: {coding}",)))

    error = await failure(answer)
    assert type(error) is errors.BadAnswer
    assert "compression" in error.what


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
@pytest.mark.parametrize("target", ["same host", "https", "elsewhere", "credentials"])
async def test_no_redirection_is_followed(status: str, target: str) -> None:
    async with raw_server(lambda request: request.send(http_answer(EMPTY_LIST))) as other:
        location = {
            "same host": "/other/admin/show/jobs",
            "https": "https://127.0.0.1:1/admin/show/jobs",
            "elsewhere": other.url,
            "credentials": other.url.replace("//", "//ann:hunter2@"),
        }[target]

        async def answer(request: RawRequest) -> None:
            await request.send(http_answer(status=status, headers=(f"Location: {location}",)))

        async with raw_server(answer) as server, opening(server.url, SMALL) as source:
            error = await failing(source)
            assert len(server.requests) == 1
        assert other.connection_count == 0
    assert type(error) is errors.BadAnswer
    assert "does not follow" in error.what
    assert "hunter2" not in str(error)


async def cookies_after(*answers: tuple[str, ...]) -> list[str]:
    """What is sent back in the end, after these Set-Cookie headers, answer by answer."""
    left = list(answers)

    async def answer(request: RawRequest) -> None:
        headers = left.pop(0) if left else ()
        told = tuple(f"Set-Cookie: {header}" for header in headers)
        await request.send(http_answer(EMPTY_LIST, headers=told))

    async with raw_server(answer) as server, opening(server.url, SMALL) as source:
        for _ in range(len(answers) + 1):
            await source.list_jobs()
    sent = server.requests[-1].header("cookie")
    return sent.split("; ") if sent else []


async def test_the_newest_cookies_are_kept_and_no_more_than_twenty() -> None:
    many = [tuple(f"c{answer}-{number}=v" for number in range(10)) for answer in range(5)]
    sent = await cookies_after(*many)
    assert len(sent) == 20
    assert "c4-9=v" in sent
    assert "c0-0=v" not in sent


async def test_one_answer_cannot_set_cookies_without_end() -> None:
    assert len(await cookies_after(tuple(f"c{number}=v" for number in range(3000)))) == 20


async def test_cookies_have_no_more_than_four_kibibytes() -> None:
    large = [(f"c{number}={'v' * 900}",) for number in range(12)]
    sent = await cookies_after(*large)
    assert len("; ".join(sent)) <= 4096
    assert sent[-1].startswith("c11=")


async def test_a_cookie_too_large_is_passed_over() -> None:
    assert await cookies_after((f"big={'v' * 5000}", "small=v")) == ["small=v"]


@pytest.mark.parametrize(
    "header", ["a=b; Domain=example.com", "a=b; Path=/elsewhere", "a=b; Secure", "a=b; Max-Age=0"]
)
async def test_a_cookie_goes_nowhere_else(header: str) -> None:
    assert await cookies_after((header,)) == []


async def test_a_cookie_in_another_encoding_does_not_end_the_talk() -> None:
    assert await cookies_after(("a=\u00e9", "b=c")) == ["b=c"]


@pytest.mark.parametrize(
    "header", ["a=b; Max-Age", f"a=b; Max-Age={'9' * 400}"], ids=["no number", "no float"]
)
async def test_a_cookie_that_cannot_be_read_takes_no_other_along(header: str) -> None:
    assert await cookies_after(("c=d", header, "e=f")) == ["c=d", "e=f"]


async def test_cookies_of_one_server_are_not_sent_to_another() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(EMPTY_LIST, headers=("Set-Cookie: a=b",)))

    async with (
        raw_server(answer) as one,
        raw_server(answer) as two,
        opening(one.url, SMALL) as first,
        opening(two.url, SMALL) as second,
    ):
        await first.list_jobs()
        await second.list_jobs()
        await first.list_jobs()
    assert one.requests[-1].header("cookie") == "a=b"
    assert two.requests[-1].header("cookie") is None
