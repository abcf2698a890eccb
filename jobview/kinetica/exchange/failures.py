"""What an HTTP answer that is not the wanted one means, as errors of our tree (protocol §2.4).

The server's words are passed on verbatim; only what is not Kinetica's protocol is quoted in part.
"""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.errors import (
    BadAnswer,
    Busy,
    Refused,
    ServerError,
    Unauthorised,
    Unavailable,
    UnknownEndpoint,
    UnknownJob,
    without_credentials,
)
from jobview.journal.hiding import hidden
from jobview.kinetica.messages.calls import GET_JOB
from jobview.kinetica.messages.envelope import Envelope, EnvelopeError, unwrapped
from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    _T = TypeVar("_T")

EXCERPT_CHARACTERS: Final = 120
"""How much of a foreign body an error quotes."""

_BEGINNING_BYTES: Final = 4096
"""Where that is looked for: pages begin with much blank space."""

_NOT_NOW: Final = tuple(
    words.casefold()
    for words in (
        "Kinetica is exiting",
        "Kinetica is offline",
        "System is offline",
        "Connection refused",
        "Connection reset",
        "system-limited-fatal",
        "system is in a limited state",
        "Query planner is not running",
        "System shutting down",
        "Unavailable: Draining HA queue",
        "Unexpected end of file from server",
    )
)
"""Messages upon which the official clients turn to another cluster (protocol §4.3)."""

_LOGIN_FAILED: Final = re.compile(
    r"invalid (or missing )?credentials|user not activated", re.IGNORECASE
)
_DENIED: Final = re.compile(
    r"access denied|permission|privilege|not authori[sz]ed|impersonate", re.IGNORECASE
)
"""Refusals to a user, seen or catalogued (protocol §4.2)."""

_OWN_FAULT: Final = re.compile(r"internal[ _]error|not a valid parameter", re.IGNORECASE)
"""Refusals that tell nothing about whether the job exists (protocol §5)."""

_DENIED_REMEDY: Final = (
    "log in as a user with the right to it: the job list and cancelling need the system admin right"
)
PROXY_REMEDY: Final = "give the proxy's user and password in HTTP_PROXY or HTTPS_PROXY"
"""What to do about a proxy that wants a login."""

SECURE_SERVER: Final = "check whether the URL should begin with https:// instead of http://"
"""What to do about a server that wants to hear TLS."""

_WANTS_TLS: Final = re.compile(
    r"plain HTTP.{0,40}(HTTPS|SSL)|HTTP request to an HTTPS|requires TLS", re.IGNORECASE
)
"""What nginx, Go, Apache and Tomcat answer to plain HTTP on a port for TLS, with status 400."""

_LOGIN_REMEDIES: Final = {
    "Basic": "the user and password that were sent are refused: check both, and that the user may "
    "log in",
    "Bearer": "the token that was sent is refused: get a new one",
}
"""What to do when a login was sent and not accepted, by its scheme."""

_WAITING: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


class Answer(NamedTuple):
    """One complete HTTP answer."""

    url: str
    """Of the call, in full."""
    endpoint: str
    status_code: int
    headers: Mapping[str, str]
    """Looked up without regard to case."""
    body: bytes
    login_scheme: str = ""
    """How the call logged in: `Basic`, `Bearer`, or empty when it did not."""

    @property
    def status(self) -> str:
        """Code and phrase, such as `HTTP 502 Bad Gateway`."""
        try:
            return f"HTTP {self.status_code} {HTTPStatus(self.status_code).phrase}"
        except ValueError:
            return f"HTTP {self.status_code}"


def opened(answer: Answer, wall_s: float) -> Envelope:
    """The envelope of an answer that means success.

    Args:
        answer: what came over HTTP.
        wall_s: now, in seconds since the epoch, against which a Retry-After date is read.

    Raises:
        ServerError: the answer means anything else.
    """
    envelope, fault = _unwrapped(answer)
    if error := _by_status(answer, envelope, wall_s):
        raise error
    if envelope is None:
        raise bad_answer(answer, fault)
    if envelope.status == "ERROR":
        raise _refusal(answer, envelope.message)
    return envelope


def read_as(answer: Answer, wall_s: float, read: Callable[[Envelope], _T]) -> _T:
    """What `read` makes of the envelope of an answer that means success; the rest as `opened`.

    Raises:
        ServerError: the answer means anything else, or `read` raised EnvelopeError.
    """
    envelope = opened(answer, wall_s)
    try:
        return read(envelope)
    except EnvelopeError as error:
        raise bad_answer(answer, str(error)) from None


