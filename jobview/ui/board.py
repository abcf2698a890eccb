"""The board's keys: each changes the view, or says what the user wants of the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.message import Message

from jobview.jobs.job import Place
from jobview.jobs.ring import cluster_word
from jobview.text import literal, sentence
from jobview.ui.bindings.keys import BOARD_KEYS, bindings
from jobview.ui.board_card import BoardCard
from jobview.ui.frame.link_words import doubt_words, silence_words, trouble_words
from jobview.ui.jobs.job_table import JobTable
from jobview.ui.result.copy_part import CopyAsked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from jobview.jobs.job import JobKey
    from jobview.jobs.target import JobTarget


class BoardScreen(BoardCard):
    """The board with its keys; what needs the server goes up as a message."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(BOARD_KEYS)]

    @dataclass
    class CancelConfirmed(Message):
        """The user said yes to cancelling these jobs."""

        keys: Sequence[JobKey]

    @dataclass
    class WatchAsked(Message):
        """The user wants to follow a job, in the list or not."""

        target: JobTarget

    class PauseToggled(Message):
        """The user stopped or resumed polling."""

    class RefreshAsked(Message):
        """The user wants the newest state now."""

    class DebugAsked(Message):
        """The user wants to see what jobview itself is doing."""

    @dataclass
    class IntervalStepped(Message):
        """The user wants another interval: +1 is one step slower, -1 one faster."""

        step: int

    def action_open_detail(self) -> None:
        """Show the selected job's detail, at the result when there is one, and go into it."""
        if self.table.has_focus and self.table.cursor_index is None:
            # The list no longer holds the job that was selected: choose one before it is opened.
            self.table.move_to(0)
            return
        self.follow_cursor()
        if self.job is None:
            return
        self.add_class("-detail-open")
        if self.job.phase.is_final and not self.job.is_synchronous:
            self.pane.tab = "result"
            self.want_detail()
        else:
            self.pane.tab = "overview"
        self.call_after_refresh(self.pane.enter)

    @on(JobTable.Opened)
    def open_clicked(self) -> None:
        """Do as Enter does."""
        self.action_open_detail()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing acts on a list that is out of sight, and there is no way back from nowhere."""
        if action == "back":
            is_plain_list = self.table.has_focus and not self.has_class("-detail-open")
            can_leave = self.query_words or self.marked or self.is_writing_out
            return not is_plain_list or bool(can_leave)
        if action == "open_detail":
            return self.table.has_focus or self.pane.tab == "overview"
        if action == "mark":
            return self.table.has_focus
        if action in {"sort", "show_phase"}:
            return self.is_list_shown
        return super().check_action(action, parameters)

    def watch_marked(self) -> None:
        """Marks can be left."""
        self.refresh_bindings()

    def watch_query_words(self) -> None:
        """A filter can be left."""
        self.refresh_bindings()

    def action_back(self) -> None:
        """Leave, one at a time: what is waited for or written, detail, filter, marks."""
        if self.is_writing_out:
            self.give_up_writing()
            return
        if self.has_class("-detail-open"):
            self.go_to_list()
        elif self.query_words or not self.table.has_focus:
            self.clear_filter()
        elif self.marked:
            self.marked = frozenset()
        self.table.focus()

    def action_next_pane(self) -> None:
        """Go from the list into the detail, or back."""
        if self.table.has_focus:
            self.add_class("-detail-open")
            self.pane.enter()
        else:
            self.go_to_list()

    def action_next_tab(self) -> None:
        """Open the detail's next tab."""
        self.pane.step_tab(+1)
        self.want_detail()

    def action_previous_tab(self) -> None:
        """Open the detail's previous tab."""
        self.pane.step_tab(-1)
        self.want_detail()

    def action_mark(self) -> None:
        """Mark or unmark the selected job and go one down."""
        key = self.table.selected_key
        if key is not None:
            self.marked ^= {key}
            self.table.action_cursor_down()

    @on(JobTable.MarkToggled)
    def mark_clicked(self, event: JobTable.MarkToggled) -> None:
        """Mark or unmark the job whose mark was clicked."""
        self.marked ^= {event.key}

    @work(group="dialog", description="cancel")
    async def action_cancel_jobs(self) -> None:
        """Ask whether to cancel the marked jobs, or the selected one, or say why that is off."""
        from jobview.ui.frame.dialogs import CancelDialog

        if self.look.is_read_only:
            self.warn(sentence(self.look.why_read_only))
            return
        jobs = [job for job in self.chosen_jobs() if not job.phase.is_final]
        if not jobs:
            self.notify("No running job is selected: there is nothing to cancel.", markup=False)
            return
        here = [job for job in jobs if job.place is not Place.ELSEWHERE]
        if not here:
            there = literal(cluster_word(jobs[0].key.cluster), limit=80)
            what = "this job" if len(jobs) == 1 else "these jobs"
            words = f"{there} is not asked now: {what} can be cancelled when it is."
            self.notify(words, markup=False)
            return
        jobs = here
        doubt = doubt_words(self.snapshot.link, self.now_s, self.look.zone)
        if await self.answer_of(CancelDialog(jobs, self.look.cluster_name, doubt)):
            self.marked = frozenset()
            self.post_message(self.CancelConfirmed([job.key for job in jobs]))

    @on(CopyAsked)
    def copy_part(self, event: CopyAsked) -> None:
        """Copy a part of a view that a dialog shows."""
        event.stop()
        self.copy_out(event.part)

    @work(group="dialog", description="watch")
    async def action_watch(self) -> None:
        """Ask for a job id to follow."""
        from jobview.ui.frame.dialogs import WatchDialog

        wanted = await self.answer_of(WatchDialog())
        if wanted is not None:
            self.post_message(self.WatchAsked(wanted))

    def action_pause(self) -> None:
        """Stop or resume polling."""
        self.post_message(self.PauseToggled())

    def action_refresh_now(self) -> None:
        """Poll now, and ask for a result that could not be had."""
        self.post_message(self.RefreshAsked())
        self.want_detail()

    def action_slower(self) -> None:
        """Poll less often."""
        self.post_message(self.IntervalStepped(+1))

    def action_faster(self) -> None:
        """Poll more often."""
        self.post_message(self.IntervalStepped(-1))

    def action_debug(self) -> None:
        """Show what jobview itself is doing."""
        self.post_message(self.DebugAsked())

    def action_help(self) -> None:
        """Show the help screen."""
        from jobview.ui.frame.help_screen import HelpScreen

        reason = trouble_words(self.snapshot.link) or silence_words(self.snapshot)
        self.app.push_screen(HelpScreen(self.look, reason))
