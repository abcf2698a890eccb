"""Cells and types of columns as a server might send them, and as it should not."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

TEXTS: Final = st.text()
NESTED: Final = st.recursive(
    st.none() | st.integers() | TEXTS | st.binary(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
CELLS: Final = (
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.binary() | NESTED
)

_WORDS: Final = st.sampled_from(
    [
        *("timestamp", "boolean", "vector", "vector(3)", "float", "int", "decimal(", "", "?"),
        *("array(int)", "json", "wkt", "geometry", "date", "time", "datetime", "nullable", "WKB"),
    ]
)
COLUMN_TYPES: Final = st.lists(_WORDS, max_size=3).map(" | ".join) | TEXTS