def bad_answer(answer: Answer, fault: str) -> BadAnswer:
    """The error for an answer that is not Kinetica's protocol, with its beginning quoted.

    Args:
        answer: what came over HTTP.
        fault: why it cannot be read, as a clause.
    """
    # Secrets are hidden before anything is cut: of a part nobody could tell what it is.
    media_type = hidden(answer.headers.get("content-type", ""))
    media_type = literal(media_type, limit=60) or "no content type"
    beginning = hidden(answer.body[:_BEGINNING_BYTES].decode("utf-8", errors="replace"))
    excerpt = literal(" ".join(beginning.split()), limit=EXCERPT_CHARACTERS)
    quoted = f": “{excerpt}”" if excerpt else ""
    is_plain = answer.url.startswith("http:") and answer.status_code == HTTPStatus.BAD_REQUEST
    wants_tls = is_plain and _WANTS_TLS.search(beginning) is not None
    return BadAnswer(
        answer.url,
        f"{answer.status} with an answer that is not Kinetica's ({media_type}; {fault}){quoted}",
        remedy=SECURE_SERVER if wants_tls else "",
    )


def _unwrapped(answer: Answer) -> tuple[Envelope | None, str]:
    try:
        return unwrapped(answer.body), ""
    except EnvelopeError as error:
        return None, str(error)


def _by_status(answer: Answer, envelope: Envelope | None, wall_s: float) -> ServerError | None:
    """The error that the HTTP status alone stands for; None for 200, 400 and their like."""
    code = answer.status_code
    words = envelope.message if envelope else ""
    what = f"{answer.status}: {words}" if words else answer.status
    if code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return _unauthorised(answer, what)
    if code == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return Unauthorised(answer.url, what, remedy=PROXY_REMEDY)
    if code == HTTPStatus.NOT_FOUND and not _is_about_a_job(answer, words):
        return UnknownEndpoint(answer.url, what)
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _WAITING:
        kind = Busy if code in _WAITING else Unavailable
        return kind(answer.url, what, retry_after_s=_retry_after_s(answer, wall_s))
    if HTTPStatus.MULTIPLE_CHOICES <= code < HTTPStatus.BAD_REQUEST:
        return _redirection(answer)
    return None


def _unauthorised(answer: Answer, what: str) -> Unauthorised:
    return Unauthorised(answer.url, what, remedy=_LOGIN_REMEDIES.get(answer.login_scheme, ""))


def _is_about_a_job(answer: Answer, words: str) -> bool:
    """Whether /get/job may have said with its 404 that the job, not the endpoint, is unknown."""
    return answer.endpoint == GET_JOB and bool(words) and "uri" not in words.casefold()


def _redirection(answer: Answer) -> BadAnswer:
    target = hidden(without_credentials(answer.headers.get("location", "")))
    target = literal(target, limit=200)
    leads = f" to {target}" if target else ""
    return BadAnswer(
        answer.url,
        f"{answer.status}: redirected{leads}, which jobview does not follow",
        remedy="use the URL that answers itself, if you trust it",
    )


def _refusal(answer: Answer, message: str) -> ServerError:
    words = message or "the server answered ERROR without a message"
    folded = message.casefold()
    if any(sign in folded for sign in _NOT_NOW):
        return Unavailable(answer.url, words)
    if _LOGIN_FAILED.search(message):
        return _unauthorised(answer, words)
    if _DENIED.search(message):
        return Refused(answer.url, words, remedy=_DENIED_REMEDY)
    # What servers say about an unknown job is not published. The request holds nothing but the
    # id and its tag, so any other refusal of it is about the job.
    if answer.endpoint == GET_JOB and not _OWN_FAULT.search(message):
        return UnknownJob(answer.url, words)
    return Refused(answer.url, words)


def _retry_after_s(answer: Answer, wall_s: float) -> float | None:
    """Seconds to wait by the Retry-After header, which is a number or a date."""
    wish = answer.headers.get("retry-after", "").strip()
    if wish.isascii() and wish.isdigit():
        return float(wish)
    at_s = http_date_s(wish)
    return None if at_s is None else max(at_s - wall_s, 0.0)


def http_date_s(text: str | None) -> float | None:
    """An HTTP date as seconds since the epoch; None when it is absent or unreadable."""
    if not text:
        return None
    try:
        at = parsedate_to_datetime(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
