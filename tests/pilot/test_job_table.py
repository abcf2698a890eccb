"""The job table under keys, mouse and moving data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from textual.events import MouseScrollDown

from jobview.jobs.job import Job, JobKey
from jobview.jobs.order import JobOrder
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import Snapshot
from jobview.ui.jobs.job_table import FRESH_S, TIMES_STEP_S, JobTable
from jobview.ui.paint.marks import ASCII_MARKS, UNICODE_MARKS, Marks
from tests.fakes.jobs import CLUSTER, job, row
from tests.fakes.one_view import OneViewApp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import ClassVar

    from textual.binding import BindingType
    from textual.geometry import Region
    from textual.message import Message

NOW_S = 1_700_000_400.0
SIZE = (100, 11)
ROWS_ON_SCREEN = 10
BLUE = 4


class WatchedTable(JobTable):
    """A job table that opens on Enter and notes which lines are repainted."""

    BINDINGS: ClassVar[list[BindingType]] = [("enter", "open", "open")]

    def __init__(self, order: JobOrder, marks: Marks) -> None:
        self.repainted: list[int] = []
        self.layouts = 0
        super().__init__(order, marks)

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> WatchedTable:
        self.layouts += layout
        self.repainted += [region.y for region in regions]
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class TableApp(OneViewApp):
    """A job table and what it said."""

    def __init__(
        self, job_ids: Iterable[int] = range(1, 101), marks: Marks = UNICODE_MARKS
    ) -> None:
        self.order = JobOrder()
        self.table = WatchedTable(self.order, marks)
        super().__init__(self.table)
        self.jobs = {made.key: made for made in map(job, job_ids)}
        self.serial = 0
        self.said: list[Message] = []

    def on_mount(self) -> None:
        self.table.now_s = NOW_S
        self.show(*self.jobs.values())

    def show(self, *changed: Job, removed: Iterable[int] = (), data_s: float | None = None) -> None:
        """A new snapshot with these jobs new or changed and those ids gone, of a list's time."""
        self.serial += 1
        gone = frozenset(JobKey(CLUSTER, job_id) for job_id in removed)
        self.jobs = {key: kept for key, kept in self.jobs.items() if key not in gone}
        self.jobs |= {new.key: new for new in changed}
        self.table.snapshot = Snapshot(
            jobs=dict(self.jobs),
            serial=self.serial,
            changed=frozenset(new.key for new in changed),
            removed=gone,
            data_s=data_s,
        )

    def on_job_table_highlighted(self, message: JobTable.Highlighted) -> None:
        self.said.append(message)

    def on_job_table_opened(self, message: JobTable.Opened) -> None:
        self.said.append(message)

    def on_job_table_sort_requested(self, message: JobTable.SortRequested) -> None:
        self.said.append(message)

    def on_job_table_mark_toggled(self, message: JobTable.MarkToggled) -> None:
        self.said.append(message)

    def on_job_table_visible_changed(self, message: JobTable.VisibleChanged) -> None:
        self.said.append(message)

    def heard(self, kind: type[Message]) -> list[Any]:
        return [message for message in self.said if isinstance(message, kind)]

    def lines(self) -> list[str]:
        """What is on screen, the scrollbar's column left off."""
        height = self.table.size.height
        return [self.table.render_line(y).text.rstrip() for y in range(height)]

    def ids(self) -> list[int]:
        """The ids on screen from top to bottom."""
        return [int(line[2:].split()[0]) for line in self.lines()[1:] if line[2:].strip()]

    def line_of(self, job_id: int) -> int:
        """The line of the screen on which the job stands."""
        return self.ids().index(job_id)

    def select(self, job_id: int) -> None:
        self.table.selected_key = JobKey(CLUSTER, job_id)

    @property
    def selected_id(self) -> int | None:
        key = self.table.selected_key
        return None if key is None else key.job_id


