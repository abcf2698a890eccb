"""A JSON value as the rows of a tree, of which only those exist that were opened. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from jobview.results.avro_bytes.packed import NESTED
from jobview.results.json_values.nested import may_open, opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

CHUNK: Final = 1_000
"""Longer lists and objects open into parts of at most so many items."""

MOST_OPENED: Final = 5_000
"""Rows that `open_all` may add."""


class Node:
    """One row: a value under its name or number, or a part of a long list or object.

    Nodes are equal only to themselves. A node in a closed one keeps its own state.
    """

    __slots__ = (
        "_inside",
        "children",
        "depth",
        "is_open",
        "key",
        "parent",
        "part",
        "place",
        "value",
    )

    def __init__(
        self,
        value: object,
        key: str | int | None = None,
        parent: Node | None = None,
        part: range | None = None,
    ) -> None:
        self.value = value
        """As it came off the wire; of a part, the whole that it is of."""
        self.key = key
        """None for the root and for parts."""
        self.parent = parent
        self.part = part
        """The items it stands for, counted from 0; None for a whole value."""
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.place = -1
        """Which row of the tree it is; -1 while it is in a closed node."""
        self.is_open = False
        self.children: list[Node] | None = None
        """None until it was opened for the first time."""
        self._inside: object = None

    @property
    def inside(self) -> Any:  # noqa: ANN401 - JSON is anything
        """What there is to open: the value, or the JSON that its string holds."""
        if self._inside is None:
            self._inside = opened(self.value)
        return self._inside

    @property
    def is_inside_known(self) -> bool:
        """Whether `inside` costs nothing to look at."""
        return self._inside is not None or not isinstance(self.value, str)

    @property
    def can_open(self) -> bool:
        """Whether it has children, or text that looks as if it held some."""
        if self.part is not None:
            return True
        if isinstance(self.value, str) and self._inside is None:
            return may_open(self.value)
        return isinstance(self.inside, NESTED) and bool(self.inside)

    @property
    def path(self) -> tuple[str | int, ...]:
        """The names and numbers that lead to it from the root; a part's are those of its whole."""
        keys: list[str | int] = []
        node: Node | None = self
        while node is not None:
            if node.key is not None:
                keys.append(node.key)
            node = node.parent
        return tuple(reversed(keys))

    def opened_children(self) -> list[Node]:
        """Its children, made on the first call; none for text that holds no JSON after all."""
        if self.children is None:
            self.children = [*self._made_children()] if self.can_open else []
        return self.children

    def _made_children(self) -> Iterator[Node]:
        inside = self.inside
        if not isinstance(inside, NESTED):
            return
        items = self.part if self.part is not None else range(len(inside))
        step = 1
        while len(items) > step * CHUNK:
            step *= CHUNK
        if step > 1:
            for start in range(items.start, items.stop, step):
                part = range(start, min(start + step, items.stop))
                yield Node(inside, None, self, part)
        else:
            for key, value in _items(inside, items):
                yield Node(value, key, self)


def _items(
    inside: Mapping[str, Any] | Sequence[Any], items: range
) -> Iterable[tuple[str | int, Any]]:
    if isinstance(inside, Mapping):
        return islice(inside.items(), items.start, items.stop)
    return ((number, inside[number]) for number in items)


class TreeRows:
    """The rows on screen from top to bottom: the root, and all in open nodes."""

    def __init__(self, value: object) -> None:
        self.root = Node(value)
        self.rows: list[Node] = [self.root]
        self.root.place = 0
        self.open(self.root)

    def open(self, node: Node) -> None:
        """Show a node's children, and theirs as far as they are open."""
        if node.is_open or not node.opened_children():
            return
        node.is_open = True
        if node.place >= 0:
            self.rows[node.place + 1 : node.place + 1] = _rows_below(node)
            self._count_from(node.place + 1)

    def close(self, node: Node) -> None:
        """Hide all below a node."""
        if not node.is_open:
            return
        node.is_open = False
        if node.place >= 0:
            end = node.place + 1
            while end < len(self.rows) and self.rows[end].depth > node.depth:
                self.rows[end].place = -1
                end += 1
            del self.rows[node.place + 1 : end]
            self._count_from(node.place + 1)

    def open_all(self, node: Node, most: int = MOST_OPENED) -> bool:
        """Open a node and all below it, level by level, until `most` rows were added.

        Returns:
            Whether all of it is open now.
        """
        added, level, is_whole = 0, [node], True
        self.close(node)  # so that the rows are put in once, when it opens again
        while level:
            below: list[Node] = []
            for each in level:
                children = each.opened_children() if added < most else []
                is_whole = is_whole and (added < most or not each.can_open)
                added += len(children)
                each.is_open = each is not node and bool(children)
                below += children
            level = [each for each in below if each.can_open]
        self.open(node)
        return is_whole

    def find(self, path: Sequence[str | int]) -> Node:
        """The node at a path, all above it opened; the last one there is, when there is none."""
        node = self.root
        for key in path:
            child = self._child(node, key)
            if child is None:
                break
            node = child
        return node

    def _child(self, node: Node, key: str | int) -> Node | None:
        """The child of that name or number, with the parts between opened."""
        inside = node.inside
        if isinstance(key, int):
            number = key
        elif isinstance(inside, Mapping) and key in inside:
            number = next(index for index, name in enumerate(inside) if name == key)
        else:
            return None
        while True:
            self.open(node)
            part = next((each for each in node.opened_children() if _holds(each, number)), None)
            if part is None:
                return next((each for each in node.opened_children() if each.key == key), None)
            node = part

    def _count_from(self, start: int) -> None:
        rows = self.rows
        for place in range(start, len(rows)):
            rows[place].place = place


def _holds(node: Node, number: int) -> bool:
    return node.part is not None and number in node.part


def _rows_below(node: Node) -> list[Node]:
    """All rows in an open node, from top to bottom."""
    rows: list[Node] = []
    stack = [iter(node.opened_children())]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            continue
        rows.append(child)
        if child.is_open:
            stack.append(iter(child.opened_children()))
    return rows
