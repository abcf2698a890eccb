"""What the board shows while another cluster than the primary is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from jobview.errors import CutOff
from jobview.jobs.job import Estimate, JobKey, Place
from jobview.jobs.phase import Phase
from jobview.jobs.ring import Detour
from jobview.jobs.snapshot import Link, LinkState
from jobview.ui.frame.dialogs import CancelDialog
from tests.fakes.board import MEDIUM, NARROW, WIDE, Stage, done, settled, table_detail
from tests.fakes.hostile import SHORT, SHORT_SHOWN, leaks
from tests.fakes.jobs import job

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from jobview.jobs.job import Job

A, B = "http://host-a:9191", "http://host-b:9191"


def moved(now_s: float, reason: str = "connection refused") -> Detour:
    return Detour(B, A, now_s, reason)


def of(cluster: str, shown: Job, place: Place = Place.HERE) -> Job:
    phase = Phase.UNKNOWN if place is Place.ELSEWHERE and shown.phase.is_active else shown.phase
    key = JobKey(cluster, shown.job_id)
    return replace(shown, key=key, place=place, phase=phase)


async def tell(stage: Stage, pilot: Pilot[int], *jobs: Job, detour: Detour | None) -> None:
    stage.session.poller.tell(jobs, stage.clock.wall, detour=detour)
    await settled(pilot)


def header(stage: Stage) -> str:
    return stage.screen_text().splitlines()[0]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (WIDE, " prod → host-b since 14:27: host-a connection refused  ● live  42 ms "),
        (MEDIUM, " prod → host-b since 14:27: host-a connection refused  ● live"),
        (NARROW, " prod → host-b: host-a connection refused  ● live"),
    ],
    ids=["wide", "medium", "narrow"],
)
async def test_the_header_names_who_answers_and_why(size: tuple[int, int], words: str) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await tell(stage, pilot, of(B, job(1)), detour=moved(stage.clock.wall))
        assert header(stage).startswith(words)
        await tell(stage, pilot, of(A, job(1)), detour=None)
        assert header(stage).startswith(" prod ● live")


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (
            WIDE,
            " prod → host-b since 14:27: host-a Unavailable: Draining HA queue (H/HQc:77)  ● live",
        ),
        (MEDIUM, " prod → host-b since 14:27: host-a Unavailable: Draining HA queue (H/…  ● live"),
        (NARROW, " prod → host-b: host-a Unavailable:…  ● live"),
    ],
    ids=["wide", "medium", "narrow"],
)
async def test_why_is_worth_more_than_the_pace(size: tuple[int, int], words: str) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        detour = moved(stage.clock.wall, "Unavailable: Draining HA queue (H/HQc:77)")
        await tell(stage, pilot, of(B, job(1)), of(A, job(2), Place.ELSEWHERE), detour=detour)
        assert words in header(stage)


@pytest.mark.parametrize("size", [MEDIUM, NARROW], ids=["medium", "narrow"])
async def test_long_words_never_push_the_state_out_of_sight(size: tuple[int, int]) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        detour = replace(moved(stage.clock.wall, "HTTP 502 " * 20), cluster="http://" + "b" * 20)
        await tell(stage, pilot, of(B, job(1)), detour=detour)
        assert "● live" in header(stage)
        link = Link(LinkState.DOWN, stage.clock.wall, reason="no cluster of the ring can be used")
        stage.session.poller.tell([], stage.clock.wall, detour=detour, link=link)
        await settled(pilot)
        assert "down since" in header(stage)


async def test_without_unicode_the_arrow_is_plain() -> None:
    stage = Stage(ascii_only=True)
    async with stage.running() as pilot:
        await tell(stage, pilot, detour=moved(stage.clock.wall))
        assert header(stage).startswith(" prod -> host-b since 14:27: host-a connection refused")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_a_row_of_the_other_cluster_says_where_it_is_and_claims_nothing(
    size: tuple[int, int],
) -> None:
    stage = Stage()
    estimate = Estimate(rate_per_s=0.1, ends_s=stage.clock.wall + 60)
    async with stage.running(size) as pilot:
        left = of(A, job(41, progress=46, estimate=estimate), Place.ELSEWHERE)
        over = of(A, done(42), Place.ELSEWHERE)
        await tell(stage, pilot, left, over, of(B, job(41, progress=7)), detour=moved(0))
        lines = stage.screen_text().splitlines()
        row = next(line for line in lines if "was at 46 % · on host-a" in line)
        assert "41" in row
        assert "█" not in row
        assert "~" not in row
        assert any("2 rows" in line for line in lines)
        assert any(" 7 %" in line for line in lines)
        assert "▶ 1 " in header(stage)


async def test_selection_marks_and_result_outlive_a_move() -> None:
    stage = Stage()
    first, second = of(A, done(5)), of(A, job(6))
    async with stage.running() as pilot:
        await tell(stage, pilot, first, second, detour=None)
        stage.board.table.move_to(1)
        await pilot.press("space", "k", "j", "enter")
        await settled(pilot)
        detail = table_detail(5)
        stage.session.details.answer(replace(detail, key=first.key))
        await settled(pilot)
        assert "Torino" in stage.screen_text()
        await tell(
            stage,
            pilot,
            of(A, first, Place.ELSEWHERE),
            of(A, second, Place.ELSEWHERE),
            of(B, job(5)),
            of(B, job(6)),
            detour=moved(0),
        )
        assert stage.board.table.selected_key == first.key
        assert stage.board.marked == {first.key}
        assert "Torino" in stage.screen_text()


async def test_the_overview_says_on_which_cluster_a_job_is() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        for place, words in (
            (Place.HERE, "cluster     host-a"),
            (Place.FOLLOWED, "host-a, followed by its tag on another one"),
            (Place.ELSEWHERE, "host-a, not asked now"),
        ):
            await tell(stage, pilot, of(A, job(6, progress=46), place), detour=moved(0))
            assert words in stage.screen_text()
        assert "On host-a, which is not asked now. It was at 46 %." in stage.screen_text()
        assert "not known: its cluster is not asked now" in stage.screen_text()


async def test_what_cannot_be_cancelled_says_why() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await tell(stage, pilot, of(A, job(6), Place.ELSEWHERE), detour=moved(0))
        await pilot.press("x")
        await settled(pilot)
        one = "host-a is not asked now: this job can be cancelled when it is."
        assert stage.said() == [one]
        assert not isinstance(stage.on_top(), CancelDialog)
        left = [of(A, job(number), Place.ELSEWHERE) for number in (6, 7)]
        await tell(stage, pilot, *left, detour=moved(0))
        await pilot.press("g", "space", "space", "x")
        await settled(pilot)
        several = "host-a is not asked now: these jobs can be cancelled when it is."
        assert stage.said() == [one, several]
        await pilot.press("escape")
        await tell(
            stage, pilot, of(A, job(6), Place.ELSEWHERE), of(A, job(7), Place.FOLLOWED), detour=None
        )
        await pilot.press("g", "x")
        await settled(pilot)
        assert isinstance(stage.on_top(), CancelDialog)


async def test_the_name_of_a_cluster_is_shown_literally() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        cluster = f"http://h/{SHORT}"
        shown = of(cluster, job(6, progress=46), Place.ELSEWHERE)
        detour = replace(moved(stage.clock.wall), left=cluster)
        await tell(stage, pilot, shown, detour=detour)
        await pilot.press("enter", "tab", "x")
        await settled(pilot)
        assert f"On h/{SHORT_SHOWN}, which is not asked now." in stage.screen_text()
        assert f" h/{SHORT_SHOWN} is not asked now" in stage.screen_text()
        assert not leaks(stage.screen_text(), allowed="\n")


@pytest.mark.parametrize(
    ("count", "fate"),
    [
        (1, "Whether it was cancelled is not known; its row will tell."),
        (2, "Whether they were cancelled is not known; their rows will tell."),
    ],
)
async def test_a_cancellation_without_an_answer_says_how_to_find_out(count: int, fate: str) -> None:
    stage = Stage()
    stage.session.poller.cancel_error = CutOff(f"{A}/admin/alter/jobs", "no answer within 30 s")
    async with stage.running() as pilot:
        await tell(stage, pilot, of(A, job(6)), of(A, job(7)), detour=None)
        await pilot.press(*["space"] * count, "x", "tab", "enter")
        await settled(pilot)
        assert [len(keys) for keys in stage.session.poller.cancelled] == [count]
        words = "\n".join(stage.said())
        assert words.startswith(fate)
        assert "before trying again" in words
