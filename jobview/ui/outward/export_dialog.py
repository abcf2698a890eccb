"""The export dialog: in which format, to which file; it writes, and closes when that is done."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual import on, work
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from jobview.private_file import obstacle, reason_of
from jobview.results.writers.formats import FACTS, Format
from jobview.text import literal
from jobview.ui.frame.format_list import FormatList
from jobview.ui.outward.export_run import Exported, ExportRun, ExportStopped, proposed_name
from jobview.ui.outward.path_completion import complete, expanded

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

_NAMES_SHOWN: Final = 4
_OVERWRITE_QUESTION: Final = "Overwrite it?"


class RawWish(NamedTuple):
    """The user wants a result that is not here written as it comes from the server."""

    path: Path
    may_overwrite: bool


class ExportDialog(ModalScreen[Exported | RawWish | None]):
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
        ("escape", "leave", "Back"),
        ("tab", "complete", "Complete"),
        ("up", "step_format(-1)", "Format above"),
        ("down", "step_format(1)", "Format below"),
        ("left,right", "app.focus_next", "Other button"),
    ]
    AUTO_FOCUS = "#path"

    path_input = query_one("#path", Input)
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
        self._completed = ""
        """The path that the names beneath fit."""

    def compose(self) -> ComposeResult:
        """What there is, the formats, the path with what fits it, and what to say about it."""
        job = self._job
        with Vertical(id="dialog", classes="export") as box:
            box.border_title = Content(f"Export job {job.job_id} {literal(job.endpoint, limit=40)}")
            box.border_subtitle = Content("up/down: format   Tab: complete   Enter: write")
            yield Static(Content.styled(literal(self._heading, limit=200), "dim"))
            yield FormatList(self._formats, self._marks)
            yield Input(proposed_name(job, self._formats[0]), id="path", compact=True)
            yield Static(id="names")
            yield Static(id="told")
            with Horizontal(id="answers"):
                yield Button("Back", id="back", compact=True)
                yield Button("Overwrite", variant="error", id="overwrite", compact=True)
                yield Button("Write", variant="primary", id="write", compact=True)

    def on_mount(self) -> None:
        """Put the cursor behind the proposed name; overwriting is offered only when it matters."""
        self.query("#overwrite, #names, #told").set(display=False)
        self.path_input.select_on_focus = False

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
        path = self.path_input
        if path.value.endswith(before):
            path.value = path.value.removesuffix(before) + FACTS[self.format_list.chosen].suffix
            path.cursor_position = len(path.value)

    @work(group="complete", exclusive=True, description="complete a path")
    async def action_complete(self) -> None:
        """Complete the path and show which names fit."""
        completion = await asyncio.to_thread(complete, self.path_input.value)
        self._completed = self.path_input.value = completion.text
        self.path_input.cursor_position = len(completion.text)
        names = completion.names if len(completion.names) != 1 else ()
        lines = list(names[:_NAMES_SHOWN])
        if len(names) > _NAMES_SHOWN:
            lines.append(f"and {len(names) - _NAMES_SHOWN} more")
        self._show("#names", Content.styled("\n".join(lines), "dim"))

    @on(Input.Changed, "#path")
    def path_changed(self, event: Input.Changed) -> None:
        """Another path is another question, and other names fit it."""
        self._forget_question()
        if event.value != self._completed:
            self.query_one("#names").display = False

    def _forget_question(self) -> None:
        self._offer_overwrite(is_offered=False)
        self._tell("")

    @on(Input.Submitted, "#path")
    @on(Button.Pressed, "#write")
    def write_new(self) -> None:
        """Write, unless something is there."""
        self._start(may_overwrite=False)

    @on(Button.Pressed, "#overwrite")
    def write_over(self) -> None:
        """Write over what is there: the user was asked."""
        self._start(may_overwrite=True)

    @on(Button.Pressed, "#back")
    def action_leave(self) -> None:
        """Stop the writing, or leave the question, or the dialog."""
        if self._run is not None:
            self._run.stop()
        elif self.query_one("#overwrite").display:
            self._forget_question()
            self.path_input.focus()
        else:
            self.dismiss(None)

    def _start(self, *, may_overwrite: bool) -> None:
        if self._run is None:
            self._write(self.path_input.value.strip(), self.format_list.chosen, may_overwrite)

    @work(group="export", exclusive=True, description="export a result")
    async def _write(self, text: str, wanted: Format, may_overwrite: bool) -> None:  # noqa: FBT001 - a worker's
        path = expanded(text)
        if await self._is_in_the_way(text, path, may_overwrite=may_overwrite):
            return
        if self._result is None:
            self.dismiss(RawWish(path, may_overwrite))
            return
        run = self._run = ExportRun(self._result, wanted, path, may_overwrite=may_overwrite)
        self._tell("Writing …")
        beat = self.set_interval(PROGRESS_S, lambda: self._tell(f"{run.progress}, Esc: stop"))
        try:
            exported = await asyncio.to_thread(run.write)
        except ExportStopped:
            self._tell(f"Stopped at {run.progress}; nothing was written.", "$phase-stalled")
        except FileExistsError:
            self._ask_overwrite(path)
        except OSError as error:
            self._tell(f"{path}: {reason_of(error)}; nothing was written.", "$phase-failed")
        else:
            self.dismiss(exported)
        finally:
            run.stop()  # the thread outlives a worker that is cancelled
            beat.stop()
            self._run = None

    async def _is_in_the_way(self, text: str, path: Path, *, may_overwrite: bool) -> bool:
        """Whether nothing can be written there now; the user is told why."""
        if not text:
            self._tell("Give the file a name.", "$phase-failed")
            return True
        reason = await asyncio.to_thread(obstacle, path, may_overwrite=may_overwrite)
        if reason.endswith(" is a folder"):
            self.path_input.value = f"{text.rstrip('/')}/{self._proposed()}"
            self.path_input.cursor_position = len(self.path_input.value)
        elif reason.endswith(" exists"):
            self._ask_overwrite(path)
        elif reason:
            self._tell(f"{reason}.".capitalize(), "$phase-failed")
        return bool(reason)

    def _proposed(self) -> str:
        return proposed_name(self._job, self.format_list.chosen)

    def _ask_overwrite(self, path: Path) -> None:
        self._tell(f"{path} exists. {_OVERWRITE_QUESTION}", "$phase-stalled")
        self._offer_overwrite(is_offered=True)
        self.query_one("#back", Button).focus()

    def _offer_overwrite(self, *, is_offered: bool) -> None:
        self.query_one("#overwrite").display = is_offered
        self.query_one("#write").display = not is_offered

    def _tell(self, sentence: str, style: str = "") -> None:
        self._show("#told", Content.styled(literal(sentence, limit=500), style))

    def _show(self, selector: str, content: Content) -> None:
        """Show the lines, or no line at all when there is nothing to show."""
        line = self.query_one(selector, Static)
        line.display = bool(content)
        line.update(content)
