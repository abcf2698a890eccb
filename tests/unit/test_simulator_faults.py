"""Faults as data: their notation, which request they hit, when they are over, and the schedule."""

from __future__ import annotations

from unittest.mock import Mock

import msgspec
import pytest

from jobview.errors import SettingsError
from jobview.simulator.faults.chaos import CALM_S, TROUBLE_S, Chaos, fault_steps
from jobview.simulator.faults.connection import Connection
from jobview.simulator.faults.fault import Fault, fault_of
from jobview.simulator.faults.kinds import KINDS, Kind
from jobview.simulator.faults.present import Faults
from tests.fakes.clock import FakeClock


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("hang", Fault(kind=Kind.HANG)),
        ("delay=5:/get/*@0.3", Fault(kind=Kind.DELAY, value="5", endpoint="/get/*", share=0.3)),
        ("midway-reset@0.5", Fault(kind=Kind.RESET, midway=True, share=0.5)),
        ("wrong-length=-9", Fault(kind=Kind.WRONG_LENGTH, value="-9")),
        ("redirect=a.example:81", Fault(kind=Kind.REDIRECT, value="a.example:81")),
        (
            "redirect=a.example:81:/get/job",
            Fault(kind=Kind.REDIRECT, value="a.example:81", endpoint="/get/job"),
        ),
        (
            "error=my own words: no:/create/job",
            Fault(kind=Kind.ERROR, value="my own words: no", endpoint="/create/job"),
        ),
    ],
)
def test_the_notation_goes_there_and_back(text: str, fault: Fault) -> None:
    assert fault_of(text) == fault
    assert str(fault) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not a fault; write"),
        ("hang up", "is not a fault; write"),
        ("hangs", "'hangs' is not a fault; known are down, refuse, reset"),
        ("hang=3", "hang takes no value"),
        ("hang@1.5", "share 1.5 is not from 0 to 1"),
        ("hang@nan", "share nan is not from 0 to 1"),
        ("hang@half", "share 'half' is not a number"),
        ("midway-html", "html cannot begin midway"),
        ("down:/get/job", "befalls connections"),
        ("refuse:/get/job", "befalls connections"),
        ("down@0.5", "for all or for none"),
        ("delay=soon", "'soon' is not a number of seconds"),
        ("delay=nan", "'nan' is not a number of seconds"),
        ("delay=-1", "'-1' is not a number of seconds"),
        ("status=200", "'200' is not 400 to 599"),
        ("status=500-naked", "is not 400 to 599, or such as 502-bare"),
        ("huge=0", "is not a number of MiB"),
        ("garbage=some", "is not one of body, raw"),
        ("wrong-type=both", "is not one of record, name, encoding"),
        ("redirect=http://a/", "is not a host"),
    ],
)
def test_an_impossible_fault_is_said_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        fault_of(text)
    assert words in str(caught.value)


def test_every_kind_has_a_row_and_a_usable_default() -> None:
    assert set(KINDS) == set(Kind)
    for kind, facts in KINDS.items():
        fault = Fault(kind=kind)
        assert bool(facts.value) is (facts.checked is not None)
        if facts.checked is not None and fault.word:
            facts.checked(fault.word)


def test_a_fault_is_json() -> None:
    fault = fault_of("midway-drip=0.5:/get/*@0.25")
    assert msgspec.json.decode(msgspec.json.encode(fault), type=Fault) == fault
    with pytest.raises(msgspec.ValidationError, match="cannot begin midway"):
        msgspec.json.decode(b'{"kind": "html", "midway": true}', type=Fault)
    with pytest.raises(msgspec.ValidationError, match="unknown field `knd`"):
        msgspec.json.decode(b'{"kind": "html", "knd": 1}', type=Fault)


def test_the_same_seed_hits_the_same_requests() -> None:
    def hits(seed: int) -> list[bool]:
        faults = Faults(seed, FakeClock(), [fault_of("reset@0.3")])
        return [faults.drawn("/get/job") is not None for _ in range(200)]

    assert hits(1) == hits(1)
    assert hits(1) != hits(2)
    assert 40 < sum(hits(1)) < 80


