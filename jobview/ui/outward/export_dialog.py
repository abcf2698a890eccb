"""The export dialog: in which format, to which file; it writes, and closes when that is done."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual import on, work
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Button, Input, Static

from jobview.private_file import existing, reason_of
from jobview.results.writers.formats import FACTS, Format
from jobview.text import literal
from jobview.ui.frame.format_list import FormatList
from jobview.ui.outward.export_run import Exported, ExportRun, ExportStopped, proposed_name
from jobview.ui.outward.file_dialog import FileDialog
from jobview.ui.outward.path_field import PathField

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from jobview.jobs.job import Job
    from jobview.results.model import DecodedResult
    from jobview.ui.paint.marks import Marks

PROGRESS_S: Final = 0.1
"""How often the progress of a long export is told."""


class RawWish(NamedTuple):
    """The user wants a result that is not here written as it comes from the server."""

    path: Path
    may_overwrite: bool


class ExportDialog(FileDialog[Exported | RawWish | None]):
    """Asks for format and path and writes the file; None when left.

    Args:
        job: whose result it is.
        result: the result; None for one too large to be read, of which only the raw bytes can be
            had, by whoever opened the dialog.
        formats: those that can hold it, the most wanted first.
        heading: what there is to write, in a few words; may hold server text.
        marks: this terminal's signs.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("up", "step_format(-1)", "Format above"),
        ("down", "step_format(1)", "Format below"),
    ]
    AUTO_FOCUS = "#path"
    path_hint = "up/down: format   Tab: complete   Enter: write"
    hint = "up/down: format   Esc: back"

    format_list = query_one(FormatList)

    def __init__(
        self,
        job: Job,
        result: DecodedResult | None,
        formats: Sequence[Format],
        heading: str,
        marks: Marks,
    ) -> None:
        super().__init__()
        self._job = job
        self._result = result
        self._formats = formats
        self._heading = heading
        self._marks = marks
        self._run: ExportRun | None = None

    def compose(self) -> ComposeResult:
        """What there is, the formats, the path, and the answers."""
        job = self._job
        with Vertical(id="dialog", classes="export") as box:
            box.border_title = Content(f"Export job {job.job_id} {literal(job.endpoint, limit=40)}")
            yield Static(Content.styled(literal(self._heading, limit=200), "dim"))
            yield FormatList(self._formats, self._marks)
            yield PathField(proposed_name(job, self._formats[0]))
            with Horizontal(id="answers"):
                yield Button("Back", id="back", compact=True)
                yield Button("Overwrite", variant="error", id="overwrite", compact=True)
                yield Button("Write", variant="primary", id="write", compact=True)

    @property
    def path_input(self) -> Input:
        """Where the path is typed."""
        return self.path_field.input

    def action_step_format(self, step: int) -> None:
        """Choose the format `step` places further, and let the file's name follow."""
        if self._run is None:
            before = FACTS[self.format_list.chosen].suffix
            self.format_list.step(step)
            self._rename(before)

    @on(FormatList.Chosen)
    def follow_format(self, event: FormatList.Chosen) -> None:
        """Let the file's name follow the format that was clicked."""
        self._rename(FACTS[event.before].suffix)

    def _rename(self, before: str) -> None:
        text = self.path_input.value
        if text.endswith(before):
            suffix = FACTS[self.format_list.chosen].suffix
            self.path_field.put(text.removesuffix(before) + suffix)

    @on(Button.Pressed, "#back")
    def action_leave(self) -> None:
        """Stop the writing, or leave the question, or the dialog."""
        if self._run is not None:
            self._run.stop()
        elif not self.leave_question():
            self.dismiss(None)

    def write(self, *, may_overwrite: bool) -> None:
        """Write, unless that is under way."""
        if self._run is None:
            self._write(self.format_list.chosen, may_overwrite)

    @work(group="export", exclusive=True, description="export a result")
    async def _write(self, wanted: Format, may_overwrite: bool) -> None:  # noqa: FBT001 - a worker's
        path = self.path_field.path
        proposed = proposed_name(self._job, wanted)
        found = await self.path_field.in_the_way(proposed, may_overwrite=may_overwrite)
        if found is not None:
            self.tell_obstacle(found, path)
            return
        if self._result is None:
            self.dismiss(RawWish(path, may_overwrite))
            return
        tell = self.path_field.tell
        run = self._run = ExportRun(self._result, wanted, path, may_overwrite=may_overwrite)
        tell("Writing …")
        beat = self.set_interval(PROGRESS_S, lambda: tell(f"{run.progress}, Esc: stop"))
        try:
            exported = await asyncio.to_thread(run.write)
        except ExportStopped:
            tell(f"Stopped at {run.progress}; nothing was written.", "$phase-stalled")
        except FileExistsError:
            self.tell_obstacle(existing(path), path)
        except OSError as error:
            tell(f"{path}: {reason_of(error)}; nothing was written.", "$phase-failed")
        else:
            self.dismiss(exported)
        finally:
            run.stop()  # the thread outlives a worker that is cancelled
            beat.stop()
            self._run = None
