"""A connection's bytes and HTTP on them, against bare sockets."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from jobview.kinetica.transport.connection import Connection
from jobview.kinetica.transport.network import tls_context
from jobview.kinetica.transport.route import Route
from jobview.kinetica.transport.talk import CUT_OFF
from jobview.kinetica.transport.wire import MAX_UNREAD_BYTES, Wire
from tests.fakes.loopback import CERTIFICATE, KEY
from tests.fakes.raw_server import RawRequest, http_answer, raw_server
from tests.fakes.tunnel import tunnelling_proxy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

PROMPT_S = 5.0


@pytest.fixture
async def far_end() -> AsyncIterator[tuple[int, asyncio.Queue[socket.socket]]]:
    """A port, and the sockets of those who connected to it; they read nothing by themselves."""
    taken: asyncio.Queue[socket.socket] = asyncio.Queue()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        loop = asyncio.get_running_loop()

        async def accept() -> None:
            while True:
                await taken.put((await loop.sock_accept(listener))[0])

        accepting = asyncio.create_task(accept())
        yield listener.getsockname()[1], taken
        accepting.cancel()
        while not taken.empty():
            taken.get_nowait().close()


def connection(url: str, *, proxy: str = "", ca_file: Path | None = None) -> Connection:
    context = tls_context(url, ca_file, insecure=False)
    route = Route(httpx.URL(url), lambda: context, httpx.Proxy(proxy) if proxy else None)
    return Connection(route, lambda _: None)


def post(
    url: str, content: bytes = b"T\x00", *, write_s: float = PROMPT_S, connect_s: float = PROMPT_S
) -> httpx.Request:
    timeouts = {"connect": connect_s, "read": PROMPT_S, "write": write_s, "pool": PROMPT_S}
    return httpx.Request("POST", url + "/x", content=content, extensions={"timeout": timeouts})


async def test_what_is_written_arrives_though_it_is_taken_slowly(
    far_end: tuple[int, asyncio.Queue[socket.socket]],
) -> None:
    port, taken = far_end
    data = bytes(range(256)) * 40_000
    wire = await Wire.opened("127.0.0.1", port, PROMPT_S)
    peer = await taken.get()
    writing = asyncio.create_task(wire.write(data, PROMPT_S))
    arrived = b""
    while len(arrived) < len(data):
        arrived += await asyncio.get_running_loop().sock_recv(peer, 100_000)
    await writing
    assert arrived == data
    wire.close()
    peer.close()


async def test_nobody_takes_what_is_written(
    far_end: tuple[int, asyncio.Queue[socket.socket]],
) -> None:
    port, taken = far_end
    talk = connection(f"http://127.0.0.1:{port}")
    with pytest.raises(httpx.WriteTimeout):
        await talk.answer(post(f"http://127.0.0.1:{port}", b"x" * 50_000_000, write_s=0.05))
    (await taken.get()).close()


async def test_an_answer_before_all_was_taken_ends_the_wait() -> None:
    served = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(http_answer(b"no", status="413 Too Large", headers=("Connection: close",)))
        with contextlib.suppress(ConnectionError):
            while await reader.read(1_000_000):
                pass
        writer.transport.abort()
        served.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as listener:
        url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        response = await connection(url).answer(post(url, b"x" * 20_000_000))
        await served.wait()
    assert response.status_code == 413


async def test_a_flood_that_nobody_asked_for_is_held_back(
    far_end: tuple[int, asyncio.Queue[socket.socket]],
) -> None:
    port, taken = far_end
    wire = await Wire.opened("127.0.0.1", port, PROMPT_S)
    peer = await taken.get()
    peer.setblocking(False)
    sent = 0
    flood = b"x" * 1_000_000
    while sent < 100 * MAX_UNREAD_BYTES:
        try:
            async with asyncio.timeout(0.2):
                await asyncio.get_running_loop().sock_sendall(peer, flood)
        except TimeoutError:
            break
        sent += len(flood)
    assert not wire.is_quiet
    held = await wire.read(PROMPT_S)
    assert MAX_UNREAD_BYTES < len(held) < 2 * MAX_UNREAD_BYTES
    assert await wire.read(PROMPT_S)  # and goes on
    wire.close()
    peer.close()


async def test_a_large_answer_arrives_whole() -> None:
    body = bytes(range(256)) * 40_000

    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(body))

    async with raw_server(answer) as server:
        talk = connection(server.url)
        for _ in range(2):
            assert await (await talk.answer(post(server.url))).aread() == body
        assert server.connection_count == 1
        talk.close()


async def test_a_word_in_between_is_passed_over() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(b"HTTP/1.1 100 Continue\r\n\r\n" + http_answer(b"x"))

    async with raw_server(answer) as server:
        talk = connection(server.url)
        assert (await talk.answer(post(server.url))).status_code == 200
        talk.close()


@pytest.mark.parametrize("late", [False, True])
async def test_more_than_the_answer_is_not_taken_for_the_next(late: bool) -> None:  # noqa: FBT001
    async def answer(request: RawRequest) -> None:
        more = http_answer(b"forged")
        if late:
            await request.send(http_answer(b"own"))
            await asyncio.sleep(0)
            await request.send(more)
        else:
            await request.send(http_answer(b"own") + more)

    async with raw_server(answer) as server:
        talk = connection(server.url)
        for count in (1, 2):
            assert await (await talk.answer(post(server.url))).aread() == b"own"
            assert server.connection_count == count
            await asyncio.sleep(0.01)
        talk.close()


NO_HTTP = {
    "a flood of headers": b"HTTP/1.1 200 OK\r\n" + b"X-Flood: 1\r\n" * 20_000,
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "another protocol": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    "a chunk of no length": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    "bytes": b"\x16\x03\x01\x02\r\n\r\n",
}


@pytest.mark.parametrize("sent", NO_HTTP.values(), ids=NO_HTTP)
async def test_an_answer_that_is_no_http(sent: bytes) -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(sent)

    async with raw_server(answer) as server:
        talk = connection(server.url)
        with pytest.raises(httpx.RemoteProtocolError) as caught:
            await talk.answer(post(server.url))
        assert str(caught.value) != CUT_OFF
        assert await server.requests[0].ended.wait()


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nContent-", http_answer(b"abc")[:-1]])
async def test_a_farewell_too_early(sent: bytes) -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(sent)
        request.writer.close()

    async with raw_server(answer) as server:
        with pytest.raises(httpx.RemoteProtocolError, match=CUT_OFF):
            await connection(server.url).answer(post(server.url))


async def test_tls_directly_and_through_a_tunnel() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(request.body))

    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE, KEY)
    heads: list[str] = []
    body = b"y" * 300_000
    async with raw_server(answer, tls=tls) as server, tunnelling_proxy(heads) as proxy:
        url = server.url
        with_login = proxy.replace("http://", "http://ann:pw@")
        for way in ("", with_login):
            talk = connection(url, ca_file=CERTIFICATE, proxy=way)
            for _ in range(3):
                assert await (await talk.answer(post(url, body))).aread() == body
            talk.close()
        assert server.connection_count == 2
        assert all("proxy-authorization" not in r.head.lower() for r in server.requests)
    (head,) = heads
    assert head.startswith(f"CONNECT {url.removeprefix('https://')} ")
    assert "Proxy-Authorization: Basic YW5uOnB3\r\n" in head


@pytest.mark.parametrize("pieces", [1, 2, 3, 4])
async def test_tls_waits_for_an_answer_by_the_limit_for_answers(pieces: int) -> None:
    async def answer(request: RawRequest) -> None:
        await asyncio.sleep(0.1)
        whole = http_answer(b"z" * 40)
        size = -(-len(whole) // pieces)
        for start in range(0, len(whole), size):
            await request.send(whole[start : start + size])
            await asyncio.sleep(0.01)

    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE, KEY)
    async with raw_server(answer, tls=tls) as server:
        talk = connection(server.url, ca_file=CERTIFICATE)
        for _ in range(3):
            response = await talk.answer(post(server.url, write_s=0.05))
            assert await response.aread() == b"z" * 40
        talk.close()


async def test_an_untrusted_server_behind_a_tunnel() -> None:
    async def answer(request: RawRequest) -> None:
        raise AssertionError("nothing may be sent")

    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE, KEY)
    async with raw_server(answer, tls=tls) as server, tunnelling_proxy([]) as proxy:
        with pytest.raises(httpx.ConnectError) as caught:
            await connection(server.url, proxy=proxy).answer(post(server.url))
    assert isinstance(caught.value.__cause__, ssl.SSLCertVerificationError)


async def test_a_server_that_never_agrees_on_tls(
    far_end: tuple[int, asyncio.Queue[socket.socket]],
) -> None:
    port, taken = far_end
    url = f"https://127.0.0.1:{port}"
    with pytest.raises(httpx.ConnectTimeout):
        await connection(url, ca_file=CERTIFICATE).answer(post(url, connect_s=0.05))
    (await taken.get()).close()


@pytest.mark.parametrize("host", ["no-such-host.invalid", "x" * 70 + ".invalid"])
async def test_a_name_that_nobody_has(host: str) -> None:
    url = f"http://{host}:9191"
    with pytest.raises(httpx.ConnectError):
        await connection(url).answer(post(url))


async def test_a_name_is_looked_up(far_end: tuple[int, asyncio.Queue[socket.socket]]) -> None:
    port, taken = far_end
    wire = await Wire.opened("localhost", port, PROMPT_S)
    (await taken.get()).close()
    assert await wire.read(PROMPT_S) == b""
    wire.close()


async def test_an_address_that_swallows_everything_leaves_time_for_the_next(
    far_end: tuple[int, asyncio.Queue[socket.socket]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, taken = far_end
    loop = asyncio.get_running_loop()
    tried = []
    connect = loop.sock_connect

    async def sock_connect(sock: socket.socket, address: tuple[str, int]) -> None:
        tried.append(address[0])
        if address[0] == "127.0.0.2":
            await asyncio.Event().wait()
        await connect(sock, address)

    def looked_up(*_: object, **__: object) -> list[tuple[object, ...]]:
        family, kind = socket.AF_INET, socket.SOCK_STREAM
        return [(family, kind, 0, "", (host, port)) for host in ("127.0.0.2", "127.0.0.1")]

    monkeypatch.setattr(loop, "sock_connect", sock_connect)
    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    wire = await Wire.opened("head.invalid", port, 0.1)
    assert tried == ["127.0.0.2", "127.0.0.1"]
    wire.close()
    (await taken.get()).close()


async def test_a_system_without_threads_is_a_connection_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    with pytest.raises(httpx.ConnectError, match="thread"):
        await connection("http://localhost:9").answer(post("http://localhost:9"))
