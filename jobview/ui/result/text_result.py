"""Text and bytes of a result, with search, wrapping and what to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len

from jobview.results.writers.hexdump import BYTES_A_LINE, HexDump
from jobview.ui.bindings.keys import bindings
from jobview.ui.bindings.result_keys import PAGE_KEYS, TEXT_KEYS
from jobview.ui.paint.wording import count
from jobview.ui.result.copy_part import CopyPart
from jobview.ui.result.line_search import byte_steps, line_steps, needle_of, offset_of
from jobview.ui.result.result_view import ResultView
from jobview.ui.text.search_words import spans_in
from jobview.ui.text.text_view import TextView

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from textual.binding import BindingType

    from jobview.ui.bindings.key import Key
    from jobview.ui.text.search_words import SearchStep
    from jobview.ui.text.text_rows import Row


class TextResult(TextView, ResultView):
    """Lines that can be searched; where the search is, is the line that was found last."""

    DEFAULT_CSS = """
    TextResult { margin: 0 0 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(TEXT_KEYS), *bindings(PAGE_KEYS)]
    help_keys: ClassVar[tuple[Key, ...]] = TEXT_KEYS

    whole: CopyPart | None = None
    """What is copied when nothing is selected, rather than a line."""
    found_line: int | None = None
    """The line that was found last, while it is on screen."""

    def view_changed(self) -> None:
        """Say that other lines are on screen."""
        if self.found_line is not None and self.found_line not in self.shown_lines:
            self.found_line = None
        self.post_message(self.Moved(self))

    @property
    def shown_lines(self) -> range:
        """The lines that are on screen, at least in part."""
        last = min(self.top + self.body_height, self.line_count) - 1
        if last < self.top:
            return range(0)
        return range(self.row_at(self.top).line, self.row_at(last).line + 1)

    @property
    def current_line(self) -> int:
        """The line that was found, or else the first one on screen."""
        shown = self.shown_lines
        return self.found_line if self.found_line is not None else shown.start

    def where(self) -> str:
        """Which lines are on screen."""
        shown = self.shown_lines
        if not shown:
            return ""
        wrapped = ", wrapped" if self.is_wrapped else ""
        lines = f"lines {count(shown.start + 1)}-{count(shown.stop)} of {count(len(self.lines))}"
        return lines + wrapped

    def action_wrap(self) -> None:
        """Wrap long lines, or let them run on."""
        self.is_wrapped = not self.is_wrapped
        self.post_message(self.Moved(self))

    # Searching.

    def found_stamp(self, index: int) -> Hashable:
        """The words alone: rows are drawn anew when they change."""
        del index
        return self.search_words

    def found_in(self, index: int, row: Row) -> Sequence[tuple[int, int]]:
        """Wherever the words stand in the row."""
        del index
        return [*spans_in(row.part, self.search_words)]

    def search_steps(
        self, words: str, *, is_backward: bool, is_further: bool
    ) -> Iterator[SearchStep[int]]:
        """The search over all lines."""
        start = self.current_line
        start += (-1 if is_backward else 1) if is_further and self.found_line is not None else 0
        return line_steps(self.lines, words, start, is_backward=is_backward)

    def show_found(self, place: Any) -> None:  # noqa: ANN401 - a line's number
        """Bring the line on screen, and its words, where they stand far to the right."""
        index = self.row_of_line(place)
        start = next(
            (start for start, _ in spans_in(self.row_at(index).text, self.search_words)), 0
        )
        while start >= (row := self.row_at(index)).end > row.start:
            index += 1
        if index not in range(self.top, self.top + self.body_height):
            self.put_top(max(index - self.body_height // 3, 0))
        x = cell_len(row.text[row.start : start])
        if x not in range(self.scroll_offset.x, self.scroll_offset.x + self.view_width):
            self.scroll_to(x=max(x - self.view_width // 2, 0), animate=False, force=True)
        self.found_line = place
        self.sync()
        self.post_message(self.Moved(self))

    def copy_parts(self) -> Sequence[CopyPart]:
        """What is selected, or else the whole, and the line that was found or is the first."""
        if selected := self.selected_part():
            return (selected,)
        parts = [] if self.whole is None else [self.whole]
        line = self.current_line
        if line < len(self.lines):
            parts.append(CopyPart(f"line {count(line + 1)}", lambda: self.lines[line]))
        return parts

    def selected_part(self) -> CopyPart | None:
        """What is selected with the mouse, if anything is."""
        selection = self.text_selection
        if selection is None or (taken := self.get_selection(selection)) is None:
            return None
        return CopyPart("selection", lambda: taken[0])


class HexResult(TextResult):
    """The bytes of a result, 16 a line."""

    help_keys: ClassVar[tuple[Key, ...]] = ()

    def __init__(self, data: bytes, start: int = 0, *, id: str | None = None) -> None:
        """Show `data` from its beginning, with the line of offset `start` on top."""
        super().__init__(HexDump(data), id=id)
        self._data = data
        self._start = start
        self._found: range = range(0)
        """The bytes that were found last."""

    def on_mount(self) -> None:
        """Begin at the offset that matters."""
        if self._start:
            self.call_after_refresh(self.put_top, self._start // BYTES_A_LINE)

    def where(self) -> str:
        """The offset of what was found, or of the first line on screen."""
        offset = self._found.start if self._found else self.current_line * BYTES_A_LINE
        return f"offset {offset:#x} = {count(offset)}"

    def found_stamp(self, index: int) -> Hashable:
        """Where the found bytes are, for the lines that show some of them."""
        first = index * BYTES_A_LINE
        return self._found.start < first + BYTES_A_LINE and first < self._found.stop, self._found

    def found_in(self, index: int, row: Row) -> Sequence[tuple[int, int]]:
        """The hex digits and the characters of the found bytes."""
        first = index * BYTES_A_LINE
        shown = range(
            max(self._found.start - first, 0), min(self._found.stop - first, BYTES_A_LINE)
        )
        if not shown:
            return ()
        digits = row.text.index("  ") + 2
        characters = row.text.index("|") + 1
        places = [(digits + 3 * byte + (byte >= BYTES_A_LINE // 2)) for byte in shown]
        spans = [(place, place + 2) for place in places]
        return [*spans, (characters + shown.start, characters + shown.stop)]

    def watch_search_words(self) -> None:
        """Forget what was found for other words."""
        self._found = range(0)
        self.sync()

    def search_steps(
        self, words: str, *, is_backward: bool, is_further: bool
    ) -> Iterator[SearchStep[int]]:
        """The search over all bytes, for text or for bytes in hex."""
        start = self._found.start if self._found else self.current_line * BYTES_A_LINE
        start += (-1 if is_backward else 1) if is_further and self._found else 0
        return byte_steps(self._data, words, start, is_backward=is_backward)

    def show_found(self, place: Any) -> None:  # noqa: ANN401 - an offset
        """Bring the bytes on screen."""
        words = self.search_words
        length = 1 if offset_of(words) is not None else len(needle_of(words).wanted)
        self._found = range(place, place + length)
        super().show_found(place // BYTES_A_LINE)

    def copy_parts(self) -> Sequence[CopyPart]:
        """The line as dumped, and its bytes in hex."""
        first = self.current_line * BYTES_A_LINE
        data = self._data[first : first + BYTES_A_LINE]
        return (*super().copy_parts(), CopyPart("bytes of the line in hex", data.hex))
