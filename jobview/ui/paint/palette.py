"""The active theme as Rich styles, worked out once a theme for widgets that draw line by line."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from rich.style import Style
from textual.color import Color, ColorParseError

from jobview.jobs.phase import Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.color import Color as RichColor

    from jobview.jobs.job import Job


@dataclass(frozen=True, slots=True)
class Palette:
    """Styles for drawing; two palettes of one theme are equal.

    All but `base` hold only what differs from it, so that they can be laid over a row's own style.
    """

    base: Style
    """Plain text on the widget's background."""
    queued: Style
    running: Style
    stalled: Style
    done: Style
    failed: Style
    cancelled: Style
    unknown: Style
    vanished: Style
    muted: Style
    """What is there but not what one looks for: headers, dashes, frames."""
    track: Style
    """Behind a bar."""
    accent_bar: Style
    """The sign at the selected row."""
    heading: Style
    """A column's heading."""
    heading_active: Style
    """The heading of the column that is sorted by, or of the cursor's column."""
    cursor: Style
    """The selected row of the list that takes the keys."""
    cursor_blurred: Style
    """The selected row of a list that does not."""
    cell_cursor: Style
    """The selected cell of a table that takes the keys."""
    found: Style
    """Characters that were searched for."""
    name: Style
    text: Style
    number: Style
    word: Style
    comment: Style

    def phase(self, phase: Phase, *, is_stalled: bool = False) -> Style:
        """The style of a phase's sign, word and bar."""
        style: Style = getattr(self, "stalled" if is_stalled else _FIELDS[phase])
        return style

    def of_job(self, job: Job) -> Style:
        """The style of the job's phase, amber when it is stalled."""
        return self.phase(job.phase, is_stalled=job.is_stalled)

    def faded(self) -> Palette:
        """The same with all text muted: for data that is no longer true. Cursors stay."""
        muted = {field.name: self.muted for field in fields(self) if field.name not in _UNFADED}
        return replace(self, **muted)


_UNFADED: Final = frozenset({"base", "track", "accent_bar", "cursor", "cursor_blurred"})
_FIELDS: Final = {phase: phase.value for phase in Phase}


def palette_of(variables: Mapping[str, str], base: Style, *, is_ansi: bool) -> Palette:
    """The palette of a theme.

    Args:
        variables: the app's `theme_variables`, jobview's own among them.
        base: the widget's text and background colour.
        is_ansi: whether the terminal's own colours are used; there is no shade of them to lay
            under a row, so rows and cells are marked by weight and reversal.
    """

    def ink(name: str) -> Style:
        return Style.from_color(_colour(variables.get(name, "")))

    def paper(name: str) -> Style:
        return Style.from_color(bgcolor=_colour(variables.get(name, "")))

    bold = Style(bold=True)
    return Palette(
        base=base,
        queued=ink("phase-queued"),
        running=ink("phase-running"),
        stalled=ink("phase-stalled"),
        done=ink("phase-done"),
        failed=ink("phase-failed"),
        cancelled=ink("phase-cancelled"),
        unknown=ink("phase-unknown"),
        vanished=ink("phase-vanished"),
        muted=ink("muted"),
        track=ink("track"),
        accent_bar=ink("accent-bar") + bold,
        heading=ink("muted"),
        heading_active=bold,
        cursor=bold if is_ansi else paper("cursor") + bold,
        cursor_blurred=Style.null() if is_ansi else paper("cursor-blurred"),
        cell_cursor=Style(reverse=True),
        found=ink("phase-stalled") + Style(bold=True, underline=True),
        name=ink("literal-name"),
        text=ink("literal-text"),
        number=ink("literal-number"),
        word=ink("literal-word"),
        comment=ink("muted") + Style(italic=True),
    )


def _colour(value: str) -> RichColor | None:
    """None, the text's own colour, for a value that is not one plain colour."""
    try:
        return Color.parse(value).rich_color
    except ColorParseError:
        return None
