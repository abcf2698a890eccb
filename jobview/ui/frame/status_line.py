"""The line under a result's view: where the cursor is, how the search goes, what keys do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.ui.bindings.key import Key
    from jobview.ui.paint.marks import Marks

_WHERE_CHARACTERS = 1_000
_GAP = 2


class StatusLine(Widget):
    """One line; the place on the left is cut before the keys on the right are."""

    DEFAULT_CSS = """
    StatusLine { height: 1; width: 1fr; }
    """

    where: reactive[str] = reactive("")
    """Server text."""
    said: reactive[str] = reactive("")
    """What the search has to say, in its place while it is not empty."""
    keys: reactive[Sequence[Key]] = reactive(())

    def __init__(self, marks: Marks) -> None:
        super().__init__()
        self._is_ascii = marks.is_ascii

    def render(self) -> Content:
        """Place or news on the left, keys flush right, as many as leave half the line."""
        room = self.size.width - 2
        pairs: list[Content] = []
        used = 0
        for key in sorted(self.keys, key=lambda key: key.footer_rank):
            pair = self._pair(key)
            if used + pair.cell_length + _GAP > room * 2 // 3:
                break
            pairs += [Content("  "), pair]
            used += pair.cell_length + _GAP
        left = self._left().truncate(max(room - used, 0), ellipsis=True)
        gap = max(room - used - left.cell_length, 0)
        return Content.assemble(" ", left, " " * gap, *pairs)

    def _left(self) -> Content:
        if self.said:
            return Content.styled(literal(self.said, limit=_WHERE_CHARACTERS), "$phase-stalled")
        return Content.styled(literal(self.where, limit=_WHERE_CHARACTERS), "$muted")

    def _pair(self, key: Key) -> Content:
        name = key.names(ascii_only=self._is_ascii).split(" ")[0]
        return Content.assemble((name, "bold $key"), " ", (key.label, "dim"))
