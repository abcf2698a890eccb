"""The board when a server gives ids again: what was chosen stays chosen, and no other job is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from jobview.jobs.job import JobKey
from jobview.jobs.phase import Phase
from tests.fakes.board import key, settled, table_detail
from tests.fakes.jobs import CLUSTER, reply, row
from tests.fakes.restarting import Restarting

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from jobview.jobs.source import ListedJob

LATER_MS = 1_800_000_000_000


async def test_cursor_and_detail_stay_with_the_job_that_lost_its_id() -> None:
    stage = Restarting()
    async with stage.running() as pilot:
        await stage.lists(pilot, row(1), row(2), row(3))
        await pilot.press("j", "enter")
        await settled(pilot)
        assert stage.board.job is not None
        await stage.lists(pilot, row(1), row(2, received_ms=LATER_MS), row(3))
        assert stage.board.table.selected_key == key(2)
        assert stage.board.job.phase is Phase.VANISHED
        assert stage.board.job.is_superseded
        assert "Its id is another job's by now." in stage.screen_text()
        assert stage.store.register.jobs[JobKey(CLUSTER, 2, 1)].phase is Phase.RUNNING


async def test_a_mark_is_not_handed_on_to_the_next_job_and_cancels_nothing() -> None:
    stage = Restarting()
    async with stage.running() as pilot:
        await stage.lists(pilot, row(1), row(2), row(3))
        await pilot.press("space", "space")
        assert stage.board.marked == {key(3), key(2)}
        later = [row(n, received_ms=LATER_MS) for n in (2, 3)]
        await stage.lists(pilot, row(1), *later)
        assert {one.is_superseded for one in stage.board.chosen_jobs()} == {True}
        await pilot.press("x")
        await settled(pilot)
        assert stage.on_top() is stage.board
        assert stage.session.poller.cancelled == []


async def test_a_result_that_comes_late_is_the_former_jobs() -> None:
    stage = Restarting()
    async with stage.running() as pilot:
        await stage.lists(pilot, row(1, "async job done"))
        stage.store.fold_reply(
            key(1), reply(1, "DONE", 100), asked=stage.store.mark, heard_s=stage.clock.wall
        )
        await stage.lists(pilot, row(1, "async job done"))
        await pilot.press("enter")
        await settled(pilot)
        assert key(1) in stage.session.details.waiting
        await stage.lists(pilot, row(1, received_ms=LATER_MS))
        assert stage.board.job is not None
        assert stage.board.job.key == key(1)
        assert stage.board.job.phase is Phase.DONE


async def test_a_result_goes_when_its_job_is_at_work_again() -> None:
    stage = Restarting()

    async def ends(pilot: Pilot[int]) -> None:
        await stage.lists(pilot, row(1, "running"))
        await stage.lists(pilot, row(1, "async job done"))
        answer, mark = reply(1, "DONE", 100), stage.store.mark
        stage.store.fold_reply(key(1), answer, asked=mark, heard_s=stage.clock.wall)
        await stage.lists(pilot, row(1, "async job done"))

    async with stage.running() as pilot:
        await ends(pilot)
        await pilot.press("enter")
        await settled(pilot)
        stage.session.details.answer(table_detail(1, "before"))
        await settled(pilot)
        assert "before" in stage.screen_text()
        await stage.lists(pilot, row(1, "running"))
        assert "before" not in stage.screen_text()
        assert "Still running: the result appears here" in stage.screen_text()
        await ends(pilot)
        stage.session.details.answer(table_detail(1, "after"))
        await settled(pilot)
        assert "after" in stage.screen_text()


async def test_negative_ids_are_shown_whole() -> None:
    stage = Restarting()
    async with stage.running() as pilot:
        await stage.lists(pilot, row(-(2**63)), row(5))
        assert str(-(2**63)) in stage.screen_text()
        lines = stage.screen_text().split("\n")
        column = next(line.index("ENDPOINT") for line in lines if "ENDPOINT" in line)
        assert sum(line.startswith("/alter/table", column) for line in lines) == 2


_ROWS = st.lists(
    st.builds(
        row,
        st.integers(1, 5),
        st.sampled_from(["running", "async job done", "none"]),
        received_ms=st.sampled_from([None, 1_000, 2_000]),
    ),
    max_size=5,
)


@settings(max_examples=8, deadline=None)
@given(lists=st.lists(_ROWS, min_size=1, max_size=6), cursor=st.integers(0, 4))
def test_the_cursor_never_goes_to_another_job_by_itself(
    lists: list[list[ListedJob]], cursor: int
) -> None:
    async def play() -> None:
        stage = Restarting()
        async with stage.running() as pilot:
            await stage.lists(pilot, *(row(n, received_ms=1_000) for n in range(1, 6)))
            await pilot.press("home", *["j"] * cursor)
            chosen = key(5 - cursor)
            assert stage.board.table.selected_key == chosen
            for rows in lists:
                await stage.lists(pilot, *rows)
                table = stage.board.table
                assert table.selected_key == chosen
                assert table.cursor_index is not None
                assert table.row_key(table.cursor_index) == chosen
                assert stage.board.job is not None
                assert stage.board.job.key == chosen
                assert stage.board.snapshot.jobs[chosen].listed.received_ms == 1_000

    asyncio.run(play())
