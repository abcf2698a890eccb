"""One job drawn as a row: pure segments, no widget, no clock.

What a row shows beyond the job itself is in `RowLook` and `RowTimes`; two rows with equal job,
layout, look and times are drawn alike, which is what the list's strip cache relies on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from rich.style import Style

from jobview.jobs.columns import COLUMNS_BY_ID
from jobview.jobs.job import Place
from jobview.jobs.phase import Phase
from jobview.text import literal
from jobview.ui.jobs.job_cells import ELSEWHERE_WORD, elsewhere_words, outcome_words
from jobview.ui.jobs.job_layout import MARKED_X
from jobview.ui.paint.bars import bar_cells, percent_cells
from jobview.ui.paint.cells import fitted, fitted_right, shortened_path
from jobview.ui.paint.marks import phase_word
from jobview.ui.paint.segments import joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.segment import Segment

    from jobview.jobs.job import Job
    from jobview.ui.jobs.job_cells import RowTimes
    from jobview.ui.jobs.job_layout import JobLayout, Slot
    from jobview.ui.paint.marks import Marks
    from jobview.ui.paint.palette import Palette
    from jobview.ui.paint.segments import Piece

_INSPECTED_CELLS: Final = 4
"""How many characters a cell of text may be made of; more are not looked at."""


class RowLook(NamedTuple):
    """How a row stands out, whatever its job."""

    is_selected: bool = False
    has_focus: bool = False
    is_marked: bool = False
    is_fresh: bool = False
    """Its phase changed a moment ago."""
    is_stale: bool = False
    """It may no longer be true: the server is not heard."""
    is_progress_old: bool = False
    """Its progress may no longer be true: /get/job is not answered."""


def row_segments(
    job: Job,
    layout: JobLayout,
    look: RowLook,
    times: RowTimes,
    palette: Palette,
    marks: Marks,
) -> list[Segment]:
    """The row's segments over its whole width; their styles are laid over the row's own."""
    row = _Row(job, layout, look, times, palette.faded() if look.is_stale else palette, marks)
    row.put_gutter()
    for slot in layout.slots:
        if slot.column_id == "progress" and job.phase.is_final:
            row.put_outcome(slot, outcome_words(job, marks))
        elif slot.column_id != "eta" or not job.phase.is_final:
            _DRAWN[slot.column_id](row, slot)
    return joined(row.pieces)


class _Row:
    """Collects one row's pieces from left to right."""

    def __init__(
        self,
        job: Job,
        layout: JobLayout,
        look: RowLook,
        times: RowTimes,
        palette: Palette,
        marks: Marks,
    ) -> None:
        self.pieces: list[Piece] = []
        self._job = job
        self._layout = layout
        self._look = look
        self._times = times
        self._palette = palette
        self._marks = marks
        self._x = 0

    def _put(self, x: int, width: int, *pieces: Piece) -> None:
        """Add pieces that fill `width` cells from `x` on, which is not left of the last ones."""
        self.pieces.append((" " * (x - self._x), None))
        self.pieces += pieces
        self._x = x + width

    def _put_text(self, slot: Slot, text: str, style: Style | None = None) -> None:
        shown = literal(text, limit=slot.width * _INSPECTED_CELLS)
        cells = fitted(shown, slot.width, ellipsis=self._marks.ellipsis)
        self._put(slot.x, slot.width, (cells, style))

    def put_gutter(self) -> None:
        """The cursor's sign; the phase's sign where it stands alone; the sign of a marked job."""
        look, marks = self._look, self._marks
        if look.is_selected:
            sign = marks.cursor_focused if look.has_focus else marks.cursor_blurred
            style = self._palette.accent_bar if look.has_focus else self._palette.muted
            self._put(0, 1, (sign, style))
        if not self._layout.has_words:
            self._put(1, 1, (self._sign(), self._sign_style()))
        if look.is_marked:
            self._put(MARKED_X, 1, (marks.marked, self._palette.accent_bar))

    def _sign(self) -> str:
        return self._marks.stalled if self._job.is_stalled else self._marks.mark(self._job.phase)

    def _sign_style(self) -> Style:
        style = self._palette.of_job(self._job)
        return style + _FRESH if self._look.is_fresh else style

    def put_status(self, slot: Slot) -> None:
        """Sign and word; a word of the server's that we do not know stands as it came."""
        if not self._layout.has_words:
            return
        job = self._job
        word = job.status if job.phase is Phase.UNKNOWN else ""
        if word and job.place is Place.ELSEWHERE:
            word = ELSEWHERE_WORD
        word = literal(word, limit=slot.width) or phase_word(job.phase, is_stalled=job.is_stalled)
        word_cells = fitted(word, slot.width - 2, ellipsis=self._marks.ellipsis)
        style = self._palette.of_job(job)
        parts = ((self._sign(), self._sign_style()), (f" {word_cells}", style))
        self._put(slot.x, slot.width, *parts)

    def put_id(self, slot: Slot) -> None:
        """The id, never shortened."""
        self._put(slot.x, slot.width, (f"{self._job.job_id:>{slot.width}}", self._plain()))

    def put_endpoint(self, slot: Slot) -> None:
        """The path, its middle left out where it is too long."""
        path = literal(self._job.endpoint, limit=slot.width * 8)
        short = shortened_path(path, slot.width, ellipsis=self._marks.ellipsis)
        self._put(slot.x, slot.width, (fitted(short, slot.width), self._plain()))

    def put_progress(self, slot: Slot) -> None:
        """Bar and percentage of a job that may still move, or why there are none."""
        job, palette = self._job, self._palette
        if job.place is Place.ELSEWHERE:
            self._put_text(self._wide(slot), elsewhere_words(job, self._marks), palette.muted)
        elif job.is_synchronous:
            words = "synchronous"
            if not self._layout.has("age") and self._times.age:
                words = f"{self._times.age} {self._marks.separator} {words}"
            self._put_text(self._wide(slot), words, palette.muted)
        elif job.cancel_words:
            words = f"{percent_cells(job.progress)} {self._marks.separator} {job.cancel_words}"
            self._put_text(self._wide(slot), words.strip(), palette.stalled)
        else:
            is_old = self._look.is_progress_old
            style = palette.muted if is_old else palette.of_job(job)
            bar_width = self._layout.bar_width
            filled, track = bar_cells(job.progress or 0, bar_width, ascii_only=self._marks.is_ascii)
            figure = self._marks.dash if job.progress is None else percent_cells(job.progress)
            figure = fitted_right(figure, slot.width - bar_width)
            self._put(
                slot.x,
                slot.width,
                (filled, style),
                (track, palette.track),
                (figure, self._muted_if_old()),
            )

    def _muted_if_old(self) -> Style | None:
        return self._palette.muted if self._look.is_progress_old else None

    def put_note(self, slot: Slot) -> None:
        """The ETA, unless the progress column needed its cells."""
        if self._x > slot.x:
            return
        job, palette = self._job, self._palette
        is_odd = not self._layout.has_words and (job.is_stalled or job.phase is Phase.UNKNOWN)
        style = palette.of_job(job) if is_odd else None
        if self._times.note == self._marks.dash:
            style = palette.muted
        self._put_text(slot, self._times.note, style)

    def put_age(self, slot: Slot) -> None:
        """How long ago the server received the request."""
        self._put_text(slot, self._times.age, self._palette.muted)

    def put_outcome(self, slot: Slot, words: str) -> None:
        """What came of a finished job, over the cells of progress and ETA."""
        is_failed = self._job.phase is Phase.FAILED
        style = self._palette.failed if is_failed else self._plain()
        if self._job.phase in {Phase.CANCELLED, Phase.VANISHED}:
            style = self._palette.muted
        self._put_text(self._wide(slot), words, style)

    def _wide(self, slot: Slot) -> Slot:
        return slot._replace(width=self._layout.outcome_width)

    def _plain(self) -> Style | None:
        """None, the row's own style; muted when the whole row is stale."""
        return self._palette.muted if self._look.is_stale else None

    def put_listed(self, slot: Slot) -> None:
        """A text of the list's own, on one line."""
        text = COLUMNS_BY_ID[slot.column_id].text(self._job)
        inspected = text[: slot.width * _INSPECTED_CELLS]
        self._put_text(slot, " ".join(inspected.split()), self._palette.muted)


