"""The words of a job's row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jobview.jobs.job import Estimate
from jobview.jobs.phase import Phase
from jobview.ui.jobs.job_cells import RowTimes, age_words, outcome_words, row_times, short_duration
from jobview.ui.jobs.job_layout import job_layout
from jobview.ui.paint.marks import UNICODE_MARKS
from tests.fakes.jobs import job

if TYPE_CHECKING:
    from jobview.jobs.job import Job
    from jobview.ui.jobs.job_layout import JobLayout

RECEIVED_MS = 1_700_000_000_000
NOW_S = 1_700_000_720.0
WIDE = job_layout(120, 6)
NARROW = job_layout(79, 6)


def times(shown: Job, *, layout: JobLayout = WIDE, is_stale: bool = False) -> RowTimes:
    return row_times(shown, layout, UNICODE_MARKS, now_s=NOW_S, is_stale=is_stale)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (12.9, "12 s"),
        (60, "1 m"),
        (3599, "59 m"),
        (3600, "1 h 00"),
        (3840, "1 h 04"),
        (35_999, "9 h 59"),
        (36_000, "10 h"),
        (86_399, "23 h"),
        (3 * 86_400, "3 d"),
    ],
)
def test_ages_are_coarse(seconds: float, words: str) -> None:
    assert short_duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "<10 s"),
        (9.99, "<10 s"),
        (10, "10 s"),
        (19.9, "10 s"),
        (59.9, "50 s"),
        (60, "1 m"),
        (3840, "1 h 04"),
    ],
)
def test_an_age_counts_the_first_minute_in_tens(seconds: float, words: str) -> None:
    assert age_words(seconds) == words


@given(st.floats(-1e9, 8.6e8))
def test_an_age_takes_six_cells(seconds: float) -> None:
    assert len(age_words(seconds)) <= 6
    assert len(short_duration(seconds)) <= 6


def test_the_age_counts_from_the_servers_own_clock() -> None:
    assert times(job(1, received_ms=RECEIVED_MS)).age == "12 m"
    assert times(job(1, received_ms=RECEIVED_MS, server_offset_s=60.0)).age == "13 m"


def test_a_job_of_unknown_age_has_none() -> None:
    assert times(job(1, received_ms=None)).age == ""


def test_an_estimate_wears_a_tilde() -> None:
    assert times(job(1, estimate=Estimate(ends_s=NOW_S + 185))).note == "~3 m"


def test_no_estimate_is_a_dash() -> None:
    assert times(job(1)).note == "–"


def test_an_estimate_of_old_data_is_a_dash() -> None:
    assert times(job(1, estimate=Estimate(ends_s=NOW_S + 185)), is_stale=True).note == "–"


def test_a_finished_job_has_no_estimate() -> None:
    assert times(job(1, "done", estimate=Estimate(ends_s=NOW_S + 5))).note == ""


def test_a_stalled_job_is_called_so_where_no_status_word_stands() -> None:
    stalled = job(1, estimate=Estimate(stalled_since_s=NOW_S - 540, ends_s=NOW_S + 5))

    assert times(stalled, layout=NARROW).note == "stalled 9 m"
    assert times(stalled, layout=WIDE).note == "–"


def test_an_unknown_word_of_the_server_is_shown_where_no_status_word_stands() -> None:
    odd = job(1, "half baked")

    assert times(odd, layout=NARROW).note == "half baked"
    assert times(odd, layout=WIDE).note == "–"


@given(st.floats(0, 86_400 * 999))
def test_every_stall_fits_the_narrow_column(seconds: float) -> None:
    stalled = job(1, estimate=Estimate(stalled_since_s=NOW_S - seconds))
    widths = {slot.column_id: slot.width for slot in NARROW.slots}

    assert cell_len(times(stalled, layout=NARROW).note) <= widths["eta"] + 1


def outcome(shown: Job) -> str:
    return outcome_words(shown, UNICODE_MARKS)


def test_a_done_job_tells_its_result_and_how_long_it_took() -> None:
    done = job(
        1,
        "done",
        received_ms=RECEIVED_MS,
        finished_s=RECEIVED_MS / 1000 + 192,
        outcome="1,204,331 rows",
    )

    assert outcome(done) == "1,204,331 rows · 3 m 12 s"
    assert outcome(replace(done, server_offset_s=60.0)) == "1,204,331 rows · 4 m 12 s"
    assert outcome(replace(done, server_offset_s=None)) == "1,204,331 rows"


def test_a_done_job_seen_only_at_its_end_tells_no_duration() -> None:
    assert outcome(job(1, "done", outcome="25 rows")) == "25 rows"
    assert outcome(job(1, "done")) == ""


def test_a_failed_job_tells_the_first_line_of_its_error() -> None:
    failed = job(1, "error", error_message="\n  \nout of memory\nat rank 3", outcome="else")

    assert outcome(failed) == "out of memory"
    assert outcome(job(1, "error", outcome="summary\nmore")) == "summary"
    assert outcome(job(1, "error")) == ""


def test_a_giant_error_is_not_read_to_its_end() -> None:
    assert len(outcome(job(1, "error", error_message="x" * 30_000_000))) <= 1_000


def test_a_cancelled_job_tells_how_far_it_came() -> None:
    assert outcome(job(1, "cancelled", progress=62)) == "at 62 %"
    assert outcome(job(1, "cancelled", outcome="stopped")) == "stopped"


def test_a_vanished_job_tells_its_last_progress() -> None:
    assert outcome(job(1, phase=Phase.VANISHED, progress=7)) == "forgotten by the server at 7 %"
    assert outcome(job(1, phase=Phase.VANISHED)) == "forgotten by the server"
    unheard = job(1, "", phase=Phase.VANISHED, endpoint="", received_ms=None)
    assert outcome(unheard) == "the server knows no such job"
