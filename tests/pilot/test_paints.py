"""What is drawn again, and what is not: a widget that reads the same is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from jobview.jobs.job import Estimate
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import Link, LinkState, Snapshot
from jobview.ui.detail.overview import JobFacts
from jobview.ui.frame.header_line import HeaderLine
from jobview.ui.look import Look
from jobview.ui.paint.marks import UNICODE_MARKS
from jobview.ui.paint.painted_view import KEPT_SCREENS
from jobview.ui.text.text_view import TextView
from tests.fakes.jobs import job
from tests.fakes.one_view import OneViewApp

if TYPE_CHECKING:
    from typing import Self

    from textual.content import Content
    from textual.geometry import Region

NOW_S = 1_700_000_000.0
LIVE = Snapshot(link=Link(LinkState.LIVE, NOW_S, 0.042), counts={Phase.RUNNING: 1}, data_s=NOW_S)


class CountedHeader(HeaderLine):
    """Counts how often it was to be drawn."""

    refreshes = 0

    def refresh(self, *regions: Region, **how: bool) -> Self:
        self.refreshes += 1
        return super().refresh(*regions, **how)


class CountedFacts(JobFacts):
    """Counts how often it was drawn."""

    renders = 0

    def render(self) -> Content:
        self.renders += 1
        return super().render()


async def test_the_header_is_drawn_when_it_reads_otherwise() -> None:
    header = CountedHeader(Look("prod", UNICODE_MARKS, UTC))
    async with OneViewApp(header).run_test(size=(160, 5)) as pilot:
        header.snapshot, header.now_s = LIVE, NOW_S
        await pilot.pause()
        shown = header.render().plain
        assert "42 ms" in shown
        assert "22:13:20" in shown
        header.refreshes = 0
        header.snapshot = replace(LIVE, serial=2)
        header.now_s = NOW_S + 0.4
        assert header.refreshes == 0
        header.now_s = NOW_S + 1
        assert header.refreshes == 1
        await pilot.pause()
        header.snapshot = replace(LIVE, counts={Phase.RUNNING: 2})
        assert header.refreshes == 2


async def test_the_facts_are_drawn_when_one_changed() -> None:
    facts = CountedFacts(UTC)
    shown = job(1, auth_id="ann")
    async with OneViewApp(facts).run_test(size=(80, 20)) as pilot:
        facts.job = shown
        await pilot.pause()
        assert "ann" in facts.render().plain
        facts.renders = 0
        facts.job = replace(shown, progress=41, estimate=Estimate(rate_per_s=1.0))
        await pilot.pause()
        assert facts.renders == 0
        facts.job = replace(shown, job_tag="nightly")
        await pilot.pause()
        assert facts.renders > 0
        assert "nightly" in facts.render().plain


async def test_some_screens_of_lines_are_kept_and_no_more() -> None:
    view = TextView([f"line {number}" for number in range(2_000)])
    async with OneViewApp(view).run_test(size=(40, 30)) as pilot:
        for y in range(0, 2_000, 25):
            view.scroll_to(y=y, animate=False)
            await pilot.pause()
        newest = view._strips
        assert len(newest) == KEPT_SCREENS * view.size.height
        before = dict(newest)
        view.scroll_to(y=view.max_scroll_y - 30, animate=False)
        await pilot.pause()
        assert newest == before, "what was on the screen a moment ago is drawn anew"
