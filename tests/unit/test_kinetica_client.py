from __future__ import annotations

import base64
import json
import threading
import traceback
from typing import TYPE_CHECKING

import httpx
import pytest

from jobview import __version__, errors
from jobview.kinetica import client
from jobview.kinetica.client import KineticaSource, open_source
from jobview.kinetica.messages.job_list import SharedTexts, listed_jobs
from jobview.kinetica.schemas.catalogue import Schemas
from jobview.kinetica.transport.talk import CUT_OFF
from jobview.settings import Login, Secret, Settings, Timeouts
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from pathlib import Path

    from jobview.kinetica.messages.envelope import Envelope
    from jobview.kinetica.messages.job_list import ListedJobs

    Answering = Callable[[httpx.Request], httpx.Response]

URL = "https://head:8082/gpudb-0"


def wrapped(payload: Mapping[str, object]) -> httpx.Response:
    body = {
        "status": "OK",
        "message": "",
        "data_type": "some_response",
        "data": "",
        "data_str": json.dumps(payload),
    }
    return httpx.Response(200, json=body)


def refused(message: str) -> httpx.Response:
    return httpx.Response(400, json={"status": "ERROR", "message": message})


def binary_job(**changed: object) -> httpx.Response:
    schema = Schemas.load().response_schema("/get/job")
    assert schema is not None
    record: dict[str, object] = {
        "endpoint": "/alter/table",
        "job_status": "RUNNING",
        "running": True,
        "progress": 42,
        "successful": False,
        "response_encoding": "binary",
        "job_response": b"\x00\xff",
        "job_response_str": "",
        "status_map": {},
        "info": {"a": "b"},
    }
    data = schema.encode(record | changed)
    envelope = {"status": "OK", "message": "", "data_type": "get_job_response", "data_str": ""}
    return httpx.Response(200, content=Schemas.load().envelope.encode({**envelope, "data": data}))


def source_of(
    answering: Answering, settings: Settings | None = None, clock: FakeClock | None = None
) -> KineticaSource:
    settings = settings or Settings(urls=(URL,))
    return KineticaSource(settings, clock or FakeClock(), httpx.MockTransport(answering))


