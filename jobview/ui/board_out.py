"""The keys that take something out of the board: copy, export, pager and editor."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from jobview.settings import ClipboardChoice
from jobview.text import literal, sentence
from jobview.ui.board_result import (
    SLOW_S,
    BoardResult,
    is_left_on_server,
    why_left,
    why_no_result,
)
from jobview.ui.outward.raw_export import RawExport
from jobview.ui.result.copy_part import CopyPart

if TYPE_CHECKING:
    from textual.geometry import Size

    from jobview.jobs.job import JobKey
    from jobview.results.writers.formats import Format
    from jobview.ui.look import Look
    from jobview.ui.outward.clipboard import Clipboard
    from jobview.ui.outward.copy_choices import CopyChoice
    from jobview.ui.outward.outside_program import OutsideProgram
    from jobview.ui.outward.outside_text import OutsideText


class BoardOut(BoardResult):
    """The board with what lets results, errors and queries leave it."""

    @dataclass
    class ExportRawWanted(Message):
        """The user wants a result that was too large to read written as the server sends it."""

        wish: RawExport

    def __init__(
        self, look: Look, size: Size, clipboard: ClipboardChoice = ClipboardChoice.AUTO
    ) -> None:
        super().__init__(look, size)
        self._clipboard_choice = clipboard
        self._clipboard: Clipboard | None = None
        self._written_for: JobKey | None = None
        """The job of which a text for pager or editor is being written."""
        self._is_away = False
        """Whether pager or editor has the terminal."""

    @work(group="copy", exclusive=True, description="copy")
    async def copy_out(self, part: CopyPart) -> None:
        """Copy the part the best way there is and say how; a long text is made in a thread."""
        if self._clipboard is None:
            # Brings tempfile, not before something is copied for the first time.
            from jobview.ui.outward.clipboard import Clipboard

            self._clipboard = Clipboard(self._clipboard_choice, self.app.copy_to_clipboard)
        text = await asyncio.to_thread(part.text)
        outcome = await self._clipboard.copy(text, literal(part.label, limit=80))
        if outcome.is_sent:
            self.notify(f"{outcome.sentence}.", markup=False)
        else:
            self.warn(f"{outcome.sentence}.")

    def action_copy(self) -> None:
        """Copy what the cursor is on: the view's first part, or the jobs' ids."""
        from jobview.ui.outward.copy_choices import ids_part, parts_at

        parts = parts_at(self.focused)
        part = parts[0] if parts else ids_part(self.chosen_jobs())
        if part is not None:
            self.copy_out(part)

    @work(group="dialog", description="copy menu")
    async def action_copy_menu(self) -> None:
        """Ask what to copy."""
        from jobview.ui.outward.copy_choices import copy_choices, parts_at
        from jobview.ui.outward.copy_menu import CopyMenu

        parts = parts_at(self.focused)
        self.follow_cursor()
        job, detail = self.job, self.detail
        error_message = "" if job is None else self.error_message(job)
        result = None if detail is None else detail.result
        choices = copy_choices(
            parts,
            self.chosen_jobs(),
            job,
            error_message,
            result,
            is_left=detail is not None and is_left_on_server(detail),
        )
        if not choices:
            self.warn("No job is selected: there is nothing to copy.")
            return
        choice: CopyChoice | None = await self.answer_of(CopyMenu(choices))
        if choice is None:
            return
        if choice.part is not None:
            self.copy_out(choice.part)
        elif choice.wanted is not None:
            await self._copy_result(choice.wanted, choice.label)

    async def _copy_result(self, wanted: Format, label: str) -> None:
        detail = await self.detail_or_reason("copy")
        result = None if detail is None else self.result_or_reason(detail, "copy")
        if result is None:
            return
        from jobview.results.writers.formats import unfit
        from jobview.results.writers.partial import partial_words
        from jobview.results.writers.writing import written_text

        if reason := unfit(result, wanted):
            self.warn(sentence(reason))
            return
        if partial := partial_words(result.table):
            label = f"{label}, {partial}"
        self.copy_out(CopyPart(label, lambda: written_text(result, wanted)))

    @work(group="dialog", description="export")
    async def action_export(self) -> None:
        """Ask where to write the selected job's result, and write it."""
        job_detail = await self.detail_or_reason("export")
        job = self.job
        if job_detail is None or job is None:
            return
        result = job_detail.result
        if result is None and not is_left_on_server(job_detail):
            self.result_or_reason(job_detail, "export")
            return
        from jobview.results.writers.formats import Format, fitting, unfit
        from jobview.ui.outward.export_dialog import ExportDialog, RawWish

        formats = (Format.RAW,) if result is None else fitting(result)
        if result is not None and not formats:
            self.warn(sentence(unfit(result, Format.RAW)))
            return
        heading = result.summary if result is not None else why_left(job_detail)
        dialog = ExportDialog(job, result, formats, heading, self.look.marks)
        done = await self.answer_of(dialog)
        if isinstance(done, RawWish):
            wish = RawExport(job, done.path, done.may_overwrite)
            self.post_message(self.ExportRawWanted(wish))
        elif done is not None:
            self.notify(f"{literal(done.sentence, limit=500)}.", markup=False)

    def action_open_pager(self) -> None:
        """Show what the user looks at in `$PAGER`."""
        self._leave_for(is_pager=True)

    def action_open_editor(self) -> None:
        """Show what the user looks at in `$VISUAL` or `$EDITOR`."""
        self._leave_for(is_pager=False)

    def _leave_for(self, *, is_pager: bool) -> None:
        """Start no other program beside one: a key may have come just before that took over."""
        if not self._is_away:
            self._open_outside(is_pager=is_pager)

    @work(group="outside", exclusive=True, description="pager or editor")
    async def _open_outside(self, *, is_pager: bool) -> None:
        from jobview.ui.outward.outside import show_outside
        from jobview.ui.outward.outside_program import NoProgram, editor, pager

        try:
            program = pager(os.environ) if is_pager else editor(os.environ)
        except NoProgram as error:
            self.warn(f"{error}.")
            return
        text = await self._outside_text(is_pager=is_pager)
        job = self.job
        if text is None or job is None:
            return
        self._written_for = job.key
        slow = self.set_timer(SLOW_S, lambda: self._say_slow(program))
        try:
            name = f"job-{job.job_id}"
            reason = await show_outside(self.app, program, text, name, self._go_away)
        finally:
            self._is_away = False
            self._end_writing()
            slow.stop()
        if reason:
            self.warn(reason)

    def _go_away(self) -> None:
        self._is_away = True
        self._end_writing()

    def _end_writing(self) -> None:
        self._written_for = None
        self.refresh_bindings()

    def _say_slow(self, program: OutsideProgram) -> None:
        if self._written_for is not None:
            what = literal(program.command[0], limit=80)
            self.notify(f"Writing the result for {what}. Esc stops it.", markup=False)
            self.refresh_bindings()

    @property
    def is_writing_out(self) -> bool:
        """Whether a text for pager or editor is being written, or a result for it waited for."""
        return self._written_for is not None or self.is_wish_told

    def give_up_writing(self) -> None:
        """Start no pager or editor after all, and wait for no result."""
        self.give_up_wish()
        self.workers.cancel_group(self, "outside")
        self._end_writing()

    def watch_job(self) -> None:
        """Open nothing for a job that was left."""
        if self._written_for is not None and (
            self.job is None or self.job.key != self._written_for
        ):
            self.give_up_writing()

    async def _outside_text(self, *, is_pager: bool) -> OutsideText | None:
        """The query or the raw answer when their tab is open; otherwise the error, the result."""
        from jobview.results.cells.values import ValueStyle
        from jobview.ui.outward import outside_text as texts

        self.follow_cursor()
        job = self.job
        tab = "" if self.table.has_focus else self.pane.tab
        query_text = job.listed.query_text if job is not None else ""
        message = self.error_message(job) if job is not None else ""
        if query_text and (tab == "query" or (why_no_result(job, "") and not message)):
            return texts.text_of_query(query_text, is_harmless=is_pager)
        if message and tab != "raw":
            return texts.text_of_error(message, query_text, is_harmless=is_pager)
        if tab == "raw" and job is not None and job.phase.is_final and not job.is_synchronous:
            detail = await self.loaded_detail(job, "open")
        else:
            detail = await self.detail_or_reason("open")
        if detail is None:
            return None
        if tab == "raw" and detail.reply is not None:
            return texts.text_of_reply(detail.reply, detail.result)
        result = self.result_or_reason(detail, "open")
        if result is None:
            return None
        style = ValueStyle(self.look.zone, self.look.marks.ellipsis)
        text = texts.text_of_result(result, is_harmless=is_pager, style=style)
        if text is None:
            self.warn("The job returned nothing: there is nothing to open.")
        return text
