"""Questions over the board: cancel these jobs? sort by which column? watch which job?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from jobview.jobs.columns import COLUMNS
from jobview.jobs.target import JobTarget, parse_target
from jobview.text import literal, sentence
from jobview.ui.frame.input_line import InputLine
from jobview.ui.frame.modal import SLIM_CELLS, Modal
from jobview.ui.paint.cells import fitted
from jobview.ui.paint.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from jobview.jobs.job import Job
    from jobview.ui.paint.marks import Marks

_LISTED_AT_MOST = 8


class CancelDialog(Modal[bool]):
    """Shows what would be cancelled and asks; True only when the user chose to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,n", "answer(False)", "No"),
        ("left,right,h,l", "app.focus_next", "Other button"),
        ("up,k", "look('up')", "Scroll up"),
        ("down,j", "look('down')", "Scroll down"),
    ]

    def __init__(self, jobs: Sequence[Job], cluster_name: str, doubt: str = "") -> None:
        """Ask about `jobs`; `doubt` is why the server may not hear of it, without full stop."""
        super().__init__()
        self._doubt = doubt
        self._jobs = jobs
        self._cluster_name = cluster_name

    def compose(self) -> ComposeResult:
        """The question as title, the jobs, and the two answers, "No" first."""
        left_out = len(self._jobs) - _LISTED_AT_MOST
        with Vertical(id="dialog"):
            for job in self._jobs[:_LISTED_AT_MOST]:
                yield Static(_job_line(job), classes="job")
            if left_out > 0:
                yield Static(Content(f"and {count(left_out)} more"))
            if any(_is_write(job) for job in self._jobs):
                yield Static(Content.styled(_WRITES_WARNING, "$phase-stalled"), id="warning")
            if self._doubt:
                words = f"{self._doubt}: this may not reach it."
                yield Static(Content.styled(words, "$phase-failed"), id="doubt")
            with Horizontal(id="answers"):
                yield Button("No", id="no", compact=True)
                yield Button("Cancel", variant="error", id="yes", compact=True)

    def on_mount(self) -> None:
        """Put the focus on the harmless answer."""
        self._word(is_slim=False)
        self.query_one("#no", Button).focus()

    def on_resize(self, event: Resize) -> None:
        """Ask in fewer words where there is little room."""
        self._word(is_slim=event.size.width <= SLIM_CELLS)

    def _word(self, *, is_slim: bool) -> None:
        """Put question and answers into words; the harmful answer says to how many jobs."""
        is_one, number = len(self._jobs) == 1, count(len(self._jobs))
        noun, them = ("this job", "it") if is_one else (f"{number} jobs", "them")
        what = f"Cancel {noun}"
        if is_slim:
            no, yes = "No", "Cancel job" if is_one else f"Cancel {number}"
        else:
            what += f" on {literal(self._cluster_name)}"
            no, yes = f"No, keep {them}", f"Cancel {'job' if is_one else noun}"
        self.query_one("#dialog").border_title = Content(f"{what}?")
        self.query_one("#no", Button).label = Content(no)
        self.query_one("#yes", Button).label = Content(yes)

    @on(Button.Pressed)
    def close(self, event: Button.Pressed) -> None:
        """Leave with the answer that was pressed."""
        self.dismiss(event.button.id == "yes")

    def action_look(self, direction: str) -> None:
        """Bring more of the jobs and warnings into sight where there is little room."""
        box = self.query_one("#dialog")
        if direction == "down":
            box.scroll_down(animate=False)
        else:
            box.scroll_up(animate=False)

    def action_answer(self, answer: bool) -> None:  # noqa: FBT001 - actions pass by position
        """Leave with `answer`."""
        self.dismiss(answer)


_WRITES_WARNING = "Inserts, updates and deletes usually cannot be cancelled."


def _is_write(job: Job) -> bool:
    return job.endpoint.startswith(("/insert/", "/update/", "/delete/"))


def _job_line(job: Job) -> Content:
    progress = "" if job.progress is None else f"{job.progress:>4} %"
    text = f"{job.job_id:>8}  {fitted(literal(job.endpoint, limit=200), 32)} {progress:<7} "
    return Content(text + literal(job.listed.auth_id, limit=20))


class SortDialog(Modal[str | None]):
    """A choice of columns; gives the chosen column's id, None when left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss(None)", "Back"),
        ("j", "cursor('down')", "Down"),
        ("k", "cursor('up')", "Up"),
    ]

    def __init__(self, sorted_by: str, marks: Marks, *, descending: bool) -> None:
        super().__init__()
        self._marks = marks
        self._sorted_by = sorted_by
        self._descending = descending

    def compose(self) -> ComposeResult:
        """One option a column, the present one with its direction."""
        with Vertical(id="dialog") as box:
            box.border_title = Content("Sort by")
            options = [Option(Content(self._label(c.id, c.title)), id=c.id) for c in COLUMNS]
            yield OptionList(*options)

    def on_mount(self) -> None:
        """Begin at the present column."""
        chooser = self.query_one(OptionList)
        chooser.highlighted = chooser.get_option_index(self._sorted_by)

    def _label(self, column_id: str, title: str) -> str:
        if column_id != self._sorted_by:
            return f"  {title.lower()}"
        mark = self._marks.descending if self._descending else self._marks.ascending
        return f"{mark} {title.lower()}, turn round"

    @on(OptionList.OptionSelected)
    def close(self, event: OptionList.OptionSelected) -> None:
        """Leave with the chosen column."""
        self.dismiss(event.option_id)

    def action_cursor(self, direction: str) -> None:
        """Move the choice, for vi hands."""
        chooser = self.query_one(OptionList)
        if direction == "down":
            chooser.action_cursor_down()
        else:
            chooser.action_cursor_up()


class WatchDialog(Modal[JobTarget | None]):
    """Asks for a job id, or `id:tag`; None when left."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(None)", "Back")]

    def compose(self) -> ComposeResult:
        """One line of input and a place for what is wrong with it."""
        with Vertical(id="dialog") as box:
            box.border_title = Content("Watch a job")
            yield InputLine(placeholder="job id, or id:tag", id="job", compact=True)
            yield Static(Content("Followed through /get/job, even when the list is denied."))

    @on(Input.Submitted)
    def close(self, event: Input.Submitted) -> None:
        """Leave with the id and tag, or say what was expected."""
        try:
            target = parse_target(event.value.strip())
        except ValueError as error:
            self.query_one(Static).update(Content.styled(sentence(str(error)), "$phase-failed"))
        else:
            self.dismiss(target)
