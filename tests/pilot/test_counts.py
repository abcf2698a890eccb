"""Numbers of jobs: wherever the board tells one, its thousands are grouped."""

from __future__ import annotations

from typing import Final

import pytest

from tests.fakes.board import WIDE, Stage, jobs, key, settled

MANY: Final = jobs(1_059, first=1_000_000)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ((), ("▶ 1,059 ", "of 1,059 ", "All 1,059 ", "Running 1,059 ")),
        (("x",), ("Cancel 1,059 jobs on prod?", "and 1,051 more")),
        (("x", "right", "enter"), ("and 1,054 more",)),
        (("Y",), ("1,059 job ids",)),
        (("slash", *"zz"), ("0 of 1,059", "None of 1,059 jobs holds")),
        (("2", "slash", *"zz"), ("None of the 1,059 jobs under Running",)),
    ],
    ids=["header", "cancel", "answers", "copy", "filter", "tab"],
)
async def test_thousands_of_jobs_are_grouped(keys: tuple[str, ...], told: tuple[str, ...]) -> None:
    stage = Stage()
    async with stage.running(WIDE) as pilot:
        await stage.tell(pilot, MANY)
        stage.board.marked = frozenset(key(job.job_id) for job in MANY)
        await pilot.press(*keys)
        await settled(pilot)
        text = stage.screen_text()
        for words in told:
            assert words in text
        assert "1059" not in text