async def test_the_newest_jobs_stand_on_top_and_nothing_is_selected() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE):
        assert app.ids() == list(range(100, 90, -1))
        assert app.selected_id is None
        assert app.heard(JobTable.Highlighted) == []


async def test_keys_move_the_cursor_and_the_view_follows() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down")
        assert app.selected_id == 100
        await pilot.press(*["down"] * 12)
        assert app.selected_id == 88
        assert app.ids()[-1] == 88
        await pilot.press("up")
        assert (app.selected_id, app.ids()[-1]) == (89, 88)
        await pilot.press("end")
        assert (app.selected_id, app.ids()[-1]) == (1, 1)
        await pilot.press("down")
        assert app.selected_id == 1
        await pilot.press("home")
        assert (app.selected_id, app.ids()[0]) == (100, 100)


async def test_pages_keep_the_cursor_on_its_line_until_the_ends() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.select(97)
        await pilot.press("pagedown")
        assert (app.selected_id, app.line_of(88)) == (88, 3)
        await pilot.press("pageup")
        assert (app.selected_id, app.line_of(97)) == (97, 3)
        await pilot.press("pageup")
        assert (app.selected_id, app.line_of(100)) == (100, 0)
        await pilot.press(*["pagedown"] * 20)
        assert (app.selected_id, app.line_of(1)) == (1, 9)


async def test_the_selection_is_said_once_a_move() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "down")
        assert [message.key.job_id for message in app.heard(JobTable.Highlighted)] == [100, 99]
        app.show(job(101))
        await pilot.pause()
        assert len(app.heard(JobTable.Highlighted)) == 2
        await pilot.press("enter")
        assert [message.key.job_id for message in app.heard(JobTable.Opened)] == [99]


async def test_enter_without_a_selection_opens_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        assert app.heard(JobTable.Opened) == []


async def test_rows_inserted_above_leave_the_selected_row_on_its_line() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.select(97)
        app.show(job(101), job(102), job(103))
        await pilot.pause()
        assert (app.selected_id, app.line_of(97)) == (97, 3)
        assert app.ids()[0] == 100
        assert app.lines()[0].startswith("↑")
        app.table.put_top(0)
        assert app.ids()[0] == 103
        assert app.lines()[0].startswith(" ")


async def test_rows_removed_above_leave_the_selected_row_on_its_line() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.select(80)
        await pilot.pause()
        line = app.line_of(80)
        app.show(removed=range(95, 101))
        await pilot.pause()
        assert (app.selected_id, app.line_of(80)) == (80, line)


async def test_the_selected_row_moves_only_when_rows_run_out_above_it() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.select(92)
        app.show(removed=range(93, 101))
        await pilot.pause()
        assert (app.selected_id, app.line_of(92)) == (92, 0)


async def test_sorting_leaves_the_selected_row_on_its_line() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.select(60)
        await pilot.pause()
        line = app.line_of(60)
        app.order.set_sort("id", descending=False)
        app.table.show_order()
        await pilot.pause()
        assert (app.selected_id, app.line_of(60)) == (60, line)
        assert app.ids() == sorted(app.ids())
        assert "ID▲" in app.lines()[0]


async def test_without_a_selection_the_top_stays_the_top() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.show(job(101), job(102))
        await pilot.pause()
        assert app.ids()[0] == 102


async def test_a_scrolled_view_without_a_selection_holds_its_rows() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.table.put_top(30)
        await pilot.pause()
        before = app.ids()
        app.show(job(101), job(102), removed=[99])
        await pilot.pause()
        assert app.ids() == before


async def test_a_selection_scrolled_out_of_sight_does_not_pull_the_view() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.select(100)
        app.table.put_top(50)
        await pilot.pause()
        before = app.ids()
        app.show(job(101))
        await pilot.pause()
        assert app.ids() == before
        assert app.selected_id == 100


