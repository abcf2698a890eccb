"""A long result on its way to the screen: told of, given up when nobody looks, let go of after."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from jobview.errors import TooLarge
from jobview.jobs.transfer import Transfer
from jobview.polling.details import FetchProgress, JobDetail
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from jobview.ui.detail.transfer_note import TransferNote
from tests.fakes.board import NARROW, WIDE, Stage, done, key, settled, table_detail
from tests.fakes.hostile import SHORT, SHORT_SHOWN
from tests.fakes.jobs import CLUSTER, job, reply, within

if TYPE_CHECKING:
    from textual.pilot import Pilot

MIB = 1024 * 1024


def progress(job_id: int, percent: int, *, is_decoding: bool = False) -> FetchProgress:
    return FetchProgress(key(job_id), Transfer(percent * MIB, 100 * MIB), is_decoding)


async def opened(stage: Stage, pilot: Pilot[int], *job_ids: int) -> None:
    """These finished jobs, the newest of them open."""
    await stage.tell(pilot, [done(job_id) for job_id in job_ids])
    await pilot.press("enter")
    await settled(pilot)


async def test_a_result_that_does_not_come_is_counted_and_can_be_asked_for_again() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await opened(stage, pilot, 100)
        details = stage.session.details
        details.progress(FetchProgress(key(100), Transfer(0, None), quiet_s=12.3))
        await settled(pilot)
        assert "nothing came for 12 s (r: ask again)" in stage.screen_text()
        await pilot.press("r")
        await pilot.pause()
        assert details.hurries == 1


async def test_how_far_a_result_has_come_is_on_the_screen() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await opened(stage, pilot, 100)
        details = stage.session.details
        assert "Fetching the result." in stage.screen_text()
        note = stage.app.query_one(TransferNote)
        for percent, words in ((12, "reading 12.0 of 100 MiB (12 %)"), (50, "(50 %)")):
            details.progress(progress(100, percent))
            await pilot.pause()
            assert words in stage.screen_text()
            assert "Fetching" not in stage.screen_text()
        details.progress(progress(100, 100, is_decoding=True))
        await pilot.pause()
        assert "decoding 100 MiB" in stage.screen_text()
        assert stage.app.query_one(TransferNote) is note
        details.answer(table_detail(100))
        await settled(pilot)
        assert "Torino" in stage.screen_text()
        assert "decoding" not in stage.screen_text()


async def test_another_tab_of_the_job_does_not_begin_anew() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await opened(stage, pilot, 100)
        stage.session.details.progress(progress(100, 12))
        await pilot.press("right_square_bracket", "right_square_bracket")
        await settled(pilot)
        assert stage.board.pane.tab == "raw"
        assert len(stage.session.details.asked) == 1
        assert "reading 12.0 of 100 MiB" in stage.screen_text()


async def test_another_job_ends_the_fetch_and_its_progress_is_not_shown() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [job(100), done(101)])
        await pilot.press("enter")
        await settled(pilot)
        details = stage.session.details
        fetching = details.waiting[key(101)]
        details.progress(progress(101, 12))
        await pilot.press("escape", "j")
        await settled(pilot)
        assert fetching.cancelled()
        assert stage.board.progress is None
        stage.board.receive_progress(progress(101, 50))
        assert stage.board.progress is None
        assert "reading" not in stage.screen_text()

        await pilot.press("k")
        await settled(pilot)
        assert [one.job_id for one in details.asked] == [101, 101]


async def test_closing_the_detail_where_it_hides_the_list_ends_the_fetch() -> None:
    stage = Stage()
    async with stage.running(NARROW) as pilot:
        await opened(stage, pilot, 100)
        fetching = stage.session.details.waiting[key(100)]
        await pilot.press("escape")
        await settled(pilot)
        assert fetching.cancelled()
        await stage.tell(pilot, [done(100)])
        assert len(stage.session.details.asked) == 1
        await pilot.resize_terminal(*WIDE)
        await settled(pilot)
        assert len(stage.session.details.asked) == 2


async def test_closing_the_detail_beside_the_list_goes_on() -> None:
    stage = Stage()
    async with stage.running(WIDE) as pilot:
        await opened(stage, pilot, 100)
        await pilot.press("escape")
        await settled(pilot)
        assert not stage.session.details.waiting[key(100)].cancelled()


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_result_too_large_is_told_in_a_sentence_and_the_rest_is_known(
    size: tuple[int, int],
) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await opened(stage, pilot, 100)
        whole = reply(100, "DONE", 100, endpoint="/execute/sql", response=b"x" * 3000)
        known = within(whole, 2048)
        detail = JobDetail(key(100), known, None, known.withheld, 0.0)
        stage.session.details.answer(detail)
        await settled(pilot)
        words = " ".join(stage.screen_text().replace("│", " ").split())
        assert "The result is too large to show (2.9 KiB, the limit is 2 KiB)" in words
        assert "jobview get 100 --raw -o FILE" in words
        await pilot.press("right_square_bracket", "right_square_bracket")
        await settled(pilot)
        assert "/execute/sql" in stage.screen_text()
        assert "larger than the limit" in stage.screen_text()


async def test_an_answer_that_cannot_be_read_in_part_tells_why() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await opened(stage, pilot, 100)
        error = TooLarge(f"{CLUSTER}/get/job", "too large", size_bytes=None, limit_bytes=9)
        stage.session.details.answer(JobDetail(key(100), None, None, error, 0.0))
        await settled(pilot)
        assert "too large; raise the limit" in stage.screen_text()


def test_the_servers_words_for_why_there_is_no_result_are_literal() -> None:
    assert str(TransferNote(f"refused: {SHORT}\n{SHORT}").render()) == (
        f"refused: {SHORT_SHOWN}\n{SHORT_SHOWN}"
    )


class Cells(list[object]):
    """A column whose end can be watched."""


async def test_a_result_that_was_left_is_let_go_of() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100), done(101)])
        await pilot.press("enter")
        await settled(pilot)
        cells = Cells(["Torino", "Milano"])
        is_alive = weakref.ref(cells)
        table = Table((Column("city", "char64"),), (cells,), 2)
        result = DecodedResult(ResultKind.TABLE, "/execute/sql", record={}, table=table)
        detail = JobDetail(
            key(101), reply(101, "DONE", 100, response=b"x" * 3 * MIB), result, None, 0.0
        )
        stage.session.details.answer(detail)
        await settled(pilot)
        assert "Milano" in stage.screen_text()
        del cells, table, result, detail
        with patch.object(stage.app.collector, "want") as want:
            await pilot.press("escape", "j")
            await settled(pilot)
        want.assert_called()
        gc.collect()
        assert is_alive() is None
