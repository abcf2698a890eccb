"""A result table of 100,000 rows against one of 100: first screen, a scroll step, a sort, a search.

    python -m tests.bench.bench_result_view

Both in turn within one process, each round in an app of its own. First screen: wall time from
the decoded result to the painted view. Scroll step: CPU time of a key and its paint, the table's
middle on screen. Sort and search: how long they take, and the longest that the event loop was
held up meanwhile. Medians and ratios of one run.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.app import App

from jobview.results.model import Column, Table
from jobview.ui.paint.marks import UNICODE_MARKS
from jobview.ui.result.result_pane import ResultPane
from jobview.ui.result.result_views import ChosenViews
from jobview.ui.result.table_view import TableView
from jobview.ui.theme import THEMES
from tests.fakes.results import table_result

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from textual.pilot import Pilot

MANY, FEW = 100_000, 100
ROUNDS = 9
STEPS = 40
SIZE = (140, 45)
GOAL_MS = 150
TICK_S = 0.001


@dataclass
class Timings:
    """Milliseconds of every round."""

    first_ms: list[float] = field(default_factory=list)
    step_ms: list[float] = field(default_factory=list)


class BoardOfOne(App[None]):
    """An app that shows a result when it is given one."""

    def on_mount(self) -> None:
        self.register_theme(THEMES[0])
        self.theme = THEMES[0].name


def taxi(rows: int) -> Table:
    """Numbers, texts, timestamps, decimals and nulls."""
    columns = (
        Column("trip_id", "long"),
        Column("city", "char64"),
        Column("pickup_ts", "timestamp"),
        Column("fare", "decimal(10,2)"),
        Column("passengers", "int8"),
        Column("distance", "double"),
    )
    data: tuple[list[object], ...] = (
        [48_100_000 + 7 * row for row in range(rows)],
        [f"città di {row % 977}" for row in range(rows)],
        [1_700_000_000_000 + (row * 7919) % 86_400_000 for row in range(rows)],
        [f"{(row * 31) % 20_000 / 100:.2f}" for row in range(rows)],
        [row % 7 or None for row in range(rows)],
        [row / 8 for row in range(rows)],
    )
    return Table(columns, data, rows, rows)


async def one_round(table: Table, timings: Timings) -> None:
    """First screen, then scroll steps from the middle on; their median counts."""
    app = BoardOfOne()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        gc.collect()
        start_s = time.perf_counter()
        view = await shown(app, table)
        app.screen._compositor.render_strips()
        timings.first_ms.append((time.perf_counter() - start_s) * 1000)
        view.move_to(table.row_count // 2)
        await pilot.pause()
        costs_ms = [await step_ms(view, pilot) for _ in range(STEPS)]
        timings.step_ms.append(statistics.median(costs_ms))


async def shown(app: BoardOfOne, table: Table) -> TableView:
    """The table in its pane, drawn and focused."""
    pane = ResultPane(table_result(table), ChosenViews(), UNICODE_MARKS)
    await app.screen.mount(pane)
    view = pane.view
    assert isinstance(view, TableView)
    view.focus()
    while not view.size:  # noqa: ASYNC110 - the layout sends no word
        await asyncio.sleep(0)
    return view


async def step_ms(view: TableView, pilot: Pilot[None]) -> float:
    """CPU time of scrolling one row further."""
    start_s = time.process_time()
    view.put_top(view.top + 1)
    view.action_cursor_down()
    await asyncio.sleep(0)
    view.app.screen._compositor.render_strips()
    cost_s = time.process_time() - start_s
    await asyncio.sleep(0)
    return cost_s * 1000


async def held_up_ms(work: Awaitable[None]) -> tuple[float, float]:
    """How long `work` took, and the longest pause between two turns of the event loop."""
    longest_s, last_s = 0.0, time.perf_counter()
    start_s = last_s
    task = asyncio.ensure_future(work)
    while not task.done():
        await asyncio.sleep(TICK_S)
        now_s = time.perf_counter()
        longest_s = max(longest_s, now_s - last_s - TICK_S)
        last_s = now_s
    return (last_s - start_s) * 1000, longest_s * 1000


async def beside() -> None:
    """Print how long sort and search take and how long they hold the loop up."""
    app = BoardOfOne()
    async with app.run_test(size=SIZE) as pilot:
        view = await shown(app, taxi(MANY))
        pane = app.screen.query_one(ResultPane)
        for column in (0, 1, 3):

            async def sort(column: int = column) -> None:
                view.sort_by(column)
                await pilot.app.workers.wait_for_complete()

            name = view.result.columns[column].name
            took_ms, held_ms = await held_up_ms(sort())
            print(f"sort by {name}: {took_ms:.0f} ms, loop held up {held_ms:.1f} ms")

        async def search() -> None:
            pane.search_words = "nowhere"
            pane.action_search_again(1)
            await pilot.app.workers.wait_for_complete()

        took_ms, held_ms = await held_up_ms(search())
        print(f"search: {took_ms:.0f} ms, loop held up {held_ms:.1f} ms")


async def main() -> None:
    """Print medians, all values and the ratios."""
    many, few = Timings(), Timings()
    tables = taxi(MANY), taxi(FEW)
    for _ in range(ROUNDS):
        await one_round(tables[0], many)
        await one_round(tables[1], few)
    report("first screen", many.first_ms, few.first_ms, f"(goal {GOAL_MS} ms)")
    report("scroll step", many.step_ms, few.step_ms, "(goal ratio 1)")
    await beside()


def report(name: str, many_ms: list[float], few_ms: list[float], goal: str) -> None:
    many, few = statistics.median(many_ms), statistics.median(few_ms)
    print(f"{name}: {MANY:,} rows {many:.2f} ms, {FEW} rows {few:.2f} ms,")
    print(f"  ratio {many / few:.2f} {goal}")
    print(f"  {MANY:,} rows {' '.join(f'{value:.2f}' for value in many_ms)}")
    print(f"  {FEW} rows {' '.join(f'{value:.2f}' for value in few_ms)}")


if __name__ == "__main__":
    asyncio.run(main())
