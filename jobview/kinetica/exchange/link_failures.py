"""Why a call got no complete HTTP answer, as errors of our tree."""

from __future__ import annotations

import os
import re
import socket
import ssl
from typing import TYPE_CHECKING, Final

from jobview.errors import (
    BadAnswer,
    CutOff,
    ServerError,
    Unauthorised,
    Unreachable,
    UntrustedCertificate,
)
from jobview.jobs.transfer import size_words
from jobview.kinetica.exchange.failures import PROXY_REMEDY, SECURE_SERVER
from jobview.kinetica.transport.http import httpx
from jobview.kinetica.transport.talk import CUT_OFF, SPEAKS_TLS
from jobview.kinetica.transport.time_limit import TookTooLong
from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.kinetica.messages.calls import Call
    from jobview.settings import Timeouts

_MORE_TIME: Final = "if the server or the line is only slow, raise total_timeout in the profile"
_PLAIN_SERVER: Final = "check whether the URL should begin with http:// instead of https://"
_SHOW_CERTIFICATE: Final = (
    "the server wants to see a client certificate that it trusts: give it with --client-cert"
)
_QUOTED_BYTES: Final = re.compile(r"[:,]? *\(?(?:bytearray\()?b['\"]")
_H11_FAULTS: Final = {
    "chunk": "the server's chunked answer cannot be read",
    "status line": "the answer is not HTTP: it does not begin with an HTTP status",
    "header line": "the answer is not HTTP: a header is malformed",
    "header name": "the answer is not HTTP: a header is malformed",
    "header value": "the answer is not HTTP: a header is malformed",
}
"""By a part of h11's text: what it means."""
_OTHER_NAME: Final = "write the host in the URL as the certificate names it"
_REMEDIES: Final = {
    9: "check this machine's clock; the certificate is not valid yet",
    10: "have the server's certificate renewed; if it is not past, check this machine's clock",
    62: _OTHER_NAME,
    64: _OTHER_NAME,
}
"""By OpenSSL's number for what is wrong (X509_V_ERR_…), where no authority would mend it."""

_NEVER_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


def no_answer(url: str, call: Call, error: httpx.HTTPError, timeouts: Timeouts) -> ServerError:
    """The error for a call that ended without a complete answer.

    Args:
        url: of the call, in full.
        call: what was sent; an acting one may have been carried out, which `CutOff` warns of.
        error: what the HTTP client raised.
        timeouts: the limits that were set.
    """
    if isinstance(error, TookTooLong):
        return _took_too_long(url, call, error, timeouts)
    causes = tuple(_causes(error))
    return _by_cause(url, causes) or _by_kind(url, call, error, causes, timeouts)


def _by_cause(url: str, causes: tuple[BaseException, ...]) -> ServerError | None:
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            words = f"its certificate is not trusted: {_reason(cause)}"
            return UntrustedCertificate(url, words, remedy=_REMEDIES.get(cause.verify_code, ""))
        if isinstance(cause, ssl.SSLError):
            remedy = _SHOW_CERTIFICATE if _wants_certificate(cause) else _PLAIN_SERVER
            return Unreachable(url, f"TLS failed: {_reason(cause)}", remedy=remedy)
    return None


def _by_kind(
    url: str,
    call: Call,
    error: httpx.HTTPError,
    causes: tuple[BaseException, ...],
    timeouts: Timeouts,
) -> ServerError:
    if isinstance(error, httpx.DecodingError):
        return BadAnswer(url, "the answer's compression is broken")
    if isinstance(error, httpx.RemoteProtocolError) and str(error) != CUT_OFF:
        return _no_http(url, str(error))
    if isinstance(error, httpx.ProxyError) and str(error).startswith("407"):
        return Unauthorised(url, "the proxy wants a login", remedy=PROXY_REMEDY)
    is_harmless = call.is_repeatable or isinstance(error, _NEVER_SENT)
    kind = Unreachable if is_harmless else CutOff
    return kind(url, _what(error, causes, timeouts))


def _no_http(url: str, text: str) -> BadAnswer:
    """The error for what came in place of an HTTP answer, `text` being how h11 or `Talk` says it.

    The bytes that h11 quotes are left out: they are Python's form of them, and may be anything.
    """
    if text == SPEAKS_TLS:
        remedy = SECURE_SERVER if url.startswith("http:") else ""
        return BadAnswer(url, "the server speaks TLS, not plain HTTP", remedy=remedy)
    told = next((words for sign, words in _H11_FAULTS.items() if sign in text), None)
    if told is None:
        told = f"the answer is not HTTP: {literal(_QUOTED_BYTES.split(text)[0], limit=200)}"
    return BadAnswer(url, told)


def _took_too_long(url: str, call: Call, error: TookTooLong, timeouts: Timeouts) -> Unreachable:
    if not error.is_sent:
        what = f"the request could not begin within the {timeouts.total_s:g} s it may take"
    else:
        came = size_words(error.came_bytes) if error.came_bytes else "nothing"
        what = f"the answer took too long: {came} had come after {round(error.taken_s, 1):g} s"
    if error.is_sent and not call.is_repeatable:
        return CutOff(url, what)
    return Unreachable(url, what, remedy=_MORE_TIME)


def _what(error: httpx.HTTPError, causes: tuple[BaseException, ...], timeouts: Timeouts) -> str:
    if isinstance(error, httpx.TimeoutException):
        return _timed_out(error, timeouts)
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError):
        return "the connection was cut before the answer was complete"
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return f"the host's name was not resolved: {cause.strerror}"
        if isinstance(cause, OSError) and cause.errno:
            return os.strerror(cause.errno).lower()
    return literal(str(error), limit=200) or type(error).__name__


def _timed_out(error: httpx.TimeoutException, timeouts: Timeouts) -> str:
    if isinstance(error, httpx.ReadTimeout):
        return f"no answer within {timeouts.read_s:g} s"
    if isinstance(error, httpx.WriteTimeout):
        return f"the request could not be sent within {timeouts.write_s:g} s"
    if isinstance(error, httpx.PoolTimeout):
        return f"no connection was free within {timeouts.pool_s:g} s"
    return f"no connection within {timeouts.connect_s:g} s"


def _reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError) and error.verify_message:
        return literal(error.verify_message).removesuffix(".")
    return (error.reason or type(error).__name__).replace("_", " ").lower()


def _wants_certificate(error: ssl.SSLError) -> bool:
    """Whether the other end has refused our certificate, or that we showed none."""
    reason = error.reason or ""
    return "ALERT" in reason and ("CERT" in reason or "UNKNOWN_CA" in reason)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that led to it, outermost first."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__
