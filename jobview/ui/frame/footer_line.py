"""The footer: the board's keys that do something here, one line, each clickable."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from jobview.ui.bindings.keys import BOARD_KEYS, PALETTE_KEY, is_forbidden

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from textual import events
    from textual.binding import ActiveBinding
    from textual.screen import Screen

    from jobview.ui.bindings.key import Key
    from jobview.ui.look import Look

_GAP: Final = 2
"""Cells between two keys."""
_PALETTE_GAP: Final = 2
"""Cells before and behind the palette's key, besides."""


class FooterLine(Widget):
    """Keys from the key table, as many as fit; a click calls the key's action on the screen.

    A key that what has the focus takes for itself is left out: a result's view has a line of its
    own that tells its keys, and a line of input takes letters as text.

    Reactives:
        shown: the keys that call the board's actions now, the most needed first.
    """

    DEFAULT_CSS = """
    FooterLine { height: 1; width: 1fr; }
    """

    ranked: ClassVar[tuple[Key, ...]] = tuple(
        sorted((key for key in BOARD_KEYS if key.footer_rank), key=lambda key: key.footer_rank)
    )

    shown: reactive[tuple[Key, ...]] = reactive(())

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def on_mount(self) -> None:
        """Follow the focus, and what else changes the keys' meaning."""
        self.screen.bindings_updated_signal.subscribe(self, self._show_active)

    def _show_active(self, screen: Screen[object]) -> None:
        active, focused = screen.active_bindings, screen.focused
        self.shown = tuple(
            key
            for key in self.ranked
            if not is_forbidden(key, is_read_only=self._look.is_read_only)
            and _calls(key, active)
            and not (focused is not None and _types(key, focused))
        )

    def render(self) -> Content:
        """Key and label pairs, the palette's flush right."""
        line = Content("")
        for start, key in self._placed():
            line = Content.assemble(line, " " * (start - line.cell_length), self._pair(key))
        return line

    async def on_click(self, event: events.Click) -> None:
        """Call the action of the key under the pointer."""
        event.stop()
        for start, key in self._placed():
            if start <= event.x < start + self._pair(key).cell_length:
                await self.screen.run_action(key.action)
                return

    def _placed(self) -> Iterator[tuple[int, Key]]:
        """The keys that there is room for, each with the cell where it begins."""
        fitting = self._fitting()
        start = 1
        for key in self.shown:
            if key in fitting:
                yield start, key
                start += self._pair(key).cell_length + _GAP
        if PALETTE_KEY in fitting:
            yield self.size.width - self._pair(PALETTE_KEY).cell_length - 1, PALETTE_KEY

    def _fitting(self) -> Collection[Key]:
        """As many keys as there is room for, the most needed."""
        needed = sorted(
            (*self.shown, PALETTE_KEY), key=lambda key: (not key.is_vital, key.footer_rank)
        )
        fitting: list[Key] = []
        room = self.size.width - 1
        for key in needed:
            room -= self._pair(key).cell_length + (_PALETTE_GAP if key is PALETTE_KEY else 0)
            if room < 0:
                break
            fitting.append(key)
            room -= _GAP
        return fitting

    def _pair(self, key: Key) -> Content:
        name = key.names(ascii_only=self._look.marks.is_ascii).split(" ")[0]
        return Content.assemble((name, "bold $key"), " ", (key.label, "dim"))


def _calls(key: Key, active: Mapping[str, ActiveBinding]) -> bool:
    """Whether the key, pressed now, calls its own action and nobody else's."""
    found = active.get(key.keys.split(",")[0])
    return found is not None and found.binding.id == key.id


def _types(key: Key, focused: Widget) -> bool:
    """Whether the key is a sign that the widget takes as text.

    Textual leaves such keys out itself, but does not know the signs of all, such as of `slash`.
    """
    sign = key.names(ascii_only=True).split(" ")[0]
    return len(sign) == 1 and focused.check_consume_key(key.keys, sign)