async def test_a_filter_may_hide_the_selected_job_and_give_it_back() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.show(job(50, endpoint="/execute/sql"), job(40, endpoint="/execute/sql"))
        app.select(60)
        app.order.set_query("sql")
        app.table.show_order()
        await pilot.pause()
        assert app.ids() == [50, 40]
        assert app.selected_id == 60
        await pilot.press("enter")
        assert app.heard(JobTable.Opened) == []
        app.order.set_query("")
        app.table.show_order()
        await pilot.pause()
        assert app.selected_id == 60
        assert 60 in app.ids()


async def test_when_the_selected_job_goes_moving_on_begins_at_its_place() -> None:
    app = TableApp(range(1, 6))
    async with app.run_test(size=SIZE) as pilot:
        app.select(3)
        app.show(removed=[3])
        await pilot.pause()
        assert app.selected_id == 3
        await pilot.press("down")
        assert app.selected_id == 2
        app.select(4)
        app.show(removed=[4])
        await pilot.press("up")
        assert app.selected_id == 5


async def test_clearing_all_rows_and_filling_again_is_survived() -> None:
    app = TableApp(range(1, 31))
    async with app.run_test(size=SIZE) as pilot:
        app.select(2)
        app.show(removed=range(1, 31))
        await pilot.press("down", "up", "pagedown", "end", "enter")
        assert app.ids() == []
        app.show(job(2), job(7))
        await pilot.pause()
        assert (app.selected_id, app.ids()) == (2, [7, 2])


async def test_a_change_repaints_only_its_own_line() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.table.repainted.clear()
        app.show(job(98, progress=50))
        assert app.table.repainted == [3]


async def test_changes_off_screen_repaint_nothing() -> None:
    app = TableApp(range(1, 10_001))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.table.repainted.clear()
        app.show(*(job(number, progress=50) for number in range(1, 1001)))
        assert app.table.repainted == []


async def test_new_rows_cause_no_layout() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.table.layouts = 0
        app.show(*(job(number) for number in range(101, 301)))
        await pilot.pause()
        assert app.table.layouts == 0
        assert app.table.virtual_size.height == 301
        assert app.table.vertical_scrollbar.window_virtual_size == 301
        await pilot.press("end")
        assert app.ids()[-1] == 1


async def test_an_unchanged_row_is_the_same_strip() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        before = [app.table.render_line(y) for y in range(SIZE[1])]
        app.table.now_s += 0.4
        app.show(job(99, progress=3))
        await pilot.pause()
        after = [app.table.render_line(y) for y in range(SIZE[1])]
        assert [old is new for old, new in zip(before, after, strict=True)] == [
            y != 2 for y in range(SIZE[1])
        ]


async def test_a_moved_cursor_repaints_two_lines() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.select(99)
        await pilot.pause()
        app.table.repainted.clear()
        app.select(97)
        assert sorted(app.table.repainted) == [2, 4]


async def test_what_is_kept_for_drawing_is_bounded() -> None:
    app = TableApp(range(1, 5_001))
    async with app.run_test(size=SIZE) as pilot:
        for top in range(0, 5_000, ROWS_ON_SCREEN):
            app.table.put_top(top)
            app.lines()
        await pilot.pause()
        assert len(app.table._strips) <= 1024


async def test_visible_jobs_are_said_after_scrolling_and_resizing() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        first = app.heard(JobTable.VisibleChanged)[-1]
        assert [key.job_id for key in first.keys] == list(range(100, 90, -1))
        app.said.clear()
        for top in range(1, 40):
            app.table.put_top(top)
        await pilot.pause()
        messages = app.heard(JobTable.VisibleChanged)
        assert len(messages) == 1
        assert [key.job_id for key in messages[0].keys] == list(range(61, 51, -1))
        await pilot.resize_terminal(100, 6)
        await pilot.pause()
        assert len(app.heard(JobTable.VisibleChanged)[-1].keys) == 5


async def test_a_click_selects_and_a_double_click_opens() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(offset=(30, 4))
        assert app.selected_id == 97
        assert app.heard(JobTable.Opened) == []
        await pilot.double_click(offset=(30, 6))
        assert [message.key.job_id for message in app.heard(JobTable.Opened)] == [95]


