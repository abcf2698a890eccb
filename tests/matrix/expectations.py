"""The faults as data: what the board must show, what the commands must do, and what was done."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.jobs.snapshot import LinkState
from jobview.simulator.faults.fault import Fault, fault_of
from jobview.simulator.faults.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator


class Moment(StrEnum):
    """When the fault begins."""

    START = "at start"
    MIDWAY = "mid-flight"


class Operation(StrEnum):
    """What is done while the fault is there."""

    BOARD_LIST = "board: list"
    BOARD_GET = "board: get"
    BOARD_CANCEL = "board: cancel"
    LIST = "list"
    GET = "get"
    WAIT = "wait"
    CANCEL = "cancel"
    SUBMIT = "submit"

    @property
    def is_of_board(self) -> bool:
        """Whether it is done by keys on the board; the others are commands."""
        return self.value.startswith("board")

    @property
    def acts(self) -> bool:
        """Whether the server changes something for it."""
        return self in {Operation.BOARD_CANCEL, Operation.CANCEL, Operation.SUBMIT}


class Fate(StrEnum):
    """What a client can know of a request that acts when its answer is hit."""

    TOLD = "told"
    """The answer is of use all the same."""
    REFUSED = "refused"
    """The server has certainly done nothing."""
    UNKNOWN = "unknown"


class Expectation(NamedTuple):
    """One fault and what must come of it."""

    notation: str
    link: LinkState
    """What the board says of a list that it hits."""
    words: str
    """A regular expression for the reason, in header and sentences; empty where there is none."""
    fate: Fate = Fate.UNKNOWN
    is_patient: bool = True
    """Whether those who wait try again."""
    comes_back: bool = True
    """Whether the board tries again by itself; or else when `r` is pressed."""

    @property
    def fault(self) -> Fault:
        """The fault itself."""
        return fault_of(self.notation)

    @property
    def is_harmless(self) -> bool:
        """Whether the answers are of use: late, odd, but right."""
        return self.fate is Fate.TOLD

    @property
    def may_be_unreadable(self) -> bool:
        """Whether some of the answers are of no use: a text is no UTF-8, the ids are missing."""
        return self.notation in {"hostile", "ragged"}

    @property
    def keeps_jobs_unheard(self) -> bool:
        """Whether nothing is learnt of single jobs when it hits questions about them."""
        return self.link not in {LinkState.LIVE, LinkState.DAMAGED}

    @property
    def links(self) -> tuple[LinkState, ...]:
        """What the board may say in the end."""
        return (self.link, LinkState.DOWN) if self.may_be_unreadable else (self.link,)

    @property
    def is_late(self) -> bool:
        """Whether an answer is waited for as long as may be."""
        return self.words == _LATE

    @property
    def is_told_to_wait(self) -> bool:
        """Whether the server says by Retry-After when it wants to be asked again."""
        return self.notation in {"status=429", "status=503"}

    @property
    def is_of_connections(self) -> bool:
        """Whether no endpoint can be spared."""
        return KINDS[self.fault.kind].is_of_connections

    def at(self, endpoint: str) -> Fault:
        """The fault for requests to that endpoint only."""
        return self.fault if self.is_of_connections else fault_of(f"{self.notation}:{endpoint}")


_CUT: Final = "cut|reset|closed"
_LATE: Final = "no answer within|took too long"
_NOT_OURS: Final = "not Kinetica's|not HTTP|compression"
_LARGE: Final = "larger than the limit|not Kinetica's"
_DOWN: Final = LinkState.DOWN
_LIMITED: Final = LinkState.LIMITED
_DENIED: Final = LinkState.DENIED
_LIVE: Final = LinkState.LIVE
_LOCKED: Final = LinkState.UNAUTHORISED

_REFUSED: Final = Fate.REFUSED

EXPECTATIONS: Final = (
    Expectation("down", _DOWN, f"refused|{_CUT}"),
    Expectation("refuse", _DOWN, _CUT),
    Expectation("reset", _DOWN, _CUT),
    Expectation("midway-reset", _DOWN, _CUT),
    Expectation("hang", _DOWN, _LATE),
    Expectation("midway-hang", _DOWN, _LATE),
    Expectation("truncate", _DOWN, _CUT),
    Expectation("drip=0.02", _DOWN, _LATE),
    Expectation("midway-drip=0.02", _DOWN, _LATE),
    Expectation("delay=0.05", _LIVE, "", Fate.TOLD),
    Expectation("midway-delay=0.05", _LIVE, "", Fate.TOLD),
    Expectation("delay=30", _DOWN, _LATE),
    Expectation("midway-delay=30", _DOWN, _LATE),
    Expectation("status=400", _DENIED, "answers 400", _REFUSED, is_patient=False),
    Expectation("status=401", _LOCKED, "401", _REFUSED, is_patient=False, comes_back=False),
    Expectation("status=403", _LOCKED, "403", _REFUSED, is_patient=False, comes_back=False),
    Expectation("status=404", _DOWN, "404", _REFUSED, is_patient=False),
    Expectation("status=404-bare", _DOWN, "404", _REFUSED, is_patient=False),
    Expectation("status=408", _LIMITED, "408"),
    Expectation("status=429", _LIMITED, "429"),
    Expectation("status=500", _LIMITED, "500"),
    Expectation("status=502-bare", _LIMITED, "502 Bad Gateway"),
    Expectation("status=503", _LIMITED, "503"),
    Expectation("error=offline", _LIMITED, "Kinetica is offline"),
    Expectation("error=shutting-down", _LIMITED, "System shutting down"),
    Expectation("error=limited", _LIMITED, "system-limited-fatal"),
    Expectation("error=denied", _DENIED, "Access denied", _REFUSED, is_patient=False),
    Expectation("error=odd words", _DENIED, "odd words", _REFUSED, is_patient=False),
    Expectation("html", _DOWN, _NOT_OURS),
    Expectation("redirect", _DOWN, "redirected"),
    Expectation("garbage", _DOWN, _NOT_OURS),
    Expectation("garbage=raw", _DOWN, f"{_NOT_OURS}|{_CUT}"),
    Expectation("midway-garbage", _DOWN, _NOT_OURS),
    Expectation("wrong-length=100", _DOWN, _LATE),
    Expectation("wrong-length=-20", _DOWN, _NOT_OURS),
    Expectation("wrong-type=record", _DOWN, _NOT_OURS),
    Expectation("wrong-type=name", _LIVE, "", Fate.TOLD),
    Expectation("wrong-type=encoding", _LIVE, "", Fate.TOLD),
    Expectation("bad-chunks", _DOWN, "chunked answer cannot be read"),
    Expectation("header-flood", _DOWN, _NOT_OURS),
    Expectation("huge=4", _DOWN, _LARGE),
    Expectation("gzip-bomb=4", _DOWN, _LARGE),
    Expectation("hostile", _LIVE, "", Fate.TOLD),
    Expectation("ragged", LinkState.DAMAGED, "", Fate.TOLD),
)
"""Every kind of fault, with each of its values that leads to something else."""


class Case(NamedTuple):
    """One cell of the matrix."""

    expectation: Expectation
    operation: Operation
    moment: Moment

    def __str__(self) -> str:
        return f"{self.expectation.notation} · {self.operation} · {self.moment}"


def cases() -> Iterator[Case]:
    """Every cell, fault by fault."""
    for expectation in EXPECTATIONS:
        for operation in Operation:
            for moment in Moment:
                case = Case(expectation, operation, moment)
                if _exists(case):
                    yield case


def _exists(case: Case) -> bool:
    if case.operation is Operation.BOARD_CANCEL:
        # The fault begins while the board asks whether it is meant.
        return case.moment is Moment.MIDWAY
    if case.operation is Operation.BOARD_GET and case.expectation.is_of_connections:
        return False  # no endpoint can be spared: it is the same as for the list
    if case.moment is Moment.START:
        return True
    if case.operation is Operation.GET:
        # It is one exchange: the fault is in the middle of that, or not in mid-flight.
        facts = KINDS[case.expectation.fault.kind]
        return case.expectation.fault.midway or not facts.may_be_midway
    return True
