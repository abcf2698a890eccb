"""A job drawn as a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from jobview.jobs.job import Estimate
from jobview.jobs.phase import Phase
from jobview.text import literal
from jobview.ui.jobs.job_cells import row_times
from jobview.ui.jobs.job_layout import job_layout
from jobview.ui.jobs.job_row import RowLook, heading_segments, row_segments
from jobview.ui.paint.marks import ASCII_MARKS, UNICODE_MARKS, Marks
from jobview.ui.paint.palette import palette_of
from jobview.ui.theme import DARK
from tests.fakes.jobs import job

if TYPE_CHECKING:
    from rich.segment import Segment

    from jobview.jobs.job import Job

PALETTE = palette_of(DARK.variables, Style(), is_ansi=False)
NOW_S = 1_700_000_120.0
HOSTILE = st.text(max_size=30) | st.sampled_from(
    [
        "[/x] [link=http://e] [bold]",
        "\x1b[31mred\x1b[2J\x07",
        "\u202eevil\u202c",
        "\ud800\udfff",
        "日本語テキスト" * 9,
        "x" * 10_000,
        "👩‍🚀🚀",
        "a\tb\r\nc\x00",
    ]
)


def drawn(
    shown: Job, width: int = 100, look: RowLook | None = None, marks: Marks = UNICODE_MARKS
) -> list[Segment]:
    layout = job_layout(width, 6)
    look = look or RowLook()
    times = row_times(shown, layout, marks, now_s=NOW_S, is_stale=look.is_stale)
    return row_segments(shown, layout, look, times, PALETTE, marks)


def text(segments: list[Segment]) -> str:
    return "".join(segment.text for segment in segments)


def style_of(segments: list[Segment], word: str) -> Style | None:
    found = [segment.style for segment in segments if word in segment.text]
    assert len(found) == 1, text(segments)
    return found[0]


def running(**fields: Any) -> Job:  # noqa: ANN401 - any field
    ordinary: dict[str, Any] = {
        "progress": 46,
        "estimate": Estimate(ends_s=NOW_S + 185),
        "received_ms": int(NOW_S - 120) * 1000,
    }
    return job(48213, **(ordinary | fields))


def test_a_running_job_on_a_wide_list() -> None:
    assert text(drawn(running())).rstrip() == (
        "     48213  ▶ running    /alter/table                "
        "██████▉········ 46 %  ~3 m     2 m     alice"
    )


def test_a_running_job_on_a_narrow_list() -> None:
    assert text(drawn(running(), 60)).rstrip() == (
        " ▶  48213  /alter/table          ███▋···· 46 %  ~3 m"
    )


def test_a_running_job_in_ascii() -> None:
    shown = text(drawn(running(), marks=ASCII_MARKS))

    assert shown.isascii()
    assert "> running" in shown
    assert "#####--------" in shown


@pytest.mark.parametrize("width", [20, 32, 60, 100, 200])
def test_id_sign_endpoint_and_figure_are_seen_at_every_width(width: int) -> None:
    shown = text(drawn(running(endpoint="/insert/records/fromfiles"), width))

    assert "48213" in shown
    assert "▶" in shown
    assert "46 %" in shown
    assert "/" in shown


@settings(max_examples=60, deadline=None)
@given(
    hostile=HOSTILE,
    width=st.integers(20, 220),
    phase=st.sampled_from(list(Phase)),
    progress=st.none() | st.integers(-5, 150),
)
def test_no_server_text_breaks_a_row(
    hostile: str, width: int, phase: Phase, progress: int | None
) -> None:
    shown = job(
        48213,
        hostile,
        phase=phase,
        progress=progress,
        endpoint=hostile,
        auth_id=hostile,
        source_ip=hostile,
        query_text=hostile,
        user_data=hostile,
        flags=hostile,
        error_message=hostile,
        outcome=hostile,
        cancel_words=hostile,
    )
    segments = drawn(shown, width)
    line = text(segments)

    assert cell_len(line) <= width
    assert literal(line) == line
    layout = job_layout(width, 6)
    id_slot = next(slot for slot in layout.slots if slot.column_id == "id")
    assert line[id_slot.x : id_slot.end] == " 48213"


def test_columns_stay_aligned_behind_wide_characters() -> None:
    wide = text(drawn(running(endpoint="/日本語/テーブル/作成")))
    plain = text(drawn(running()))

    assert cell_len(wide[: wide.index("46 %")]) == cell_len(plain[: plain.index("46 %")])


def test_a_failed_job_tells_its_error_in_red() -> None:
    failed = job(48188, "error", error_message="out of memory on rank 3")

    assert style_of(drawn(failed), "out of memory") == PALETTE.failed


def test_an_outcome_may_use_the_cells_of_progress_and_estimate() -> None:
    layout = job_layout(100, 6)
    done = job(48187, "done", outcome="o" * 200)

    assert text(drawn(done)).count("o") > layout.bar_width + 6


def test_a_stalled_job_is_amber_and_called_so() -> None:
    segments = drawn(running(estimate=Estimate(stalled_since_s=NOW_S - 540)))

    assert style_of(segments, "stalled") == PALETTE.stalled
    assert style_of(segments, "█") == PALETTE.stalled


def test_a_synchronous_job_has_no_bar() -> None:
    segments = drawn(running(is_synchronous=True, progress=None))

    assert "█" not in text(segments)
    assert "·" not in text(segments)
    assert "synchronous" in text(segments)


def test_a_synchronous_job_tells_its_time_where_there_is_no_age() -> None:
    assert "2 m · sync" in text(drawn(running(is_synchronous=True), 50))


def test_progress_that_was_not_asked_yet_is_a_dash() -> None:
    assert "·    –  " in text(drawn(running(progress=None)))


def test_a_cancellation_speaks_the_servers_words() -> None:
    segments = drawn(running(cancel_words="cancel asked"))

    assert "46 % · cancel asked" in text(segments)
    assert style_of(segments, "cancel asked") == PALETTE.stalled


def test_an_unknown_status_stands_as_it_came() -> None:
    assert "? half bak…" in text(drawn(job(1, "half baked")))


def test_a_query_stands_on_one_line() -> None:
    shown = text(drawn(running(query_text="SELECT *\n   FROM\tt"), 200))

    assert "SELECT * FROM t" in shown


def test_a_marked_job_wears_the_mark() -> None:
    assert text(drawn(running(), look=RowLook(is_marked=True))).startswith("  ●")


def test_the_selected_row_is_seen_without_colour() -> None:
    selected = text(drawn(running(), look=RowLook(is_selected=True)))
    focused = text(drawn(running(), look=RowLook(is_selected=True, has_focus=True)))

    assert (selected[0], focused[0]) == ("▏", "▌")
    assert selected[1:] == focused[1:]


@pytest.mark.parametrize("width", [60, 100])
def test_a_fresh_phase_is_bolder_on_its_sign_alone(width: int) -> None:
    segments = drawn(running(), width, look=RowLook(is_fresh=True))
    reversed_text = "".join(s.text for s in segments if s.style is not None and s.style.reverse)

    assert reversed_text == "▶"
    assert style_of(segments, "▶") == PALETTE.running + Style(bold=True, reverse=True)


def test_a_stale_row_is_all_dim_and_estimates_nothing() -> None:
    segments = drawn(running(), look=RowLook(is_stale=True))
    allowed = {PALETTE.muted, PALETTE.track}

    assert "~3 m" not in text(segments)
    assert {s.style for s in segments if s.text.strip() and s.style is not None} <= allowed
    assert style_of(segments, "48213") == PALETTE.muted


def test_the_heading_names_columns_and_the_sorting() -> None:
    layout = job_layout(100, 6)
    segments = heading_segments(
        layout, PALETTE, UNICODE_MARKS, sorted_by="endpoint", is_descending=False
    )

    assert text(segments).split() == ["ID", "STATUS", "ENDPOINT▲", "PROGRESS", "ETA", "AGE", "USER"]
    assert style_of(segments, "ENDPOINT▲") == PALETTE.heading_active
    assert cell_len(text(segments)) == layout.slots[-1].end


def test_the_arrow_of_a_descending_id_fits_its_column() -> None:
    segments = heading_segments(
        job_layout(20, 6), PALETTE, UNICODE_MARKS, sorted_by="id", is_descending=True
    )

    assert "   ID▼" in text(segments)