async def test_a_click_on_a_heading_asks_for_sorting() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        x = app.lines()[0].index("ENDPOINT")
        await pilot.click(offset=(x + 3, 0))
        assert [message.column_id for message in app.heard(JobTable.SortRequested)] == ["endpoint"]
        assert app.selected_id is None


async def test_a_click_on_the_mark_or_with_control_toggles_it() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(offset=(2, 1))
        await pilot.click(offset=(30, 2), control=True)
        assert [message.key.job_id for message in app.heard(JobTable.MarkToggled)] == [100, 99]
        assert app.selected_id is None
        app.table.marked = frozenset({JobKey(CLUSTER, 99)})
        assert app.lines()[2].startswith("  ●")


async def test_a_click_below_the_last_row_does_nothing() -> None:
    app = TableApp(range(1, 3))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(offset=(30, 8))
        assert app.selected_id is None


async def test_the_wheel_scrolls_and_leaves_the_selection() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.select(100)
        app.table.post_message(MouseScrollDown(app.table, 30, 4, 0, 0, 0, False, False, False))
        await pilot.pause()
        assert app.ids()[0] < 100
        assert app.selected_id == 100


async def test_a_changed_phase_stands_out_for_two_seconds() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.show(job(100, "done"), job(101), replace(app.jobs[JobKey(CLUSTER, 99)], progress=1))
        await pilot.pause()
        assert [_is_fresh(app, y) for y in (1, 2, 3)] == [False, True, False]
        app.table.now_s += FRESH_S / 2
        assert _is_fresh(app, 2)
        app.table.now_s += FRESH_S / 2
        assert not _is_fresh(app, 2)


def _is_fresh(app: TableApp, y: int) -> bool:
    return any(s.style is not None and s.style.reverse for s in app.table.render_line(y))


async def test_ages_stand_until_the_next_list_or_for_a_while() -> None:
    app = TableApp()
    young = replace(job(101), listed=row(101)._replace(received_ms=int(NOW_S - 29) * 1000))
    async with app.run_test(size=SIZE) as pilot:
        app.show(young, data_s=NOW_S)
        await pilot.pause()
        assert "20 s" in app.lines()[1]
        app.table.now_s = NOW_S + 1
        app.show(data_s=NOW_S)
        assert "20 s" in app.lines()[1]
        app.show(data_s=NOW_S + 1)
        assert "30 s" in app.lines()[1]
        app.table.now_s = NOW_S + 7
        app.table.now_s = NOW_S + 7 + TIMES_STEP_S - 1
        assert "30 s" in app.lines()[1]
        app.table.now_s = NOW_S + 7 + TIMES_STEP_S
        assert "40 s" in app.lines()[1]
        app.table.now_s = NOW_S
        assert "20 s" in app.lines()[1]


async def test_ages_move_on_in_coarse_steps() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.table.repainted.clear()
        app.table.now_s = NOW_S + 10
        assert app.table.repainted == []
        app.table.now_s = NOW_S + 60
        assert app.table.repainted == list(range(1, 11))
        assert "7 m" in app.lines()[1]


async def test_old_data_is_dimmed() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE):
        bright = app.table.render_line(1)
        app.table.dimmed = True
        muted = app.table.palette.muted.color
        colours = {s.style.color for s in app.table.render_line(1) if s.style and s.text.strip()}
        assert muted in colours
        assert app.table.palette.running.color not in colours
        app.table.dimmed = False
        assert app.table.render_line(1).text == bright.text


async def test_another_theme_repaints_in_its_colours() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        dark = app.table.palette
        app.theme = "jobview-light"
        await pilot.pause()
        assert app.table.palette != dark
        assert any(
            s.style is not None and s.style.color == app.table.palette.running.color
            for s in app.table.render_line(1)
        )
        app.theme = "jobview-ansi"
        await pilot.pause()
        assert app.table.palette.running.color is not None
        assert app.table.palette.running.color.number == BLUE


