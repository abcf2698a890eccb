"""What stays out of an incident card: each kind of things with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from jobview.results.report.redaction import EVERYTHING, NOTHING, PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.geometry import Size

    from jobview.results.report.redaction import Redaction


class PartsLine(Widget):
    """The kinds of things that can stay out, each to be clicked, those that do with a cross.

    A row has as many as there is room for: none is broken in two.
    """

    redaction: reactive[Redaction] = reactive(NOTHING)

    def render(self) -> Content:
        """The rows."""
        return Content("\n").join(_rows(self.redaction, self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """How many rows there are."""
        return len(_rows(self.redaction, width))


def _rows(redaction: Redaction, width: int) -> Sequence[Content]:
    rows = [Content.styled("left out:", "dim")]
    for piece in _pieces(redaction):
        row = Content.assemble(rows[-1], "  ", piece)
        if row.cell_length > width:
            rows.append(piece)
        else:
            rows[-1] = row
    return rows


def _pieces(redaction: Redaction) -> Iterator[Content]:
    is_all = "x" if redaction == EVERYTHING else " "
    yield Content.styled(f"[{is_all}] r all", _clicks("redact"))
    for number, (part, label) in enumerate(PARTS.items(), start=1):
        cross = "x" if getattr(redaction, part) else " "
        yield Content.styled(f"[{cross}] {number} {label}", _clicks(f"toggle_part('{part}')"))


def _clicks(action: str) -> Style:
    return Style.from_meta({"@click": f"screen.{action}"})
