"""Real sockets and what can go wrong on them."""

from __future__ import annotations

import asyncio
import errno
import gzip
import socket
import ssl
import traceback

import h11
import httpx
import pytest

from jobview import errors
from jobview.kinetica.client import KineticaSource
from jobview.kinetica.transport.direct import MAX_CONNECTIONS
from jobview.kinetica.transport.wire import Wire
from jobview.settings import Login, Secret, Settings, Timeouts
from tests.fakes.clock import FakeClock
from tests.fakes.loopback import CERTIFICATE, EMPTY_LIST, KEY, failing, opening
from tests.fakes.raw_server import RawRequest, http_answer, raw_server
from tests.wire import captured


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_nobody_listens() -> None:
    async with opening(f"http://127.0.0.1:{unused_port()}") as source:
        error = await failing(source)
    assert type(error) is errors.Unreachable
    assert error.what == "connection refused"


async def test_nobody_listens_on_any_address_of_a_name() -> None:
    async with opening(f"http://localhost:{unused_port()}") as source:
        error = await failing(source)
    assert type(error) is errors.Unreachable
    assert error.what == "connection refused"


async def test_the_connection_is_reset() -> None:
    async def answer(request: RawRequest) -> None:
        request.reset()

    async with raw_server(answer) as server, opening(server.url) as source:
        error = await failing(source)
        assert len(server.requests) == 1
    assert type(error) is errors.Unreachable
    assert "cut" in error.what


@pytest.mark.parametrize("farewell", ["close", "reset"])
async def test_the_body_is_cut_short(farewell: str) -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(EMPTY_LIST)[:-10])
        if farewell == "reset":
            request.reset()
        else:
            request.writer.close()

    async with raw_server(answer) as server, opening(server.url) as source:
        error = await failing(source)
    assert type(error) is errors.Unreachable
    assert "cut" in error.what


@pytest.mark.parametrize("sent", [b"", http_answer(EMPTY_LIST)[:-10]])
async def test_the_server_hangs(sent: bytes) -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(sent)

    timeouts = Timeouts(read_s=0.05)
    async with (
        raw_server(answer) as server,
        opening(server.url, Settings(timeouts=timeouts)) as source,
    ):
        error = await failing(source)
    assert type(error) is errors.Unreachable
    assert error.what == "no answer within 0.05 s"


async def test_it_is_not_http() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(b"SSH-2.0-OpenSSH_9\x1b[31m\r\n\r\n")
        request.writer.close()

    async with raw_server(answer) as server, opening(server.url) as source:
        error = await failing(source)
    assert type(error) is errors.BadAnswer
    assert "not HTTP" in error.what


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        ("200 OK", b"<html>\x1b[2Jlogin</html>", errors.BadAnswer),
        ("200 OK", b"Kinetica is running!", errors.BadAnswer),
        ("400 Bad Request", captured.JSON_DENIED, errors.Refused),
        ("401 Unauthorized", b"", errors.Unauthorised),
        ("404 Not Found", b"<h1>Not Found</h1>", errors.UnknownEndpoint),
        ("503 Service Unavailable", b"", errors.Unavailable),
    ],
)
async def test_other_answers(status: str, body: bytes, kind: type[errors.ServerError]) -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(body, status=status, content_type="text/html"))

    async with raw_server(answer) as server, opening(server.url) as source:
        error = await failing(source)
        assert len(server.requests) == 1
    assert type(error) is kind
    assert error.url == server.url + "/admin/show/jobs"


async def test_a_redirection_is_not_followed() -> None:
    async def answer(request: RawRequest) -> None:
        location = "Location: http://elsewhere.example/admin/show/jobs"
        await request.send(http_answer(status="302 Found", headers=(location,)))

    async with raw_server(answer) as server, opening(server.url) as source:
        error = await failing(source)
        assert len(server.requests) == 1
    assert type(error) is errors.BadAnswer
    assert "elsewhere.example" in error.what


async def test_a_compressed_answer_is_read() -> None:
    async def answer(request: RawRequest) -> None:
        assert "gzip" in (request.header("accept-encoding") or "")
        body = gzip.compress(EMPTY_LIST)
        await request.send(http_answer(body, headers=("Content-Encoding: gzip",)))

    async with raw_server(answer) as server, opening(server.url) as source:
        assert (await source.list_jobs()).rows == ()


async def test_broken_compression() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(EMPTY_LIST, headers=("Content-Encoding: gzip",)))

    async with raw_server(answer) as server, opening(server.url) as source:
        error = await failing(source)
    assert type(error) is errors.BadAnswer
    assert "compression" in error.what