_FRESH: Final = Style(bold=True, reverse=True)
"""Laid over the sign of a phase that has just changed: seen without colour too."""

_DRAWN: Final[dict[str, Callable[[_Row, Slot], None]]] = {
    "id": _Row.put_id,
    "status": _Row.put_status,
    "endpoint": _Row.put_endpoint,
    "progress": _Row.put_progress,
    "eta": _Row.put_note,
    "age": _Row.put_age,
    "user": _Row.put_listed,
    "query": _Row.put_listed,
    "user_data": _Row.put_listed,
    "source": _Row.put_listed,
    "flags": _Row.put_listed,
}


def heading_segments(
    layout: JobLayout,
    palette: Palette,
    marks: Marks,
    *,
    sorted_by: str,
    is_descending: bool,
    is_scrolled: bool = False,
) -> list[Segment]:
    """The heading line; the column sorted by stands out and wears an arrow.

    A list that is not at its top wears a sign too: the selected row keeps its line while new jobs
    arrive above it, and they would go unseen.
    """
    arrow = marks.descending if is_descending else marks.ascending
    pieces: list[Piece] = [(marks.above if is_scrolled else " ", palette.accent_bar)]
    x = 1
    for slot in layout.slots:
        is_sorted = slot.column_id == sorted_by
        title = "" if slot.width == 1 else COLUMNS_BY_ID[slot.column_id].title
        if is_sorted:
            title = f"{title[: slot.width - 1]}{arrow}"
        fit = fitted_right if slot.column_id == "id" else fitted
        style = palette.heading_active if is_sorted else palette.heading
        pieces += [(" " * (slot.x - x), None), (fit(title, slot.width, ellipsis=""), style)]
        x = slot.end
    return joined(pieces)
