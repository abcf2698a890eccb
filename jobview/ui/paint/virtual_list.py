"""A list of any number of rows whose cursor is a key, not an index."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.reactive import var

from jobview.ui.bindings.keys import LIST_KEYS, bindings
from jobview.ui.paint.line_view import LineView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.binding import BindingType
    from textual.events import Click
    from textual.message import Message

KeyT = TypeVar("KeyT")


class VirtualList(LineView, Generic[KeyT]):
    """Header lines over rows, one of which may be selected.

    The selection is the row's key: rows may be sorted, inserted, removed and filtered under it.
    Row changes go through `changing_rows`, which keeps the selected row on its line of the screen
    (or, when it is not on screen, the rows that are) as far as there are rows above and below.
    While nobody asked for the selected row, a list that shows its beginning keeps showing it.

    Reactives:
        selected_key: owned by the list; set it to select and to scroll there, but do not bind it
            to a parent's reactive: a late echo of an earlier row would move the cursor back.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(LIST_KEYS)]

    selected_key: var[KeyT | None] = var(None, init=False)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._cursor_index = 0
        """Where the selected row is, or was before it went."""
        self._is_provisional = False
        """Whether nobody asked for the selected row: it holds nothing in place."""
        self._is_selection_listed = False

    # What a subclass says.

    def row_key(self, index: int) -> KeyT:
        """The key of row `index`."""
        raise NotImplementedError

    def index_of(self, key: KeyT) -> int | None:
        """The row of `key`, or None when it is not in the list now."""
        raise NotImplementedError

    def highlighted_message(self, key: KeyT) -> Message | None:
        """What to post when another row is selected."""
        raise NotImplementedError

    def opened_message(self, key: KeyT) -> Message | None:
        """What to post on Enter and double click."""
        raise NotImplementedError

    def header_message(self, x: int) -> Message | None:
        """What to post on a click at column `x` of the header, scrolling counted in."""
        del x
        return None

    # Rows.

    @contextmanager
    def changing_rows(self) -> Iterator[None]:
        """Change rows inside; what is looked at stays where it is."""
        anchors = self._anchors()
        yield
        self.fit_extent()
        for key, line in anchors:
            index = self.index_of(key)
            if index is not None:
                self.put_top(max(index - line, 0))
                break
        else:
            self.put_top(min(self.top, max(self.line_count - self.body_height, 0)))
        self._find_selection()
        self.sync()

    def _find_selection(self) -> None:
        """Note where the selected row is; one that came back is brought on screen."""
        index = self.cursor_index
        was_listed, self._is_selection_listed = self._is_selection_listed, index is not None
        if index is not None:
            self._cursor_index = index
            if not was_listed:
                self.show_line(index)

    def _anchors(self) -> list[tuple[KeyT, int]]:
        """Rows to hold on to with their lines on screen, the best first."""
        top = self.top
        rows = [
            (self.row_key(index), index - top)
            for index in range(top, min(top + self.body_height, self.line_count))
        ]
        chosen = [row for row in rows if row[0] == self.selected_key]
        if top == 0:
            return [] if self._is_provisional else chosen
        return chosen + rows

    # Cursor.

    def watch_selected_key(self, key: KeyT | None) -> None:
        """Bring the row into view and say which one it is."""
        self._is_provisional = False
        self._is_selection_listed = False
        left = self._cursor_index
        self._find_selection()
        self.sync(left, self._cursor_index)
        if key is not None and (message := self.highlighted_message(key)) is not None:
            self.post_message(message)

    def watch_show_horizontal_scrollbar(self) -> None:
        """Keep the selected row in view when a scrollbar takes the last line away under it."""
        index = self.cursor_index
        if index is not None and index == self.top + self.body_height:
            self.show_line(index)

    @property
    def cursor_index(self) -> int | None:
        """The selected row's index; None when no row is selected or it is not in the list now."""
        return None if self.selected_key is None else self.index_of(self.selected_key)

    def preselect(self, key: KeyT) -> None:
        """Select a row nobody asked for: a list that shows its beginning goes on showing it."""
        self.selected_key = key
        self._is_provisional = True

    def move_to(self, index: int) -> None:
        """Select row `index`, or the nearest there is, and have it on screen."""
        if self.line_count == 0:
            return
        self._is_provisional = False
        index = min(max(index, 0), self.line_count - 1)
        self.selected_key = self.row_key(index)
        self.show_line(index)

    def _move_by(self, step: int) -> None:
        index = self.cursor_index
        if index is not None:
            self.move_to(index + step)
        elif self.selected_key is None:
            self.move_to(self.top)
        else:
            # The selected row went away: its successor stands in its place now.
            self.move_to(self._cursor_index + min(step, 0))

    def action_cursor_up(self) -> None:
        """Select the row above."""
        self._move_by(-1)

    def action_cursor_down(self) -> None:
        """Select the row below."""
        self._move_by(+1)

    def action_page_up(self) -> None:
        """Go up by as many rows as are on screen."""
        self._move_page(-1)

    def action_page_down(self) -> None:
        """Go down by as many rows as are on screen."""
        self._move_page(+1)

    def _move_page(self, direction: int) -> None:
        """Move view and cursor together, so that the cursor keeps its line where it can."""
        index = self.cursor_index
        step = direction * max(self.body_height - 1, 1)
        if index is not None and self.top <= index < self.top + self.body_height:
            last_top = max(self.line_count - self.body_height, 0)
            self.put_top(min(max(self.top + step, 0), last_top))
        self._move_by(step)

    def action_first(self) -> None:
        """Select the first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """Select the last row."""
        self.move_to(self.line_count - 1)

    def action_open(self) -> None:
        """Open the selected row, if it is in the list."""
        key = self.selected_key
        if key is not None and self.index_of(key) is not None:
            message = self.opened_message(key)
            if message is not None:
                self.post_message(message)

    def on_click(self, event: Click) -> None:
        """Select the row under the pointer; the second click opens it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        if offset.y < self.header_height:
            message = self.header_message(offset.x + self.scroll_offset.x)
            if message is not None:
                self.post_message(message)
            return
        index = self.top + offset.y - self.header_height
        if index < self.line_count:
            self.row_clicked(index, offset.x + self.scroll_offset.x, event)

    def row_clicked(self, index: int, x: int, event: Click) -> None:
        """Select row `index`, or open it at the second click; `x` counts scrolling in."""
        del x
        self.move_to(index)
        if event.chain == 2:  # noqa: PLR2004 - a double click
            self.action_open()
