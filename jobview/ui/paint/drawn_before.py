"""What Textual and Rich remember of all that was ever drawn, and would for weeks."""

from __future__ import annotations

from rich.segment import Segment
from textual._styles_cache import StylesCache
from textual.strip import Strip


def forget_drawn_before() -> None:
    """Let go of what was drawn; the next paint remembers anew what it needs.

    Textual remembers two colours of each of the last 1,024 widgets, and by them all lines that
    these had drawn: some 50 KiB for every tab and dialog that was ever open. Rich remembers 16,384
    pieces of text with a wide or rare character that it has cut, of which ages and progress make
    some ten new ones a minute: 12 MiB after a day. Textual remembers as many styles with their
    codes, and of text that can be selected each place has a style of its own: 8 MiB.
    """
    StylesCache.get_inner_outer.cache_clear()
    Segment._split_cells.cache_clear()  # noqa: SLF001 - Rich offers no other way
    Strip.render_ansi.cache_clear()
