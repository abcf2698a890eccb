"""The board's layout: header, tabs, job list, detail, footer, and how data moves between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import Static

from jobview.jobs.order import JobOrder
from jobview.jobs.snapshot import EMPTY_SNAPSHOT, Snapshot
from jobview.ui.detail.detail_pane import DetailPane
from jobview.ui.frame.empty import why_empty
from jobview.ui.frame.footer_line import FooterLine
from jobview.ui.frame.header_line import NARROW_WIDTH, WIDE_WIDTH, HeaderLine
from jobview.ui.frame.link_words import is_progress_old, is_stale
from jobview.ui.frame.phase_tabs import phase_tabs
from jobview.ui.frame.tab_line import TabLine
from jobview.ui.frame.trouble_line import TroubleLine
from jobview.ui.jobs.job_table import JobTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.geometry import Size
    from textual.timer import Timer

    from jobview.jobs.job import Job, JobKey
    from jobview.polling.details import FetchProgress, JobDetail
    from jobview.ui.look import Look

DETAIL_FOLLOWS_S: Final = 0.12
"""How long the cursor must rest before the detail follows it: a held arrow key stays fast."""


LARGE_DETAIL_BYTES: Final = 4 * 1024 * 1024
"""A result that takes so much memory is not left to the next regular collection of garbage."""


class _Covered(Vertical):
    """A part of the layout that its children cover: nobody sees what it would draw of its own."""

    BLANK = True


class BoardLayout(Screen[None]):
    """Lays the panes out and keeps cursor, order and detail in step; it never asks a server."""

    snapshot: var[Snapshot] = var(EMPTY_SNAPSHOT)
    mono_s: var[float] = var(0.0)
    """By the monotonic clock; set before `now_s`."""
    now_s: var[float] = var(0.0)
    is_stale: var[bool] = var(False)
    """Whether the data is too old to be taken for the present."""
    is_progress_old: var[bool] = var(False)
    """The same of what is known of single jobs, which are asked about one by one."""
    detail: var[JobDetail | None] = var(None)
    progress: var[FetchProgress | None] = var(None)
    """How far the shown job's result has come, while a long one is being fetched."""
    job: var[Job | None] = var(None)
    """The job in the detail pane: the newest object of the selected key, after a short rest."""
    marked: var[frozenset[JobKey]] = var(frozenset)
    query_words: var[str] = var("")
    """The filter's words as typed."""

    table = query_one(JobTable)
    pane = query_one(DetailPane)

    @dataclass
    class AttentionMoved(Message):
        """Other jobs are selected or on screen: their progress is worth asking first."""

        selected: JobKey | None
        visible: Sequence[JobKey]

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts."""
            return isinstance(message, BoardLayout.AttentionMoved)

    @dataclass
    class DetailWanted(Message):
        """The user looks at a finished job's result."""

        job: Job

    @dataclass
    class DetailLeft(Message):
        """Nobody looks any more at the result that was wanted last."""

        is_large: bool
        """Whether it is worth while to see to it that its memory comes back."""

    AUTO_FOCUS = "JobTable"

    def __init__(self, look: Look, size: Size) -> None:
        """Lay out for `look`; `size` saves the first frame a second layout when it is right."""
        super().__init__(classes=" ".join(size_classes(size)))
        self.look = look
        self.order = JobOrder()
        self._visible: Sequence[JobKey] = ()
        self.cursor_moves = 0
        """How often another job was selected: whoever reads it twice knows whether hands moved."""
        self._follow_timer: Timer | None = None
        self._follow_due = False

    def compose(self) -> ComposeResult:
        """Header, tabs, the two panes, footer."""
        look = self.look
        yield HeaderLine(look).data_bind(
            BoardLayout.snapshot, BoardLayout.mono_s, BoardLayout.now_s
        )
        with _Covered(id="panes"):
            with _Covered(id="jobs"):
                yield TabLine(phase_tabs(EMPTY_SNAPSHOT), bar=look.marks.bar, id="phase-tabs")
                yield JobTable(self.order, look.marks, id="job-table").data_bind(
                    BoardLayout.snapshot,
                    BoardLayout.now_s,
                    BoardLayout.marked,
                    BoardLayout.is_progress_old,
                    dimmed=BoardLayout.is_stale,
                )
                yield Static(Content(why_empty(EMPTY_SNAPSHOT, "")), id="empty")
            yield DetailPane(look.marks, look.zone, id="detail").data_bind(
                BoardLayout.job,
                BoardLayout.detail,
                BoardLayout.progress,
                BoardLayout.now_s,
                is_stale=BoardLayout.is_progress_old,
            )
        yield TroubleLine().data_bind(BoardLayout.snapshot)
        yield FooterLine(look)

    def watch_snapshot(self, before: Snapshot, snapshot: Snapshot) -> None:
        """Fold the new snapshot into order, tabs, detail and marks."""
        if not self.is_mounted:
            return
        self._notice_age(snapshot)
        self.order.update(snapshot)
        self.query_one("#phase-tabs", TabLine).tabs = phase_tabs(snapshot)
        if self.marked and snapshot.removed:
            self.marked -= snapshot.removed
        if self.table.selected_key is None and self.order.keys:
            self.call_after_refresh(self.select_first)
        selected = self.table.selected_key
        if self.job is not None and not self._follow_due and selected in snapshot.changed:
            self.follow_cursor()
        was_unheard = before.link.is_trouble or before.silence is not None
        if was_unheard and not snapshot.link.is_trouble and snapshot.silence is None:
            self._forget_failure()
        self.explain_emptiness()

    def _forget_failure(self) -> None:
        """Ask once more for a result that did not come while the server was not heard."""
        detail = self.detail
        if detail is not None and detail.reply is None and detail.error is not None:
            self.detail = None
            self.want_detail()

    def select_first(self) -> None:
        """Select the first job for the detail to show; the list goes on showing its beginning."""
        if self.table.selected_key is None and self.order.keys:
            self.table.preselect(self.order.keys[0])

    def watch_now_s(self) -> None:
        """Notice when the data has become old."""
        self._notice_age(self.snapshot)

    def _notice_age(self, snapshot: Snapshot) -> None:
        self.is_stale = is_stale(snapshot, self.mono_s)
        self.is_progress_old = is_progress_old(snapshot, self.mono_s)

    def apply_order(self) -> None:
        """Show the order as it is after its filter, phases or sorting changed."""
        self.table.show_order()
        self.explain_emptiness()

    def explain_emptiness(self) -> None:
        """Say why no job is listed, and what to press, when none is."""
        phase_tab = self.query_one("#phase-tabs", TabLine).active
        words = "" if self.order.keys else why_empty(self.snapshot, self.query_words, phase_tab)
        note = self.query_one("#empty", Static)
        note.display = bool(words)
        if words and words != str(note.content):
            note.update(Content(words))

    @on(JobTable.Highlighted)
    def follow_later(self, event: JobTable.Highlighted) -> None:
        """Let the detail follow once the cursor rests."""
        event.stop()
        self.cursor_moves += 1
        self._follow_due = True
        if self._follow_timer is None:
            self._follow_timer = self.set_interval(DETAIL_FOLLOWS_S, self._follow_when_due)
        else:
            self._follow_timer.reset()
            self._follow_timer.resume()

    @property
    def is_cursor_moving(self) -> bool:
        """Whether the cursor has not come to rest yet: hands are on the keys."""
        return self._follow_due

    def _follow_when_due(self) -> None:
        if self._follow_timer is not None:
            self._follow_timer.pause()
        if self._follow_due:
            self.follow_cursor()

    def follow_cursor(self) -> None:
        """Show the selected job in the detail pane, in its newest state."""
        self._follow_due = False
        key = self.table.selected_key
        job = self.snapshot.jobs.get(key) if key is not None else None
        if self.job is not None and not _is_same_run(self.job, job):
            self.leave_detail()
        self.job = job
        self.tell_attention()
        self.want_detail()

    def leave_detail(self) -> None:
        """Let go of the result that is shown or being fetched: it may be large."""
        held_bytes = 0 if self.detail is None else self.detail.held_bytes
        is_large = self.progress is not None or held_bytes >= LARGE_DETAIL_BYTES
        self.detail = None
        self.progress = None
        self.post_message(self.DetailLeft(is_large))

    @property
    def is_detail_shown(self) -> bool:
        """Whether the detail pane is on the screen; where there is little room, only when open."""
        return self.has_class("-detail-open") or not self._shows_one_pane

    @property
    def is_list_shown(self) -> bool:
        """Whether the list is on the screen; where there is little room, not beside a detail."""
        return not self.has_class("-detail-open") or not self._shows_one_pane

    @property
    def _shows_one_pane(self) -> bool:
        return self.has_class("-narrow") or self.has_class("-short")

    def want_detail(self) -> None:
        """Ask for the shown job's result if the open tab shows one, again if it is not sure."""
        job = self.job
        if job is None or not job.phase.is_final or job.is_synchronous or not self.is_detail_shown:
            return
        is_missing = self.detail is None or not self.detail.is_sure
        if self.pane.tab in {"result", "raw"} and is_missing:
            self.post_message(self.DetailWanted(job))

    def on_resize(self) -> None:
        """Ask for the result if there is room now to show it."""
        self.call_after_refresh(self.want_detail)

    def tell_attention(self) -> None:
        """Say which jobs matter most now."""
        self.post_message(self.AttentionMoved(self.table.selected_key, self._visible))

    @on(JobTable.VisibleChanged)
    def note_visible(self, event: JobTable.VisibleChanged) -> None:
        """Remember what is on screen and say so."""
        self._visible = event.keys
        self.tell_attention()

    def receive_detail(self, detail: JobDetail) -> None:
        """Show a result that arrived, if it is still the shown job's."""
        if self.job is not None and self.job.key == detail.key:
            self.detail = detail
            self.progress = None

    def receive_progress(self, progress: FetchProgress) -> None:
        """Show how far the result has come that is being fetched."""
        if self.job is not None and self.job.key == progress.key and self.detail is None:
            self.progress = progress


def _is_same_run(shown: Job, job: Job | None) -> bool:
    """Whether what came of the shown job is what came of this one, which may be at work again."""
    had_ended = shown.phase.is_final
    return job is not None and job.key == shown.key and (job.phase.is_final or not had_ended)


WIDTH_CLASSES: Final = [(0, "-narrow"), (NARROW_WIDTH + 1, "-medium"), (WIDE_WIDTH, "-wide")]
HEIGHT_CLASSES: Final = [(0, "-short"), (20, "-tall")]
"""The least cells from which on the screen has the class; app.tcss lays out by them."""


def size_classes(size: Size) -> tuple[str, str]:
    """The classes of a screen of `size`."""
    width_class = [name for least, name in WIDTH_CLASSES if size.width >= least][-1]
    height_class = [name for least, name in HEIGHT_CLASSES if size.height >= least][-1]
    return width_class, height_class