def test_the_first_whose_share_hits_befalls_the_request() -> None:
    first, second = fault_of("reset:/get/*"), fault_of("hang")
    faults = Faults(1, FakeClock(), [fault_of("html@0"), first, second])
    assert faults.drawn("/get/job") == first
    assert faults.drawn("/create/job") == second
    assert faults.hits() == {Kind.RESET: 1, Kind.HANG: 1}


def test_a_fault_is_over_after_its_time() -> None:
    clock = FakeClock()
    faults = Faults(1, clock)
    faults.add(Fault(kind=Kind.DOWN, lasts_s=20.0))
    clock.advance(19.5)
    assert faults.is_down()
    clock.advance(1.0)
    assert not faults.is_down()
    assert faults.present() == ()


def test_the_end_of_one_leaves_its_like() -> None:
    hang = fault_of("hang")
    faults = Faults(1, FakeClock(), [hang])
    with faults.during(hang):
        assert faults.present() == (hang, hang)
    assert faults.present() == (hang,)
    faults.clear()
    faults.remove(hang)
    assert faults.present() == ()


class Restart:
    """A step that is none of the faults."""

    name = "a restart"

    def __init__(self) -> None:
        self.told: list[str] = []

    def begin(self) -> None:
        self.told.append("begin")

    def end(self) -> None:
        self.told.append("end")


def test_the_schedule_goes_through_every_step_with_calm_between() -> None:
    clock = FakeClock()
    faults, restart = Faults(1, clock), Restart()
    steps = [*fault_steps(faults), restart]
    chaos = Chaos(steps, clock, seed=1)
    stretches: list[tuple[str, float]] = []
    for _ in range(40 * 60 * 10):
        clock.advance(0.1)
        chaos.advance()
        assert bool(faults.present()) is (chaos.now not in {"calm", restart.name})
        if not stretches or stretches[-1][0] != chaos.now:
            stretches.append((chaos.now, 0.0))
        stretches[-1] = (chaos.now, stretches[-1][1] + 0.1)
    names = [name for name, _ in stretches]
    assert set(names[::2]) == {"calm"}
    assert set(names[1 : 2 * len(steps) : 2]) == {step.name for step in steps}
    assert restart.told[:2] == ["begin", "end"]
    for name, length_s in stretches[1:-1]:
        low_s, high_s = CALM_S if name == "calm" else TROUBLE_S
        assert low_s - 0.2 < length_s < high_s + 0.2


def test_the_schedule_is_the_same_for_the_same_seed() -> None:
    def order(seed: int) -> list[str]:
        clock = FakeClock()
        chaos = Chaos(fault_steps(Faults(seed, clock)), clock, seed)
        found = []
        for _ in range(300):
            clock.advance(1.0)
            chaos.advance()
            found.append(chaos.now)
        return found

    assert order(3) == order(3)
    assert order(3) != order(4)


def test_the_schedule_says_what_is_on_and_for_how_long() -> None:
    clock = FakeClock()
    chaos = Chaos(fault_steps(Faults(1, clock)), clock, seed=1)
    told: list[tuple[str, float]] = []
    chaos.on_change = lambda now, lasts_s: told.append((now, lasts_s))
    changed: list[tuple[str, float]] = []
    for _ in range(1_000):
        clock.advance(0.1)
        before = chaos.now
        chaos.advance()
        if chaos.now != before:
            changed.append((chaos.now, clock.monotonic_s()))
    assert [now for now, _ in told] == [now for now, _ in changed]
    assert len(told) > 3
    for (_, lasts_s), (_, began_s), (_, ended_s) in zip(told, changed, changed[1:], strict=False):
        assert abs(ended_s - began_s - lasts_s) < 0.2


def test_the_schedule_commits_every_kind() -> None:
    faults = Faults(1, FakeClock())
    for step in fault_steps(faults):
        step.begin()
    assert {fault.kind for fault in faults.present()} == set(Kind)


def test_without_steps_it_stays_calm() -> None:
    clock = FakeClock()
    chaos = Chaos((), clock, seed=1)
    clock.advance(1_000.0)
    chaos.advance()
    assert chaos.now == "calm"


def test_a_connection_that_is_going_already_is_not_reset() -> None:
    # Its socket may be closed, and its transport hear of that only later.
    connection = Connection.__new__(Connection)
    connection.transport = Mock(**{"is_closing.return_value": True})

    connection.reset()

    connection.transport.get_extra_info.assert_not_called()
