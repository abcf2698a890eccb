"""The ways to look at a result, by name."""

from __future__ import annotations

from enum import StrEnum


class ViewKind(StrEnum):
    """The views in the order of their line; the values are the words on it."""

    TABLE = "table"
    FACTS = "facts"
    TREE = "tree"
    TEXT = "text"
    HEX = "hex"
