"""What a terminal sends, and what no terminal should send."""

from __future__ import annotations

import pytest
from textual.events import Key

from jobview.ui.terminal.reports import Reports


def keys(reports: Reports, data: bytes) -> list[str]:
    return [event.key for event in reports.of(data) if isinstance(event, Key)]


@pytest.mark.parametrize(
    "odd",
    [
        b"\xe9",
        b"\xff\xfe",
        b"\x1b[99999999999999u",
        b"\x1b[1114112u",
        b"\x1b[48;30;100;0;0t\x1b[<35;5;5M",
        b"\x1b[48;0;0;0;0t\x1b[<35;5;5M",
    ],
    ids=["latin-1", "bytes", "no key", "no character", "no pixels", "no cells"],
)
def test_nonsense_is_no_end(odd: bytes) -> None:
    reports = Reports()
    keys(reports, odd)

    assert keys(reports, b"j")[-1] == "j"


def test_a_character_may_come_in_pieces() -> None:
    reports = Reports()

    assert keys(reports, "é".encode()[:1]) == []
    assert keys(reports, "é".encode()[1:]) == ["é"]


def test_an_escape_alone_is_a_key_in_the_end() -> None:
    reports = Reports()
    assert keys(reports, b"\x1b") == []

    found: list[str] = []
    while not found:
        found = [event.key for event in reports.overdue() if isinstance(event, Key)]
    assert found == ["escape"]