async def test_an_answer_in_pieces_is_read() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for byte in EMPTY_LIST:
            await request.send(b"1\r\n" + bytes([byte]) + b"\r\n")
        await request.send(b"0\r\n\r\n")

    async with raw_server(answer) as server, opening(server.url) as source:
        assert (await source.list_jobs()).rows == ()


@pytest.mark.parametrize("form", ["plain", "compressed", "declared"])
async def test_an_answer_too_large_ends_before_it_is_held(form: str) -> None:
    async def answer(request: RawRequest) -> None:
        if form == "plain":
            await request.send(http_answer(b"x" * 100_000))
        elif form == "compressed":
            bomb = gzip.compress(b"x" * 10_000_000)
            await request.send(http_answer(bomb, headers=("Content-Encoding: gzip",)))
        else:
            await request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")

    async with (
        raw_server(answer) as server,
        opening(server.url, Settings(max_response_bytes=50_000)) as source,
    ):
        error = await failing(source)
    assert isinstance(error, errors.TooLarge)
    assert error.limit_bytes == 50_000
    assert error.size_bytes == {"plain": 100_000, "declared": 99_999_999_999}.get(form)
    assert "48.8 KiB" in error.what


async def test_one_connection_serves_many_calls() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(EMPTY_LIST))

    async with raw_server(answer) as server, opening(server.url) as source:
        for _ in range(20):
            await source.list_jobs()
        assert server.connection_count == 1


async def test_no_more_connections_than_are_foreseen() -> None:
    held: list[RawRequest] = []

    async def answer(request: RawRequest) -> None:
        held.append(request)

    async with raw_server(answer) as server, opening(server.url) as source:
        calls = [asyncio.create_task(source.list_jobs()) for _ in range(30)]
        answered = 0
        while answered < len(calls):
            await asyncio.sleep(0)
            while held:
                await held.pop().send(http_answer(EMPTY_LIST))
                answered += 1
        await asyncio.gather(*calls)
        assert server.connection_count == MAX_CONNECTIONS


async def test_an_act_on_a_connection_that_dies_is_not_sent_again() -> None:
    async def answer(request: RawRequest) -> None:
        if "jobs" in request.path and len(server.requests) > 1:
            request.reset()
        else:
            await request.send(http_answer(EMPTY_LIST))

    async with raw_server(answer) as server, opening(server.url) as source:
        await source.list_jobs()
        with pytest.raises(errors.Unreachable) as caught:
            await source.cancel([1])
        assert [request.connection for request in server.requests] == [1, 1]
        assert "may have been carried out" in caught.value.remedy


async def test_a_cancelled_call_leaves_the_source_usable() -> None:
    arrived = asyncio.Event()

    async def answer(request: RawRequest) -> None:
        if not arrived.is_set():
            arrived.set()
        else:
            await request.send(http_answer(EMPTY_LIST))

    async with raw_server(answer) as server, opening(server.url) as source:
        call = asyncio.create_task(source.list_jobs())
        await arrived.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await source.list_jobs()).rows == ()


def tls_server() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, KEY)
    return context


async def list_answer(request: RawRequest) -> None:
    await request.send(http_answer(EMPTY_LIST))


async def test_an_unknown_authority_is_not_trusted() -> None:
    async with raw_server(list_answer, tls=tls_server()) as server, opening(server.url) as source:
        error = await failing(source)
        assert server.requests == []
    assert type(error) is errors.UntrustedCertificate
    assert "self-signed" in error.what.replace(" ", "-")


@pytest.mark.parametrize("trust", [Settings(ca_file=CERTIFICATE), Settings(insecure=True)])
async def test_tls_with_the_authority_given_or_unverified(trust: Settings) -> None:
    async with (
        raw_server(list_answer, tls=tls_server()) as server,
        opening(server.url, trust) as source,
    ):
        assert (await source.list_jobs()).rows == ()


async def test_one_tls_connection_serves_many_calls() -> None:
    async with (
        raw_server(list_answer, tls=tls_server()) as server,
        opening(server.url, Settings(ca_file=CERTIFICATE)) as source,
    ):
        for _ in range(5):
            await source.list_jobs()
        assert server.connection_count == 1


async def test_a_call_over_tls_can_be_cancelled() -> None:
    arrived: asyncio.Queue[RawRequest] = asyncio.Queue()
    async with (
        raw_server(arrived.put, tls=tls_server()) as server,
        opening(server.url, Settings(ca_file=CERTIFICATE)) as source,
    ):
        call = asyncio.create_task(source.list_jobs())
        request = await arrived.get()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await request.ended.wait()


async def test_tls_spoken_to_a_plain_server() -> None:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    async with listener, opening(f"https://127.0.0.1:{port}", Settings(insecure=True)) as source:
        error = await failing(source)
    assert type(error) is errors.Unreachable
    assert "TLS" in error.what
    assert "http://" in error.remedy