async def test_focus_is_seen_without_colour() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.select(99)
        await pilot.pause()
        assert app.lines()[2].startswith("▌")
        app.set_focus(None)
        await pilot.pause()
        assert app.lines()[2].startswith("▏")


@pytest.mark.parametrize("width", [1, 2, 5, 20, 40, 81, 82, 140, 250])
async def test_every_width_is_drawn_to_its_last_cell(width: int) -> None:
    app = TableApp()
    async with app.run_test(size=(width, 8)) as pilot:
        app.select(99)
        await pilot.pause()
        for y in range(8):
            assert app.table.render_line(y).cell_length == app.table.view_width


async def test_live_resizing_keeps_the_selected_job_on_screen_when_it_fits() -> None:
    app = TableApp()
    async with app.run_test(size=(140, 30)) as pilot:
        app.select(95)
        for size in ((80, 24), (20, 8), (82, 12), (250, 50)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert 95 in app.ids()
            assert app.table.render_line(1).cell_length == size[0] - 1


async def test_a_list_that_gets_shorter_keeps_the_selected_job_in_view() -> None:
    app = TableApp()
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.press("G")
        await pilot.resize_terminal(140, 12)
        await pilot.pause()
        assert app.selected_id in app.ids()


async def test_long_ids_are_never_cut() -> None:
    app = TableApp([7, 123_456_789_012])
    async with app.run_test(size=(60, 6)):
        assert "123456789012" in app.lines()[1]
        assert app.lines()[2].index("7") == app.lines()[1].index("123456789012") + 11


async def test_ascii_screens_hold_only_ascii() -> None:
    app = TableApp(range(1, 4), ASCII_MARKS)
    async with app.run_test(size=SIZE) as pilot:
        app.show(*(job(number, phase=phase, progress=40) for number, phase in enumerate(Phase)))
        app.select(2)
        await pilot.pause()
        assert all(line.isascii() for line in app.lines())


HOSTILE = [
    "[/x] [bold] [link=http://e]",
    "\x1b[2J\x1b]0;owned\x07",
    "\u202eevil",
    "\ud800",
    "日本語👩‍🚀" * 40,
    "x" * 10_000,
    "a\r\nb\tc\x00",
]


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostile_text_in_every_field_is_drawn_as_text(hostile: str) -> None:
    app = TableApp(range(1, 3))
    async with app.run_test(size=(250, 8)) as pilot:
        for phase in Phase:
            app.show(
                job(
                    3,
                    hostile,
                    phase=phase,
                    endpoint=hostile,
                    auth_id=hostile,
                    query_text=hostile,
                    user_data=hostile,
                    source_ip=hostile,
                    flags=hostile,
                    error_message=hostile,
                    outcome=hostile,
                    cancel_words=hostile,
                    job_tag=hostile,
                )
            )
            await pilot.pause()
            line = app.table.render_line(1)
            assert line.cell_length == 249
            assert not any(sign in line.text for sign in "\x1b\x07\u202e\ud800\n\r\t\x00")


async def test_an_order_ahead_of_the_snapshot_leaves_a_blank_line() -> None:
    app = TableApp(range(1, 4))
    async with app.run_test(size=SIZE) as pilot:
        ahead = app.jobs | {JobKey(CLUSTER, 9): job(9)}
        app.order.update(Snapshot(jobs=ahead, serial=0))
        app.table.show_order()
        await pilot.pause()
        assert app.lines()[1].strip() == ""
        assert app.lines()[2].split()[0] == "3"


@pytest.mark.parametrize(
    ("key", "selected"),
    [("k", 94), ("j", 92), ("g", 100), ("G", 1), ("up", 94), ("down", 92), ("end", 1)],
)
async def test_the_keys_of_lists_work(key: str, selected: int) -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.select(93)
        await pilot.press(key)
        assert app.selected_id == selected
