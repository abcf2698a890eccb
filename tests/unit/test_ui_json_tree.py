"""A JSON value as rows that open node by node."""

from __future__ import annotations

import json
import random
from typing import Any

from jobview.ui.result.json_tree import CHUNK, Node, TreeRows


def keys(tree: TreeRows) -> list[str | int | range | None]:
    return [node.key if node.part is None else node.part for node in tree.rows]


def node_of(tree: TreeRows, *path: str | int) -> Node:
    node = tree.find(path)
    assert node.path == path
    return node


def is_counted(tree: TreeRows) -> bool:
    return [node.place for node in tree.rows] == [*range(len(tree.rows))]


def test_the_first_level_is_open() -> None:
    tree = TreeRows({"a": 1, "b": {"c": [1, 2]}, "empty": {}})

    assert keys(tree) == [None, "a", "b", "empty"]
    assert [node.can_open for node in tree.rows] == [True, False, True, False]
    assert is_counted(tree)


def test_nodes_open_and_close_and_keep_what_was_open_below() -> None:
    tree = TreeRows({"a": {"b": {"c": 1}}, "z": 0})
    a = node_of(tree, "a")
    tree.open(a)
    tree.open(node_of(tree, "a", "b"))
    assert keys(tree) == [None, "a", "b", "c", "z"]

    tree.close(a)
    assert keys(tree) == [None, "a", "z"]
    tree.open(a)
    assert keys(tree) == [None, "a", "b", "c", "z"]
    assert is_counted(tree)


def test_json_in_a_string_is_opened_as_a_node() -> None:
    tree = TreeRows({"schema": json.dumps({"type": "record"}), "not": "{really}"})
    tree.open(node_of(tree, "schema"))
    assert keys(tree) == [None, "schema", "type", "not"]

    other = node_of(tree, "not")
    looked_so = other.can_open
    tree.open(other)
    assert (looked_so, other.can_open, other.is_open) == (True, False, False)


def test_a_million_items_open_in_parts() -> None:
    tree = TreeRows([*range(1_000_000)])

    assert len(tree.rows) == 1 + CHUNK
    assert tree.rows[1].part == range(CHUNK)
    tree.open(tree.rows[1])
    assert len(tree.rows) == 1 + 2 * CHUNK
    assert tree.rows[2].path == (0,)
    found = node_of(tree, 765_432)
    assert tree.rows[found.place] is found
    assert len(tree.rows) == 1 + 3 * CHUNK
    assert is_counted(tree)


def test_more_than_a_million_items_open_in_parts_of_parts() -> None:
    tree = TreeRows(range_list := [0] * 1_500_000)

    assert [node.part for node in tree.rows[1:]] == [
        range(1_000_000),
        range(1_000_000, len(range_list)),
    ]
    assert node_of(tree, 1_400_001).depth == 3


def test_a_long_object_opens_in_parts() -> None:
    tree = TreeRows({f"key {number}": number for number in range(2_500)})

    assert [node.part for node in tree.rows[1:]] == [
        range(1_000),
        range(1_000, 2_000),
        range(2_000, 2_500),
    ]
    assert node_of(tree, "key 2400").value == 2_400


def test_all_below_a_node_opens_up_to_a_bound() -> None:
    value: dict[str, Any] = {"a": {"b": {"c": [1, 2]}}, "z": {"y": 1}}
    tree = TreeRows(value)
    assert tree.open_all(node_of(tree, "a"))
    assert keys(tree) == [None, "a", "b", "c", 0, 1, "z"]
    assert tree.open_all(tree.root)
    assert keys(tree) == [None, "a", "b", "c", 0, 1, "z", "y"]

    big = TreeRows([[[0] * 10] * 10] * 100)
    assert not big.open_all(big.root, most=50)
    assert len(big.rows) == 1 + 100
    assert is_counted(big)


def test_a_path_that_is_not_there_ends_where_it_can() -> None:
    tree = TreeRows({"a": [1]})

    assert tree.find(("a", 7)).path == ("a",)
    assert tree.find(("b",)) is tree.root
    assert tree.find((0,)) is tree.root


def test_the_deepest_value_is_reached() -> None:
    value: object = "bottom"
    for _ in range(100):
        value = {"deeper": value}
    tree = TreeRows(value)

    assert tree.open_all(tree.root)
    assert tree.rows[-1].value == "bottom"
    assert len(tree.rows) == 101


def test_rows_stay_in_reading_order_whatever_is_pressed() -> None:
    rng = random.Random(3)  # noqa: S311 - which nodes
    value = {str(a): {str(b): [*range(3)] for b in range(4)} for a in range(4)}
    tree = TreeRows(value)
    for _ in range(500):
        node = rng.choice(tree.rows)
        (tree.close if node.is_open else tree.open)(node)
        assert is_counted(tree)
        for above, below in zip(tree.rows, tree.rows[1:], strict=False):
            assert below.depth <= above.depth + 1
            assert above.is_open == (below.depth > above.depth)
