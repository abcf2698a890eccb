"""The job list: every job a row, the selected one a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from jobview.jobs.job import JobKey
from jobview.jobs.snapshot import EMPTY_SNAPSHOT, Snapshot
from jobview.ui.jobs.job_frame import JobFrame
from jobview.ui.jobs.job_layout import MARKED_X, job_layout
from jobview.ui.jobs.job_row import heading_segments, row_segments
from jobview.ui.paint.marks import UNICODE_MARKS, Marks
from jobview.ui.paint.virtual_list import VirtualList

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textual.events import Click

    from jobview.jobs.job import Job
    from jobview.jobs.order import JobOrder
    from jobview.ui.jobs.job_cells import RowTimes
    from jobview.ui.jobs.job_layout import JobLayout
    from jobview.ui.jobs.job_row import RowLook

FRESH_S: Final = 2.0
"""How long a changed phase stands out."""

TIMES_STEP_S: Final = 5.0
"""How long ages and estimates stand at most; they move on with every list."""

_MIN_ID_WIDTH: Final = 6


@dataclass
class TableMessage(Message):
    """Something the user did in a job table, or that came of it."""

    table: JobTable

    @property
    def control(self) -> JobTable:
        """The table, for `@on` selectors."""
        return self.table


class JobTable(VirtualList[JobKey]):
    """Draws the jobs of a snapshot in the order of a `JobOrder`, only those on screen.

    Reactives, bound or set from above:
        snapshot: the newest state; the table lets its order follow it.
        now_s: wall clock; ages and estimates follow it at each new list, or in coarse steps.
        marked: the jobs that wear the mark.
        dimmed: whether the data is too old to be taken for the present.
        is_progress_old: whether progress is, be it alone.
    """

    header_height: ClassVar[int] = 1

    snapshot: var[Snapshot] = var(EMPTY_SNAPSHOT, init=False)
    now_s: var[float] = var(0.0, init=False)
    marked: var[frozenset[JobKey]] = var(frozenset, init=False)
    dimmed: var[bool] = var(False, init=False)
    is_progress_old: var[bool] = var(False, init=False)

    @dataclass
    class Highlighted(TableMessage):
        """Another job was selected."""

        key: JobKey

        def can_replace(self, message: Message) -> bool:
            """Only the newest selection counts."""
            return isinstance(message, JobTable.Highlighted) and message.table is self.table

    @dataclass
    class Opened(TableMessage):
        """A job was asked to be shown, by Enter or double click."""

        key: JobKey

    @dataclass
    class SortRequested(TableMessage):
        """The heading of a column was clicked."""

        column_id: str

    @dataclass
    class MarkToggled(TableMessage):
        """The place of a job's mark was clicked, or the row with Ctrl held."""

        key: JobKey

    @dataclass
    class VisibleChanged(TableMessage):
        """Other jobs are on screen."""

        keys: Sequence[JobKey]

        def can_replace(self, message: Message) -> bool:
            """Only what is on screen now counts."""
            return isinstance(message, JobTable.VisibleChanged) and message.table is self.table

    def __init__(
        self,
        order: JobOrder,
        marks: Marks = UNICODE_MARKS,
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._order = order
        self._marks = marks
        self._keys: Sequence[JobKey] = order.keys
        self._id_width = _MIN_ID_WIDTH
        self._fresh_until_s: dict[JobKey, float] = {}
        self._times_s = 0.0
        """The moment, by the wall clock, for which ages and estimates are shown."""
        self._visible: tuple[JobKey, ...] = ()
        self._frame: JobFrame | None = None

    # Data from above.

    def watch_snapshot(self, old: Snapshot, new: Snapshot) -> None:
        """Follow the new snapshot; the selected job keeps its line."""
        keys = new.changed if old.jobs and new.serial == old.serial + 1 else new.jobs.keys()
        if new.data_s != old.data_s:
            self._times_s = self.now_s
        self._widen_ids(keys)
        self._note_fresh(old, new, keys)
        self._order.update(new)
        self.show_order()

    def show_order(self) -> None:
        """Show the order as it is now; call it after its filter, phases or sorting changed."""
        if self._order.keys is self._keys:
            self.sync()
            return
        with self.changing_rows():
            self._keys = self._order.keys

    def _widen_ids(self, keys: Collection[JobKey]) -> None:
        """Ids are never shortened, and columns do not jump: the column only grows."""
        job_ids = [key.job_id for key in keys]
        ends = (max(job_ids, default=0), min(job_ids, default=0))  # a sign takes a cell as well
        self._id_width = max(self._id_width, *(len(str(job_id)) for job_id in ends))

    def _note_fresh(self, old: Snapshot, new: Snapshot, keys: Collection[JobKey]) -> None:
        for key in keys:
            before, after = old.jobs.get(key), new.jobs.get(key)
            if before is not None and after is not None and before.phase is not after.phase:
                self._fresh_until_s[key] = self.now_s + FRESH_S

    def watch_now_s(self, now_s: float) -> None:
        """Let ages move on and new phases calm down, also when the clock was set back.

        Estimates of a last minute change every second. To repaint all rows for that is most of what
        a board with fifty running jobs would do, so between two lists they stand for some seconds.
        """
        fresh = {
            key: until_s
            for key, until_s in self._fresh_until_s.items()
            if now_s < until_s <= now_s + FRESH_S
        }
        is_calmer = len(fresh) < len(self._fresh_until_s)
        self._fresh_until_s = fresh
        is_due = not self._times_s <= now_s < self._times_s + TIMES_STEP_S
        if is_due:
            self._times_s = now_s
        if is_due or is_calmer:
            self.sync()

    def watch_marked(self) -> None:
        """Show which jobs are marked."""
        self.sync()

    def watch_dimmed(self) -> None:
        """Show whether the data is old."""
        self.sync()

    def watch_is_progress_old(self) -> None:
        """Show whether progress is old."""
        self.sync()

    # What the list asks.

    @property
    def line_count(self) -> int:
        """How many jobs are in the list."""
        return len(self._keys)

    def row_key(self, index: int) -> JobKey:
        """The key of the job in row `index`."""
        return self._keys[index]

    def index_of(self, key: JobKey) -> int | None:
        """The job's row; None when it is filtered out or gone."""
        return self._order.index_of(key)

    def highlighted_message(self, key: JobKey) -> Message:
        """Says that the job was selected."""
        return self.Highlighted(self, key)

    def opened_message(self, key: JobKey) -> Message:
        """Says that the job was opened."""
        return self.Opened(self, key)

    def header_message(self, x: int) -> Message | None:
        """Asks for sorting by the column whose heading was clicked."""
        column_id = self.frame.layout.column_at(x)
        return None if column_id is None else self.SortRequested(self, column_id)

    def row_clicked(self, index: int, x: int, event: Click) -> None:
        """Toggle the mark where it stands or with Ctrl, else select or open."""
        if x == MARKED_X or event.ctrl:
            self.post_message(self.MarkToggled(self, self._keys[index]))
        else:
            super().row_clicked(index, x, event)

    def view_changed(self) -> None:
        """Say which jobs are on screen, if they are others than before."""
        keys: tuple[JobKey, ...] = ()
        if self.container_size.height > self.header_height:
            keys = tuple(self._keys[self.top : self.top + self.body_height])
        if keys != self._visible:
            self._visible = keys
            self.post_message(self.VisibleChanged(self, keys))

    # Drawing.

    def sync(self, *indexes: int) -> None:
        """Repaint what changed; every change of what rows look like comes through here."""
        self._frame = None
        super().sync(*indexes)

    @property
    def frame(self) -> JobFrame:
        """What all rows share at present."""
        if self._frame is None:
            self._frame = JobFrame(
                layout=job_layout(self.view_width, self._id_width),
                marks=self._marks,
                jobs=self.snapshot.jobs,
                now_s=self._times_s,
                selected_key=self.selected_key,
                has_focus=self.has_focus,
                marked=self.marked,
                is_stale=self.dimmed,
                is_progress_old=self.is_progress_old,
            )
        return self._frame

    def header_strip(self, y: int) -> Strip:
        """The headings."""
        layout, order = self.frame.layout, self._order
        is_scrolled = self.top > 0
        stamp = (layout, order.column_id, order.is_descending, is_scrolled)
        return self.kept_strip(
            ("heading", y), stamp, lambda: self._heading(layout, is_scrolled=is_scrolled)
        )

    def _heading(self, layout: JobLayout, *, is_scrolled: bool) -> Strip:
        segments = heading_segments(
            layout,
            self.palette,
            self._marks,
            sorted_by=self._order.column_id,
            is_descending=self._order.is_descending,
            is_scrolled=is_scrolled,
        )
        base = self.palette.base
        return Strip(segments).apply_style(base).adjust_cell_length(layout.width, base)

    def line_strip(self, index: int) -> Strip:
        """The row of job `index`; the same object while it looks the same."""
        key = self._keys[index]
        frame = self.frame
        job = frame.jobs.get(key)
        if job is None:
            # The order follows a newer snapshot, which is on its way here.
            return Strip.blank(frame.layout.width, self.palette.base)
        look, times = frame.look(key, is_fresh=key in self._fresh_until_s), frame.times(job)
        stamp = (job, frame.layout, look, times)
        return self.kept_strip(key, stamp, lambda: self._row(job, frame, look, times))

    def _row(self, job: Job, frame: JobFrame, look: RowLook, times: RowTimes) -> Strip:
        palette, layout = self.palette, frame.layout
        style = palette.base
        if look.is_selected:
            style += palette.cursor if look.has_focus else palette.cursor_blurred
        segments = row_segments(job, layout, look, times, palette, self._marks)
        return Strip(segments).apply_style(style).adjust_cell_length(layout.width, style)