async def test_login_cookies_and_prefix_reach_the_server() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(EMPTY_LIST, headers=("Set-Cookie: ROUTE=n7; Path=/",)))

    login = Login("ann", Secret("pw"))
    async with (
        raw_server(answer) as server,
        opening(server.url + "/p/gpudb-0", Settings(login=login)) as source,
    ):
        await source.list_jobs()
        await source.list_jobs()
    first, second = server.requests
    assert first.path == "/p/gpudb-0/admin/show/jobs"
    assert first.header("authorization") == "Basic YW5uOnB3"
    assert first.header("cookie") is None
    assert second.header("cookie") == "ROUTE=n7"
    assert first.body == b'{"options":{"show_async_jobs":"true"}}'


@pytest.mark.parametrize("fault", ["nonsense", "no answer", "not sent"])
async def test_faults_do_not_show_the_login(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(request: RawRequest) -> None:
        if fault == "nonsense":
            await request.send(b"nonsense\r\n\r\n")
        request.writer.close()

    async def write(wire: Wire, data: bytes, timeout_s: float) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    if fault == "not sent":
        monkeypatch.setattr(Wire, "write", write)
    login = Login("ann", Secret("hunter2"))
    async with raw_server(answer) as server, opening(server.url, Settings(login=login)) as source:
        assert "YW5uOmh1bnRlcjI" not in all_told(await failing(source))


def all_told(error: BaseException | None) -> str:
    """All that a report of the error and of what led to it could show."""
    shown = ""
    while error is not None:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        shown += "".join(told.format()) + repr(error) + repr(vars(error))
        error = error.__cause__ or error.__context__
    return shown


async def test_a_proxy_is_asked_for_other_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    async with raw_server(list_answer) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.replace("http://", "http://ann:pw@"))
        async with opening("http://head.invalid:9191") as source:
            await source.list_jobs()
    (request,) = proxy.requests
    assert request.path == "http://head.invalid:9191/admin/show/jobs"
    assert request.header("proxy-authorization") == "Basic YW5uOnB3"


async def test_a_proxy_refuses_to_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(status="407 Proxy Authentication Required"))

    async with raw_server(answer) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.replace("http://", "http://ann:pw@"))
        async with opening("https://head.invalid:443", Settings(insecure=True)) as source:
            error = await failing(source)
    (request,) = proxy.requests
    assert request.head.startswith("CONNECT head.invalid:443 ")
    assert request.header("proxy-authorization") == "Basic YW5uOnB3"
    assert type(error) is errors.Unauthorised
    assert "HTTPS_PROXY" in error.remedy
    assert "YW5uOnB3" not in all_told(error)


async def test_a_proxy_that_breaks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(request: RawRequest) -> None:
        request.reset()

    async with raw_server(answer) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.replace("http://", "http://ann:pw@"))
        async with opening("https://head.invalid:443", Settings(insecure=True)) as source:
            error = await failing(source)
    assert type(error) is errors.Unreachable
    assert "YW5uOnB3" not in all_told(error)


async def test_a_proxy_that_keeps_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(request: RawRequest) -> None:
        await asyncio.sleep(60)

    async with raw_server(answer) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.replace("http://", "http://ann:pw@"))
        settings = Settings(insecure=True, timeouts=Timeouts(connect_s=0.1))
        async with opening("https://head.invalid:443", settings) as source:
            error = await failing(source)
    assert type(error) is errors.Unreachable
    assert error.what == "no connection within 0.1 s"
    assert "YW5uOnB3" not in all_told(error)


async def test_what_cannot_be_sent_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def talked(*_: object) -> None:
        raise h11.LocalProtocolError("Illegal header value b'Bearer hunter2 '")

    monkeypatch.setattr(Wire, "write", talked)
    async with raw_server(list_answer) as server, opening(server.url) as source:
        error = await failing(source)
    assert type(error) is errors.Unreachable
    assert "hunter2" not in str(error)


@pytest.mark.parametrize("token", ["hunter2 ", " hunter2", "hun\nter2", "hunter\u00b2"])
def test_a_token_that_fits_no_header_is_refused_unseen(token: str) -> None:
    settings = Settings(login=Login(oauth_token=Secret(token)))
    with pytest.raises(errors.SettingsError) as caught:
        KineticaSource(settings, FakeClock(), httpx.AsyncBaseTransport())
    assert "hun" not in str(caught.value)


async def test_a_proxy_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://ann:pw@127.0.0.1:{unused_port()}")
    async with opening("http://head.invalid:9191") as source:
        error = await failing(source)
    assert type(error) is errors.Unreachable
    assert "refused" in error.what
