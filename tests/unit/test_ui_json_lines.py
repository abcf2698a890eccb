"""Values as indented JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.ui.text.json_lines import json_lines
from jobview.ui.text.text_lines import LINE_LIMIT

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    # Text that could be opened is another test's.
    | st.text().filter(lambda text: not set(text) & set("[{")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_it_is_what_json_writes(value: object) -> None:
    assert "\n".join(json_lines(value)) == json.dumps(value, indent=2, ensure_ascii=False)


def test_json_inside_of_strings_is_opened() -> None:
    inner = json.dumps({"deep": json.dumps([1])})

    assert json_lines({"a": inner}) == [
        "{",
        '  "a": {',
        '    "deep": [',
        "      1",
        "    ]",
        "  }",
        "}",
    ]


def test_what_json_cannot_hold_is_shown_all_the_same() -> None:
    assert json_lines([b"\x00\xff", float("nan"), float("-inf"), (1,)]) == [
        "[",
        "  2 bytes  00 ff,",
        "  NaN,",
        "  -Infinity,",
        "  [",
        "    1",
        "  ]",
        "]",
    ]


def test_no_depth_is_too_deep() -> None:
    value: object = 1
    for _ in range(10_000):
        value = [value]

    assert any("[…]" in line for line in json_lines(value))


def test_long_lines_go_on_and_too_many_are_said() -> None:
    assert [len(line) for line in json_lines("x" * LINE_LIMIT)] == [LINE_LIMIT, 2]
    lines = json_lines([*range(100)], most=10)
    assert len(lines) == 11
    assert "more than 10 lines" in lines[-1]


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", 'quote " backslash \\'])
def test_odd_text_is_quoted(text: str) -> None:
    assert json.loads("\n".join(json_lines({text: text}))) == {text: text}