async def test_a_list_is_asked_for_and_read_with_its_times() -> None:
    clock = FakeClock()
    seen: list[httpx.Request] = []

    def answering(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        clock.advance(0.25)
        answer = wrapped({"job_id": [7], "status": ["running"], "info": {"x": "y"}})
        answer.headers["Date"] = "Sun, 23 Nov 2025 12:13:20 GMT"
        return answer

    async with source_of(answering, clock=clock) as source:
        listed = await source.list_jobs()
        assert source.request_count == 1
    assert [row.job_id for row in listed.rows] == [7]
    assert listed.info == {"x": "y"}
    assert listed.latency_s == 0.25
    assert listed.server_s == 1_763_900_000.0
    request = seen[0]
    assert request.method == "POST"
    assert str(request.url) == "https://head:8082/gpudb-0/admin/show/jobs"
    assert request.headers["content-type"] == request.headers["accept"] == "application/json"
    assert request.headers["user-agent"] == f"jobview/{__version__}"
    assert "authorization" not in request.headers


async def test_a_list_without_a_date_has_no_server_time() -> None:
    async with source_of(lambda _: wrapped({"job_id": []})) as source:
        assert (await source.list_jobs()).server_s is None


@pytest.mark.parametrize(("count", "is_elsewhere"), [(10, False), (10_000, True)])
async def test_a_long_list_does_not_keep_the_event_loop(
    monkeypatch: pytest.MonkeyPatch, count: int, *, is_elsewhere: bool
) -> None:
    threads: list[int] = []

    def noted(envelope: Envelope, shared: SharedTexts) -> ListedJobs:
        threads.append(threading.get_ident())
        return listed_jobs(envelope, shared)

    monkeypatch.setattr(client, "listed_jobs", noted)
    answer = wrapped({"job_id": list(range(count)), "user_data": ["some words of data"] * count})
    async with source_of(lambda _: answer) as source:
        listed = await source.list_jobs()
    assert [row.job_id for row in listed.rows] == list(range(count))
    assert (threads != [threading.get_ident()]) is is_elsewhere


async def test_a_job_is_asked_for_in_avro() -> None:
    seen: list[httpx.Request] = []

    def answering(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return binary_job()

    async with source_of(answering) as source:
        reply = await source.job(42)
    assert (reply.job_id, reply.progress, reply.running) == (42, 42, True)
    assert (reply.response, reply.info) == (b"\x00\xff", {"a": "b"})
    assert seen[0].content == b"\x54\x00"
    assert (
        seen[0].headers["content-type"] == seen[0].headers["accept"] == "application/octet-stream"
    )


async def test_a_job_that_nobody_can_have_is_unknown_without_asking() -> None:
    async with source_of(lambda _: binary_job()) as source:
        with pytest.raises(errors.UnknownJob):
            await source.job(2**63)
        assert source.request_count == 0


async def test_an_unknown_job() -> None:
    async with source_of(lambda _: refused("Job 9 not found (J/Jc:1)")) as source:
        with pytest.raises(errors.UnknownJob, match=r"Job 9 not found \(J/Jc:1\)"):
            await source.job(9)


async def test_cancelling_and_creating_are_each_sent_once() -> None:
    seen: list[str] = []

    def answering(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        if request.url.path.endswith("/create/job"):
            return wrapped({"job_id": 5, "info": {"job_tag": "t"}})
        return wrapped({"job_ids": [1, 2], "status": ["cancelling", "x"]})

    async with source_of(answering) as source:
        created = await source.create("/show/table", "{}", "t")
        answers = await source.cancel([1, 2])
    assert (created.job_id, created.job_tag) == (5, "t")
    assert [(answer.job_id, answer.status) for answer in answers] == [(1, "cancelling"), (2, "x")]
    assert seen == ["/gpudb-0/create/job", "/gpudb-0/admin/alter/jobs"]


@pytest.mark.parametrize("status_code", [500, 502, 503])
async def test_a_failed_call_is_not_repeated(status_code: int) -> None:
    async with source_of(lambda _: httpx.Response(status_code)) as source:
        for call in (source.list_jobs(), source.create("/x", "{}"), source.cancel([1])):
            with pytest.raises(errors.Unavailable):
                await call
        assert source.request_count == 3


async def test_the_server_describes_itself() -> None:
    def answering(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/show/system/properties"):
            return wrapped({"property_map": {"version.gpudb_core_version": "7.2.3.12"}})
        return wrapped({"status_map": {"system": '{"status":"running"}'}})

    async with source_of(answering) as source:
        cluster = await source.describe()
    assert (cluster.url, cluster.version, cluster.status) == (URL, "7.2.3.12", "running")


async def test_what_a_user_may_not_know_stays_empty() -> None:
    async with source_of(lambda _: refused("Access denied; ok")) as source:
        cluster = await source.describe()
        assert await source.version() == ""
        assert source.request_count == 2
    assert (cluster.version, cluster.status) == ("", "")


def with_versions(*versions: str) -> Answering:
    """Answers about the system with one version after the other, and about jobs."""
    left = list(versions)

    def answering(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/get/job"):
            return binary_job()
        if request.url.path.endswith("/show/system/properties"):
            return wrapped({"property_map": {"version.gpudb_core_version": left.pop(0)}})
        return wrapped({"status_map": {}})

    return answering


async def test_replies_about_jobs_carry_the_version_once_it_is_known() -> None:
    async with source_of(with_versions("7.1.10.1", "7.2.3.12")) as source:
        assert (await source.job(1)).server_version == ""
        assert await source.version() == await source.version() == "7.1.10.1"
        assert (await source.job(1)).server_version == "7.1.10.1"
        assert source.request_count == 3

        assert (await source.describe()).version == "7.2.3.12"
        assert await source.version() == "7.2.3.12"
        assert (await source.job(1)).server_version == "7.2.3.12"


async def test_a_server_that_fails_to_tell_its_version_is_asked_again() -> None:
    answers = iter([httpx.Response(503), wrapped({"property_map": {}})])
    async with source_of(lambda _: next(answers)) as source:
        with pytest.raises(errors.Unavailable):
            await source.version()
        assert await source.version() == ""


@pytest.mark.parametrize(
    ("login", "authorization"),
    [
        (
            Login("ann", Secret("pässword")),
            "Basic " + base64.b64encode("ann:pässword".encode()).decode(),
        ),
        (Login("ann"), "Basic " + base64.b64encode(b"ann:").decode()),
        # As the environment gives a byte that is no UTF-8.
        (Login("ann", Secret("p\udc80")), "Basic " + base64.b64encode(b"ann:p\x80").decode()),
        (Login("ann", Secret("x"), Secret("tok.en-1")), "Bearer tok.en-1"),
    ],
    ids=["umlaut", "none", "byte", "token"],
)
async def test_login(login: Login, authorization: str) -> None:
    seen: list[str] = []

    def answering(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return binary_job()

    async with source_of(answering, Settings(urls=(URL,), login=login)) as source:
        await source.job(1)
    assert seen == [authorization]


@pytest.mark.parametrize(
    ("login", "words"),
    [
        (Login("an:n", Secret("hunter2")), "holds a colon"),
        (Login("ann", Secret("hunter2\ud800")), "cannot be sent"),
    ],
    ids=["colon", "surrogate"],
)
def test_a_login_that_no_header_can_carry_is_refused_unseen(login: Login, words: str) -> None:
    with pytest.raises(errors.SettingsError, match=words) as caught:
        source_of(lambda _: binary_job(), Settings(urls=(URL,), login=login))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("token", ["tok\r\nX: y", "tökén", "tok en\x00"])
def test_a_token_that_no_header_can_carry_is_refused_unseen(token: str) -> None:
    settings = Settings(urls=(URL,), login=Login(oauth_token=Secret(token)))
    with pytest.raises(errors.SettingsError) as caught:
        source_of(lambda _: binary_job(), settings)
    assert token not in str(caught.value)


async def test_cookies_of_a_load_balancer_are_given_back() -> None:
    seen: list[str | None] = []

    def answering(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        answer = binary_job()
        answer.headers["Set-Cookie"] = "ROUTE=node7; Path=/"
        return answer

    async with source_of(answering, Settings(urls=("http://balancer.example:9191",))) as source:
        await source.job(1)
        await source.job(2)
    assert seen == [None, "ROUTE=node7"]


@pytest.mark.parametrize("coding", ["identity", " Identity "])
async def test_a_body_that_is_said_to_be_as_it_is_is_taken_so(coding: str) -> None:
    def answering(_: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, headers={"Content-Encoding": coding}, content=binary_job().content
        )

    async with source_of(answering) as source:
        assert (await source.job(1)).progress == 42


async def test_a_payload_of_another_shape_is_a_bad_answer() -> None:
    async with source_of(lambda _: wrapped({"jobs": []})) as source:
        with pytest.raises(errors.BadAnswer, match="payload"):
            await source.list_jobs()


@pytest.mark.parametrize(
    "answer",
    [
        lambda: httpx.Response(200, content=b"x" * 1001),
        lambda: httpx.Response(200, stream=_Endless()),
        lambda: httpx.Response(200, headers={"Content-Length": "999999"}, stream=_Endless()),
    ],
    ids=["declared", "undeclared", "declared only"],
)
async def test_an_answer_too_large_is_cut_short(answer: Callable[[], httpx.Response]) -> None:
    settings = Settings(urls=(URL,), max_response_bytes=1000)
    async with source_of(lambda _: answer(), settings) as source:
        with pytest.raises(errors.TooLarge, match="1000 bytes") as caught:
            await source.list_jobs()
    assert "max_response_bytes" in caught.value.remedy


async def test_an_answer_of_exactly_the_limit_is_read() -> None:
    size = len(wrapped({"job_id": []}).content)
    settings = Settings(urls=(URL,), max_response_bytes=size)
    async with source_of(lambda _: wrapped({"job_id": []}), settings) as source:
        assert (await source.list_jobs()).rows == ()


class _Endless(httpx.AsyncByteStream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 100


@pytest.mark.parametrize(
    ("raised", "kind", "words"),
    [
        (httpx.ConnectTimeout(""), errors.Unreachable, "no connection within 1 s"),
        (httpx.ReadTimeout(""), errors.Unreachable, "no answer within 2 s"),
        (httpx.WriteTimeout(""), errors.Unreachable, "could not be sent within 3 s"),
        (httpx.PoolTimeout(""), errors.Unreachable, "no connection was free within 4 s"),
        (httpx.ReadError(""), errors.Unreachable, "cut before the answer"),
        (httpx.RemoteProtocolError(CUT_OFF), errors.Unreachable, "cut before"),
        (httpx.RemoteProtocolError("illegal status line \x1b"), errors.BadAnswer, "not HTTP"),
        (httpx.DecodingError("zlib"), errors.BadAnswer, "compression"),
        (httpx.ProxyError("403 Forbidden"), errors.Unreachable, "403 Forbidden"),
        (httpx.UnsupportedProtocol(""), errors.Unreachable, "UnsupportedProtocol"),
    ],
)
async def test_faults_of_the_connection(
    raised: httpx.HTTPError, kind: type[errors.ServerError], words: str
) -> None:
    def answering(_: httpx.Request) -> httpx.Response:
        raise raised

    settings = Settings(urls=(URL,), timeouts=Timeouts(1, 2, 3, 4))
    async with source_of(answering, settings) as source:
        with pytest.raises(kind, match=words) as caught:
            await source.list_jobs()
    assert type(caught.value) is kind
    assert caught.value.retry
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("raised", "may_be_done"),
    [
        (httpx.ReadTimeout(""), True),
        (httpx.RemoteProtocolError(CUT_OFF), True),
        (httpx.ConnectError("refused"), False),
        (httpx.PoolTimeout(""), False),
    ],
)
async def test_an_unanswered_act_warns_that_it_may_be_done(
    raised: httpx.HTTPError,
    may_be_done: bool,  # noqa: FBT001 - a case's parameter, not a caller's
) -> None:
    def answering(_: httpx.Request) -> httpx.Response:
        raise raised

    async with source_of(answering) as source:
        for act in (source.create("/x", "{}"), source.cancel([1])):
            with pytest.raises(errors.Unreachable) as caught:
                await act
            assert ("may have been carried out" in caught.value.remedy) is may_be_done
        with pytest.raises(errors.Unreachable) as caught:
            await source.job(1)
        assert "carried out" not in caught.value.remedy


async def test_secrets_are_in_no_text_of_source_or_error() -> None:
    def answering(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("cut", request=request)

    login = Login("ann", Secret("hunter2"))
    hidden = ("hunter2", base64.b64encode(b"ann:hunter2").decode())
    settings = Settings(urls=(URL,), login=login)
    async with source_of(answering, settings) as source:
        with pytest.raises(errors.Unreachable) as caught:
            await source.list_jobs()
        shown = [repr(source), str(source), repr(settings), repr(vars(source))]
    error: BaseException | None = caught.value
    while error is not None:
        shown += [repr(error), str(error), repr(vars(error))]
        error = error.__cause__ or error.__context__
    shown += _traceback_with_locals(caught.value)
    assert not [text for text in shown for secret in hidden if secret in text]


async def test_a_refused_token_is_in_no_local_of_the_traceback() -> None:
    settings = Settings(urls=(URL,), login=Login(oauth_token=Secret("hunter\n2")))
    with pytest.raises(errors.SettingsError) as caught:
        source_of(lambda _: binary_job(), settings)
    assert not [text for text in _traceback_with_locals(caught.value) if "hunter" in text]


def _traceback_with_locals(error: BaseException) -> list[str]:
    """All frames but the test's own."""
    assert error.__traceback__ is not None
    told = traceback.TracebackException(
        type(error), error, error.__traceback__.tb_next, capture_locals=True
    )
    return list(told.format())


@pytest.mark.parametrize("verified", ["insecure", "secure"])
async def test_a_source_opens_without_sending_anything(verified: str) -> None:
    settings = Settings(urls=("https://head:443",), insecure=verified == "insecure")
    async with open_source(settings, FakeClock()) as source:
        assert (source.cluster, source.request_count) == ("https://head:443", 0)


@pytest.mark.parametrize("content", [None, b"no certificate"])
async def test_a_ca_file_that_is_none_is_said_so(tmp_path: Path, content: bytes | None) -> None:
    ca_file = tmp_path / "ca.pem"
    if content is not None:
        ca_file.write_bytes(content)
    with pytest.raises(errors.SettingsError, match=r"ca\.pem"):
        async with open_source(Settings(urls=(URL,), ca_file=ca_file), FakeClock()):
            pass


async def test_a_url_that_http_cannot_use_is_said_so() -> None:
    with pytest.raises(errors.SettingsError, match="cannot be used"):
        async with open_source(Settings(urls=("http://\N{SNOWMAN}.x..y:9191",)), FakeClock()):
            pass


def test_a_password_that_cannot_be_sent_is_said_without_it() -> None:
    settings = Settings(urls=(URL,), login=Login("ann", Secret("hunter\ud800")))
    with pytest.raises(errors.SettingsError, match="cannot be sent") as caught:
        source_of(lambda _: binary_job(), settings)
    assert caught.value.__context__ is None
    assert "hunter" not in str(caught.value)
