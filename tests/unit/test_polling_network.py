"""When a network is taken to be back, and when not."""

from __future__ import annotations

import socket
from unittest.mock import patch

import pytest

from jobview.polling.network import ASLEEP_S, CALM_S, LOOK_S, NetworkWatch, network_mark


class Marks:
    """What the network looks like, and how often it was looked at."""

    def __init__(self) -> None:
        self.mark = "lo eth0"
        self.looks = 0

    def __call__(self) -> str:
        self.looks += 1
        return self.mark


def test_a_change_between_two_looks_is_a_return_and_the_first_look_never_is() -> None:
    marks = Marks()
    watch = NetworkWatch(marks)
    assert not watch.has_returned(100.0)
    assert not watch.has_returned(102.0)
    marks.mark = "lo eth0 tun0"
    assert watch.has_returned(104.0)
    assert not watch.has_returned(106.0)


def test_looks_are_apart_however_often_it_is_asked() -> None:
    marks = Marks()
    watch = NetworkWatch(marks)
    for tenth in range(100):
        watch.has_returned(100.0 + tenth / 10)
    assert marks.looks <= 10 / LOOK_S


def test_a_sleep_of_the_machine_is_a_return() -> None:
    watch = NetworkWatch(Marks())
    watch.has_returned(100.0)
    assert not watch.has_returned(100.0 + LOOK_S + ASLEEP_S - 1)
    assert watch.has_returned(2_000.0)


def test_interfaces_that_come_and_go_do_not_make_a_storm_and_the_last_change_is_not_lost() -> None:
    marks = Marks()
    watch = NetworkWatch(marks)
    watch.has_returned(100.0)
    returns = []
    for second in range(2, 62, 2):
        marks.mark = f"veth{second}"
        if watch.has_returned(100.0 + second):
            returns.append(second)
    assert len(returns) <= 60 / CALM_S
    assert len(returns) >= 5
    marks.mark = "lo eth0 tun0"
    told = [second for second in range(62, 82, 2) if watch.has_returned(100.0 + second)]
    assert len(told) == 1


def test_what_changed_while_nobody_waited_is_no_return() -> None:
    marks = Marks()
    watch = NetworkWatch(marks)
    watch.has_returned(100.0)
    watch.rest()
    marks.mark = "lo wlan0"
    assert not watch.has_returned(4_000.0)


def test_the_mark_stays_the_same_while_nothing_happens_and_leaves_nothing_open() -> None:
    with patch("socket.getaddrinfo", side_effect=AssertionError("a name was resolved")):
        assert network_mark() == network_mark()


@pytest.mark.parametrize("name", ["if_nameindex", "socket"])
def test_a_machine_without_a_network_has_a_mark_too(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = network_mark()

    def refused(*_: object) -> object:
        raise OSError("no")

    monkeypatch.setattr(socket, name, refused)
    assert network_mark() is not None
    monkeypatch.undo()
    assert network_mark() == before
