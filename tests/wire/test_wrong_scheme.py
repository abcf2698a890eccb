"""Plain HTTP to a server that speaks TLS, the other way round, and answers that are no HTTP."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from jobview import errors
from tests.fakes.loopback import failing, opening
from tests.fakes.raw_server import RawRequest, http_answer, raw_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TRY_HTTPS = "check whether the URL should begin with https:// instead of http://"
TRY_HTTP = "check whether the URL should begin with http:// instead of https://"

ALERT = b"\x15\x03\x03\x00\x02\x02\x46"
"""A TLS record: fatal, protocol version."""


async def told(sent: bytes) -> errors.ServerError:
    """The error of a call over plain http that was answered by these bytes and a farewell."""

    async def answer(request: RawRequest) -> None:
        await request.send(sent)
        request.writer.close()

    async with raw_server(answer) as server, opening(server.url) as source:
        return await failing(source)


@pytest.mark.parametrize("behind", [b"", b"\r\n", b"\r\n\r\n"])
async def test_an_answer_in_tls_hints_at_https(behind: bytes) -> None:
    error = await told(ALERT + behind)

    assert type(error) is errors.BadAnswer
    assert error.what == "the server speaks TLS, not plain HTTP"
    assert error.remedy == TRY_HTTPS


@pytest.mark.parametrize(
    "page",
    [
        b"<h1>400 Bad Request</h1>\r\n<p>The plain HTTP request was sent to HTTPS port</p>",
        b"Client sent an HTTP request to an HTTPS server.\n",
        b"<p>Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />",
        b"Bad Request\r\nThis combination of host and port requires TLS.\r\n",
    ],
    ids=["nginx", "Go", "Apache", "Tomcat"],
)
async def test_a_server_that_says_so_hints_at_https(page: bytes) -> None:
    error = await told(http_answer(page, status="400 Bad Request", content_type="text/html"))

    assert type(error) is errors.BadAnswer
    assert error.remedy == TRY_HTTPS


@pytest.mark.parametrize(
    ("status", "page"),
    [
        ("400 Bad Request", b"<h1>400 Bad Request</h1> https://help.example.com"),
        ("200 OK", b"how to send a plain HTTP request to HTTPS port"),
    ],
)
async def test_a_page_about_something_else_hints_at_nothing(status: str, page: bytes) -> None:
    error = await told(http_answer(page, status=status, content_type="text/html"))

    assert "no proxy or login page is in between" in error.remedy


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-x\r\n"])
async def test_tls_to_a_plain_server_hints_at_http(answer: bytes) -> None:
    async with plain_server(answer) as port, opening(f"https://127.0.0.1:{port}") as source:
        error = await failing(source)

    assert type(error) is errors.Unreachable
    assert error.what.startswith("TLS failed: ")
    assert error.remedy == TRY_HTTP


@asynccontextmanager
async def plain_server(answer: bytes) -> AsyncIterator[int]:
    """The port of a server that answers the first bytes so, whatever they are."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1_000)
        writer.write(answer)
        writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listener:
        yield listener.sockets[0].getsockname()[1]


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "what"),
    [
        (CHUNKED + b"zz;\r\n", "the server's chunked answer cannot be read"),
        (CHUNKED + b"1\r\nxy\r\n", "the server's chunked answer cannot be read"),
        (b"SSH-2.0-x\r\n\r\n", "the answer is not HTTP: it does not begin with an HTTP status"),
        (b"HTTP/1.1 200 OK\r\n\xff: x\r\n\r\n", "the answer is not HTTP: a header is malformed"),
        (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "the answer is not HTTP: a header is malformed"),
        (b"HTTP/1.1 200 OK\r\nx: \x00\r\n\r\n", "the answer is not HTTP: a header is malformed"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "the answer is not HTTP: bad Content-Length",
        ),
    ],
    ids=["chunk", "chunk end", "status", "name", "colon", "value", "length"],
)
async def test_what_is_no_http_is_told_in_words(sent: bytes, what: str) -> None:
    error = await told(sent)

    assert type(error) is errors.BadAnswer
    assert error.what == what
