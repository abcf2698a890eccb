"""Strings cut out of a JSON object in parts are those that are read of it as a whole."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.kinetica.long_results.json_cut import StringCutter
from jobview.kinetica.messages.lenient_json import JsonError

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES = {"a", "long name"}

texts = st.text(max_size=8) | st.sampled_from(["\ud83d", '"', "\\", "\\u12", "😀", "{", "a"])
values = st.recursive(
    st.none() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
objects = st.dictionaries(texts | st.sampled_from(sorted(NAMES)), values, max_size=5)


def cut(parts: Iterable[str]) -> tuple[dict[str, str], str]:
    """The strings cut out and the rest."""
    cutter = StringCutter(NAMES)
    found: defaultdict[str, str] = defaultdict(str)
    for part in parts:
        for name, text in cutter.feed(part):
            found[name] += text
    assert cutter.rest_characters == len(cutter.rest())
    return dict(found), cutter.rest()


def in_parts(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


@given(
    value=objects,
    size=st.integers(1, 30),
    is_ascii=st.booleans(),
    indent=st.sampled_from([None, 2]),
)
def test_what_is_cut_and_what_is_left_are_the_whole(
    value: dict[str, Any], size: int, *, is_ascii: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    found, rest = cut(in_parts(text, size))
    wanted = {name: value[name] for name in NAMES if isinstance(value.get(name), str)}
    assert found == {name: text for name, text in wanted.items() if text}
    assert json.loads(rest) == value | dict.fromkeys(wanted, "")


@pytest.mark.parametrize("size", [1, 2, 5, 100])
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("\\U00e4\\u00e4", "ää"),
        ("\\ud83d\\ude00", "😀"),
        ("\\ud83d\\ud83d\\ude00x", "\ud83d😀x"),
        ("\\ud83d", "\ud83d"),
        ("one\ntwo\\n", "one\ntwo\n"),
        ("\\\\u0041\\/", "\\u0041/"),
    ],
    ids=["capital", "pair", "half and pair", "half", "control", "backslash"],
)
def test_escapes_are_undone_wherever_they_are_cut(written: str, meant: str, size: int) -> None:
    found, rest = cut(in_parts(f'{{"a": "{written}"}}', size))
    assert (found, rest) == ({"a": meant}, '{"a": ""}')


@pytest.mark.parametrize("written", ["\\u00g0 and more", "\\Users and more", "\\q"])
@pytest.mark.parametrize("size", [1, 100])
def test_what_is_no_escape_is_refused(written: str, size: int) -> None:
    with pytest.raises(JsonError):
        cut(in_parts(f'{{"a": "{written}"}}', size))


def test_a_string_that_is_kept_may_be_long() -> None:
    text = json.dumps({"b": "x" * 100_000, "a": "y"})
    assert cut(in_parts(text, 7)) == ({"a": "y"}, text.replace('"y"', '""'))


def test_the_rest_can_be_closed_where_a_string_is_cut() -> None:
    cutter = StringCutter(NAMES)
    assert [part.text for part in cutter.feed('{"b": 1, "a": "xyz')] == ["xyz"]
    assert json.loads(cutter.closed_rest()) == {"b": 1, "a": ""}
