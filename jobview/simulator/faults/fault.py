"""One fault as data, and the short notation for it."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Final

import msgspec

from jobview.errors import SettingsError
from jobview.simulator.faults.kinds import KINDS, Kind, Value

ALL: Final = "*"
NOTATION: Final = "[midway-]KIND[=VALUE][:ENDPOINT][@SHARE]"
_MIDWAY: Final = "midway-"
_NOTATION: Final = re.compile(
    r"(?P<midway>midway-)?(?P<kind>[\w-]+)(?:=(?P<value>.*?))?"
    r"(?::(?P<endpoint>(?:/(?!/)|\*)[^\s@]*))?(?:@(?P<share>[^@]*))?"
)


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong with which requests.

    At the start of the answer the server has done nothing yet; midway it has done what it was
    asked to, and the client does not hear of it. A fault that spoils an answer has done it too.

    Raises:
        ValueError: the parts do not fit each other.
    """

    kind: Kind
    value: Value | None = None
    """What `KINDS` says of the kind; None for its default."""
    endpoint: str = ALL
    """A pattern such as `/get/*`, of endpoints without the prefix of the URL."""
    share: float = 1.0
    """Of the requests that match, from 0 to 1."""
    midway: bool = False
    """Begin when the head and half of the body are sent, not before."""
    lasts_s: float | None = None
    """It is over after so many seconds; None for never."""

    def __post_init__(self) -> None:
        facts = KINDS[self.kind]
        if not 0 <= self.share <= 1:
            raise ValueError(f"{self.kind}: the share {self.share} is not from 0 to 1")
        if self.value is not None and facts.checked is None:
            raise ValueError(f"{self.kind} takes no value")
        if self.midway and not facts.may_be_midway:
            raise ValueError(f"{self.kind} cannot begin midway")
        if facts.is_of_connections and self.endpoint != ALL:
            raise ValueError(f"{self.kind} befalls connections, so it has no endpoint")
        if self.kind is Kind.DOWN and self.share != 1:
            raise ValueError(f"{self.kind} is for all or for none, so it has no share")
        if self.value is not None and facts.checked is not None:
            try:
                facts.checked(self.value)
            except ValueError as error:
                raise ValueError(f"{self.kind}: {error}") from error

    @property
    def number(self) -> float:
        """The value of a kind that takes a number."""
        return float(self.word)

    @property
    def word(self) -> str:
        """The value as text."""
        facts = KINDS[self.kind]
        if self.value is None or facts.checked is None:
            return str(facts.default)
        return str(facts.checked(self.value))

    def matches(self, endpoint: str) -> bool:
        """Whether it befalls requests to that endpoint."""
        return fnmatchcase(endpoint, self.endpoint)

    def __str__(self) -> str:
        """The notation for it, which leaves out how long it lasts."""
        value = "" if self.value is None else f"={self.value}"
        endpoint = "" if self.endpoint == ALL else f":{self.endpoint}"
        share = "" if self.share == 1 else f"@{self.share:g}"
        return f"{_MIDWAY if self.midway else ''}{self.kind}{value}{endpoint}{share}"


def _share(text: str | None) -> float:
    try:
        return 1.0 if text is None else float(text)
    except ValueError:
        raise ValueError(f"the share {text!r} is not a number from 0 to 1") from None


def fault_of(text: str) -> Fault:
    """The fault that `text` notes, such as `delay=5:/get/*@0.3`.

    Raises:
        SettingsError: it is not in the notation, or no such fault is possible.
    """
    found = _NOTATION.fullmatch(text)
    if found is None:
        raise SettingsError(f"{text!r} is not a fault; write {NOTATION}")
    if found["kind"] not in KINDS:
        raise SettingsError(f"{found['kind']!r} is not a fault; known are {', '.join(KINDS)}")
    try:
        return Fault(
            kind=Kind(found["kind"]),
            value=found["value"],
            endpoint=found["endpoint"] or ALL,
            share=_share(found["share"]),
            midway=bool(found["midway"]),
        )
    except ValueError as error:
        raise SettingsError(f"{text!r}: {error}") from error
