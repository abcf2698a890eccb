"""The kinds of faults as data: what each does, and what its value means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

Value = float | str
"""What a fault is told beside its kind."""


class Kind(StrEnum):
    """What goes wrong."""

    DOWN = "down"
    REFUSE = "refuse"
    RESET = "reset"
    HANG = "hang"
    TRUNCATE = "truncate"
    DRIP = "drip"
    DELAY = "delay"
    STATUS = "status"
    ERROR = "error"
    HTML = "html"
    REDIRECT = "redirect"
    GARBAGE = "garbage"
    WRONG_LENGTH = "wrong-length"
    WRONG_TYPE = "wrong-type"
    BAD_CHUNKS = "bad-chunks"
    HEADER_FLOOD = "header-flood"
    HUGE = "huge"
    GZIP_BOMB = "gzip-bomb"
    HOSTILE = "hostile"
    RAGGED = "ragged"


ERRORS: Final = {
    "offline": "Kinetica is offline (H/HMc:117)",
    "shutting-down": "System shutting down (H/HMc:204)",
    "limited": "Unable to process request, system-limited-fatal (H/HMc:131)",
    "denied": "Access denied; ok (S/SSc:301)",
}
"""Messages by the words for them (protocol §4.3); any other text is its own message."""

_ERRONEOUS: Final = range(400, 600)
_MAX_SECONDS: Final = 86_400.0
_MAX_MIB: Final = 1024 * 1024
_MAX_BYTES: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class KindFacts:
    """One kind."""

    does: str
    """For the help, without its value; starts in lower case."""
    value: str = ""
    """For the help: the value's name and meaning; empty when it takes none."""
    default: Value = ""
    checked: Callable[[Value], Value] | None = None
    """Reads a value; raises ValueError with what it should be."""
    may_be_midway: bool = False
    """Whether it can also begin when the head and half of the body are sent."""
    is_of_connections: bool = False
    """Whether it befalls connections, so that no endpoint can be named."""


def _number(low: float, high: float, what: str) -> Callable[[Value], Value]:
    def checked(value: Value) -> Value:
        try:
            number = float(value)
        except ValueError:
            raise ValueError(f"{value!r} is not {what}") from None
        if not low <= number <= high:
            raise ValueError(f"{value!r} is not {what}")
        return number

    return checked


def _one_of(*words: str) -> Callable[[Value], Value]:
    def checked(value: Value) -> Value:
        if value not in words:
            raise ValueError(f"{value!r} is not one of {', '.join(words)}")
        return value

    return checked


def _status(value: Value) -> Value:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    code, _, bare = text.partition("-")
    if not (code.isdecimal() and int(code) in _ERRONEOUS and bare in {"", "bare"}):
        raise ValueError(f"{value!r} is not 400 to 599, or such as 502-bare")
    return text


def _host(value: Value) -> Value:
    text = str(value)
    if not text or not set(text.lower()) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-:[]"):
        raise ValueError(f"{value!r} is not a host, or host:port")
    return text


def _text(value: Value) -> Value:
    return str(value)


_SECONDS: Final = _number(0, _MAX_SECONDS, "a number of seconds")
_MIB: Final = _number(1, _MAX_MIB, "a number of MiB")
_DIFFERENCE: Final = _number(-_MAX_BYTES, _MAX_BYTES, "a number of bytes")
_COUNT: Final = _number(0, _MAX_BYTES, "a number of bytes")

KINDS: Final = {
    Kind.DOWN: KindFacts("nobody listens, every connection is cut", is_of_connections=True),
    Kind.REFUSE: KindFacts(
        "new connections are reset before they say a word", is_of_connections=True
    ),
    Kind.RESET: KindFacts("the connection is reset in place of an answer", may_be_midway=True),
    Kind.HANG: KindFacts("no answer ever comes", may_be_midway=True),
    Kind.TRUNCATE: KindFacts(
        "the connection closes before the promised end",
        "bytes of the body that still come, or else half",
        "",
        _COUNT,
    ),
    Kind.DRIP: KindFacts(
        "the answer comes byte by byte, until the fault is over",
        "seconds between two bytes",
        1.0,
        _SECONDS,
        may_be_midway=True,
    ),
    Kind.DELAY: KindFacts(
        "the right answer comes late", "seconds", 5.0, _SECONDS, may_be_midway=True
    ),
    Kind.STATUS: KindFacts(
        "an HTTP error; 503 and 429 say Retry-After",
        "400 to 599; -bare behind it for a proxy's page",
        "503",
        _status,
    ),
    Kind.ERROR: KindFacts(
        "a refusal in the server's words", f"{', '.join(ERRORS)}, or a text", "offline", _text
    ),
    Kind.HTML: KindFacts("a login page, as 200"),
    Kind.REDIRECT: KindFacts(
        "307 to another host", "host, or host:port", "elsewhere.invalid", _host
    ),
    Kind.GARBAGE: KindFacts(
        "random bytes",
        "body for an HTTP answer of them, raw for no HTTP at all",
        "body",
        _one_of("body", "raw"),
        may_be_midway=True,
    ),
    Kind.WRONG_LENGTH: KindFacts(
        "Content-Length lies",
        "bytes it is too large by; negative for too small",
        100.0,
        _DIFFERENCE,
    ),
    Kind.WRONG_TYPE: KindFacts(
        "the answer is of another type",
        "record for another endpoint's, name for its name alone, encoding for Avro to JSON",
        "record",
        _one_of("record", "name", "encoding"),
    ),
    Kind.BAD_CHUNKS: KindFacts("a chunked body whose chunks cannot be read"),
    Kind.HEADER_FLOOD: KindFacts("headers without end"),
    Kind.HUGE: KindFacts("a good answer that is far too long", "MiB", 1024.0, _MIB),
    Kind.GZIP_BOMB: KindFacts(
        "the same in gzip, a thousandth of it on the wire", "MiB", 4096.0, _MIB
    ),
    Kind.HOSTILE: KindFacts("every text is made of control characters, markup, formulas"),
    Kind.RAGGED: KindFacts("lists are cut to unequal lengths, or missing"),
}
