"""A JSON value as a tree that opens node by node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from jobview.results.cells.cell import full_text
from jobview.ui.bindings.keys import bindings
from jobview.ui.bindings.result_keys import TREE_KEYS
from jobview.ui.paint.marks import UNICODE_MARKS, Marks
from jobview.ui.result.copy_part import CopyPart
from jobview.ui.result.json_path import json_path
from jobview.ui.result.json_tree import TreeRows
from jobview.ui.result.row_list import RowList
from jobview.ui.result.tree_row import tree_pieces
from jobview.ui.result.tree_search import path_steps

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from textual.binding import BindingType
    from textual.events import Click

    from jobview.ui.paint.segments import Piece
    from jobview.ui.result.json_tree import Node
    from jobview.ui.text.search_words import SearchStep


class TreeView(RowList["Node"]):
    """Nodes are made when the one above them is opened, so a million costs what is on screen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(TREE_KEYS)]
    help_keys = TREE_KEYS

    def __init__(
        self, value: object, marks: Marks = UNICODE_MARKS, *, id: str | None = None
    ) -> None:
        super().__init__(marks, id=id)
        self._value = value
        self._tree = TreeRows(value)

    # What the list asks.

    @property
    def line_count(self) -> int:
        """How many rows are open."""
        return len(self._tree.rows)

    def row_key(self, index: int) -> Node:
        """The node of row `index`."""
        return self._tree.rows[index]

    def index_of(self, key: Node) -> int | None:
        """The node's row, unless it is in a closed one."""
        return None if key.place < 0 else key.place

    def row_pieces(self, index: int) -> list[Piece]:
        """Mark, name and value of a node."""
        return tree_pieces(self._tree.rows[index], self.palette, self.marks)

    def row_state(self, index: int) -> Hashable:
        """Whether it is open, and still looks as if it could be opened."""
        node = self._tree.rows[index]
        return node.is_open, node.can_open

    # Opening and closing.

    @property
    def node(self) -> Node:
        """The node at the cursor."""
        index = self.cursor_index
        return self._tree.root if index is None else self._tree.rows[index]

    def action_open_node(self) -> None:
        """Open the node, or go to the first one in it."""
        node = self.node
        if node.is_open:
            self.action_cursor_down()
        else:
            with self.changing_rows():
                self._tree.open(node)

    def action_close_node(self) -> None:
        """Close the node, or go to the one that holds it."""
        node = self.node
        if node.is_open:
            with self.changing_rows():
                self._tree.close(node)
        elif node.parent is not None:
            self.move_to(node.parent.place)

    def action_toggle_node(self) -> None:
        """Open or close the node; ask for a value in full."""
        node = self.node
        if node.is_open:
            self.action_close_node()
        elif node.can_open and node.opened_children():
            self.action_open_node()
        else:
            self.post_message(self.ValueOpened(json_path(node.path), "", node.value))

    def action_open(self) -> None:
        """Do as Enter does: for the second click."""
        self.action_toggle_node()

    def action_open_all(self) -> None:
        """Open everything below the node."""
        with self.changing_rows():
            is_whole = self._tree.open_all(self.node)
        if not is_whole:
            self.notify("Only so many lines are opened at once; open the rest singly.", timeout=4)

    def row_clicked(self, index: int, x: int, event: Click) -> None:
        """Go to the row; a click on its mark opens or closes it."""
        node = self._tree.rows[index]
        super().row_clicked(index, x, event)
        if event.chain == 1 and node.can_open and x < 2 * node.depth + 4:
            self.action_toggle_node()

    # The cursor's node.

    def where(self) -> str:
        """The node's path."""
        return json_path(self.node.path)

    def search_steps(
        self, words: str, *, is_backward: bool, is_further: bool
    ) -> Iterator[SearchStep[tuple[str | int, ...]]]:
        """The search over all names and values, opened or not."""
        del is_further  # it always begins behind the node at the cursor
        return path_steps(self._value, words, self.node.path, is_backward=is_backward)

    def show_found(self, place: Any) -> None:  # noqa: ANN401 - a path
        """Open what is above the path and go there."""
        with self.changing_rows():
            node = self._tree.find(place)
        self.move_to(node.place)

    def copy_parts(self) -> Sequence[CopyPart]:
        """The path, the value, the name."""
        node = self.node
        key = node.key
        parts = [
            CopyPart("value", lambda: full_text(node.value)),
            CopyPart("JSON path", lambda: json_path(node.path)),
        ]
        if isinstance(key, str):
            parts.append(CopyPart("key", lambda: key))
        return parts
