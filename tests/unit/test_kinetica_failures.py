from __future__ import annotations

import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview import errors
from jobview.kinetica.exchange.failures import EXCERPT_CHARACTERS, Answer, http_date_s, opened
from jobview.kinetica.schemas.catalogue import Schemas
from tests.wire import captured

URL = "http://head:9191"
NOW_S = 1_763_900_000.0


def answer(
    status_code: int,
    body: bytes = b"",
    *,
    endpoint: str = "/admin/show/jobs",
    headers: dict[str, str] | None = None,
) -> Answer:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]
    return Answer(URL + endpoint, endpoint, status_code, httpx.Headers(raw), body)


def error_body(message: str) -> bytes:
    return json.dumps(
        {"status": "ERROR", "message": message, "data_type": "none", "data": "", "data_str": ""}
    ).encode()


def failure(given_answer: Answer) -> errors.ServerError:
    with pytest.raises(errors.ServerError) as caught:
        opened(given_answer, NOW_S)
    return caught.value


def test_success_gives_the_envelope() -> None:
    envelope = opened(answer(200, captured.JSON_SQL), NOW_S)
    assert envelope.data_type == "execute_sql_response"


@pytest.mark.parametrize("status_code", [200, 400, 422])
def test_the_endpoints_own_error_is_said_verbatim(status_code: int) -> None:
    error = failure(answer(status_code, captured.JSON_ERROR))
    assert type(error) is errors.Refused
    assert error.what == "SqlEngine: Object 'missing' not found (S/SDc:1513)"
    assert error.url == URL + "/admin/show/jobs"
    assert not error.retry


def test_an_error_in_avro_reads_the_same() -> None:
    body = Schemas.load().envelope.encode(
        {"status": "ERROR", "message": "no", "data_type": "none", "data": b"", "data_str": ""}
    )
    error = failure(answer(400, body, endpoint="/create/job"))
    assert (type(error), error.what) == (errors.Refused, "no")


def test_an_error_without_a_message_still_says_something() -> None:
    assert failure(answer(400, error_body(""))).what


def test_denied_access_is_refused_and_says_which_right_is_needed() -> None:
    error = failure(answer(400, captured.JSON_DENIED))
    assert type(error) is errors.Refused
    assert error.what == "Access denied; ok"
    assert "admin" in error.remedy


@pytest.mark.parametrize("endpoint", ["/get/job", "/admin/show/jobs"])
def test_denied_access_is_never_an_unknown_job(endpoint: str) -> None:
    assert type(failure(answer(400, captured.JSON_DENIED, endpoint=endpoint))) is errors.Refused


@pytest.mark.parametrize(
    "message",
    [
        "Job 7 not found (J/Jc:1)",
        "Unknown job id: 7",
        "No such job",
        "Job with id 7 does not exist or has expired",
        "",
    ],
)
def test_whatever_the_server_says_about_an_unknown_job(message: str) -> None:
    assert type(failure(answer(400, error_body(message), endpoint="/get/job"))) is errors.UnknownJob


def test_a_job_may_be_unknown_by_404() -> None:
    unknown_job = failure(answer(404, error_body("Job 7 not found"), endpoint="/get/job"))
    assert type(unknown_job) is errors.UnknownJob
    unknown_uri = failure(answer(404, error_body("Unknown URI: /get/job"), endpoint="/get/job"))
    assert type(unknown_uri) is errors.UnknownEndpoint
    assert "Unknown URI" in unknown_uri.what


@pytest.mark.parametrize(
    "message", ["Internal_Error: x", "Parameter map key: 'x' is not a valid parameter (U/PUh:348)"]
)
def test_a_fault_of_the_call_is_no_unknown_job(message: str) -> None:
    assert type(failure(answer(400, error_body(message), endpoint="/get/job"))) is errors.Refused


@pytest.mark.parametrize(
    "message",
    [
        "Kinetica is exiting (X/Xc:1)",
        "kinetica is offline",
        "System is offline",
        "Connection refused",
        "worker: Connection reset by peer",
        "system-limited-fatal",
        "Query planner is not running",
        "System shutting down",
        "Unavailable: Draining HA queue",
        "Unexpected end of file from server",
    ],
)
@pytest.mark.parametrize("endpoint", ["/get/job", "/admin/show/jobs"])
def test_messages_that_mean_not_now(message: str, endpoint: str) -> None:
    error = failure(answer(400, error_body(message), endpoint=endpoint))
    assert type(error) is errors.Unavailable
    assert error.what == message
    assert error.retry


@pytest.mark.parametrize(
    ("status_code", "kind"),
    [
        (401, errors.Unauthorised),
        (403, errors.Unauthorised),
        (407, errors.Unauthorised),
        (404, errors.UnknownEndpoint),
        (408, errors.Busy),
        (429, errors.Busy),
        (500, errors.Unavailable),
        (502, errors.Unavailable),
        (503, errors.Unavailable),
        (504, errors.Unavailable),
        (599, errors.Unavailable),
        (204, errors.BadAnswer),
        (301, errors.BadAnswer),
        (304, errors.BadAnswer),
        (418, errors.BadAnswer),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>\x1b[31m<b>oops</b></html>", b"\x00\xff"])
def test_http_statuses(status_code: int, kind: type[errors.ServerError], body: bytes) -> None:
    error = failure(answer(status_code, body))
    assert type(error) is kind
    assert str(status_code) in error.what
    assert error.remedy
    assert str(error).isprintable()


def test_words_that_come_with_a_status_are_kept() -> None:
    assert "no license" in failure(answer(503, error_body("no license"))).what
    assert "bad token" in failure(answer(401, error_body("bad token"))).what


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("12", 12.0),
        (" 0 ", 0.0),
        ("Sun, 23 Nov 2025 12:13:30 GMT", 10.0),
        ("Sun, 23 Nov 2025 12:00:00 GMT", 0.0),
        ("soon", None),
        ("-1", None),
        ("²", None),
        ("", None),
    ],
)
def test_the_servers_wish_for_the_next_try(wish: str, seconds: float | None) -> None:
    assert failure(answer(503, headers={"Retry-After": wish})).retry_after_s == seconds


def test_a_redirection_says_where_to_without_credentials() -> None:
    error = failure(answer(302, headers={"Location": "https://u:secret@sso/login\x1b"}))
    assert "https://sso/login" in error.what
    assert "secret" not in error.what
    assert str(error).isprintable()


def test_a_foreign_answer_is_quoted_in_part_on_one_harmless_line() -> None:
    page = b"<html>\r\n<title>Login</title>\x1b[2J" + b"x" * 5000
    error = failure(answer(200, page, headers={"Content-Type": "text/html; charset=\x07"}))
    assert type(error) is errors.BadAnswer
    assert "<title>Login</title>" in error.what
    assert "text/html" in error.what
    assert error.what.isprintable()
    assert len(error.what) < EXCERPT_CHARACTERS + 200


@given(status_code=st.integers(100, 999), body=st.binary(max_size=80))
def test_every_answer_is_an_envelope_or_one_of_our_errors(status_code: int, body: bytes) -> None:
    try:
        opened(answer(status_code, body), NOW_S)
    except errors.ServerError as error:
        text = str(error)
        assert text.startswith(URL)


@pytest.mark.parametrize(
    "text", [None, "", "yesterday", "Sun, 99 Nov 2025 12:13:30 GMT", "1" * 400]
)
def test_an_unreadable_date_is_none(text: str | None) -> None:
    assert http_date_s(text) is None
