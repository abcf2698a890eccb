"""Signs and words of phases."""

from __future__ import annotations

from dataclasses import fields

import pytest
from rich.cells import cell_len

from jobview.jobs.phase import Phase
from jobview.ui.frame.link_words import ASCII_STATE_MARKS
from jobview.ui.paint.marks import ASCII_MARKS, UNICODE_MARKS, Marks, marks_for, phase_word

SETS = [UNICODE_MARKS, ASCII_MARKS]


@pytest.mark.parametrize("marks", SETS)
def test_every_phase_has_a_sign_of_its_own(marks: Marks) -> None:
    signs = [marks.mark(phase) for phase in Phase]

    assert len(set(signs)) == len(signs)
    assert marks.stalled == marks.mark(Phase.RUNNING)


def test_no_sign_of_a_phase_reads_like_nothing_or_like_another_sign_beside_it() -> None:
    cancelled = ASCII_MARKS.mark(Phase.CANCELLED)
    signs = [
        getattr(ASCII_MARKS, field.name)
        for field in fields(ASCII_MARKS)
        if field.name not in {"is_ascii", "phases"}
    ]

    assert cancelled not in {*signs, *ASCII_STATE_MARKS.values(), "=", "-", "_", " "}


@pytest.mark.parametrize("marks", SETS)
def test_every_sign_is_one_cell(marks: Marks) -> None:
    signs = [
        *marks.phases.values(),
        marks.stalled,
        marks.cursor_focused,
        marks.cursor_blurred,
        marks.marked,
        marks.above,
        marks.ascending,
        marks.descending,
        marks.ellipsis,
        marks.null,
        marks.dash,
        marks.separator,
        marks.closed,
        marks.opened,
    ]

    assert {cell_len(sign) for sign in signs} == {1}
    assert marks.is_ascii == all(sign.isascii() for sign in signs)


def test_the_signs_are_those_of_the_screens() -> None:
    order = ["running", "done", "failed", "cancelled", "queued", "unknown", "vanished"]

    assert "".join(UNICODE_MARKS.mark(Phase(word)) for word in order) == "▶✓✗⊘◌?…"
    assert "".join(ASCII_MARKS.mark(Phase(word)) for word in order) == ">+xc.?~"


def test_focus_is_told_apart_without_colour() -> None:
    for marks in SETS:
        assert marks.cursor_focused != marks.cursor_blurred


def test_the_terminal_picks_the_set() -> None:
    assert marks_for(ascii_only=True) is ASCII_MARKS
    assert marks_for(ascii_only=False) is UNICODE_MARKS


def test_a_stalled_job_is_called_stalled() -> None:
    assert phase_word(Phase.RUNNING, is_stalled=True) == "stalled"
    assert phase_word(Phase.RUNNING) == "running"
