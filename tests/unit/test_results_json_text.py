"""JSON from servers, JSON inside strings, and what is not JSON at all."""

from __future__ import annotations

import json
import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.json_values.json_text import MOST_LEVELS, JsonTextError, parsed
from jobview.results.json_values.nested import MOST_CHARACTERS, opened

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(json_values)
def test_json_is_read_as_it_was_written(value: object) -> None:
    assert parsed(json.dumps(value)) == value
    assert parsed(json.dumps(value, ensure_ascii=False)) == value


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(JsonTextError):
        json.dumps(parsed(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\U00e4"', "ä"),
        (r'"\\U00e4"', "\\U00e4"),
        (r'"\\\U00e4"', "\\ä"),
        (r'"\Ud83d\Ude00"', "\N{GRINNING FACE}"),
        ('"a\nb\tc"', "a\nb\tc"),
        ("[Infinity, -Infinity]", [math.inf, -math.inf]),
    ],
)
def test_known_faults_of_servers_are_repaired(text: str, value: object) -> None:
    assert parsed(text) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plain words", "plain text, not JSON"),
        ("", "plain text, not JSON"),
        ('{"a": 1', "no JSON from line 1, column 8 on: expecting ',' delimiter"),
        ('[1,\n "b" 2]', "no JSON from line 2, column 6 on: expecting ',' delimiter"),
        ("[" + "9" * 5000 + "]", "JSON that cannot be read: Exceeds the limit"),
    ],
)
def test_what_is_no_json_is_said_in_words(text: str, words: str) -> None:
    with pytest.raises(JsonTextError) as caught:
        parsed(text)
    assert str(caught.value).startswith(words)


def nest(opening: str, closing: str, levels: int) -> str:
    return opening * levels + "1" + closing * levels


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('["[[[[",', "]")])
def test_depth_is_limited_and_brackets_in_strings_do_not_count(opening: str, closing: str) -> None:
    parsed(nest(opening, closing, MOST_LEVELS))
    for levels in (MOST_LEVELS + 1, 500, 3_000, 100_000):
        with pytest.raises(JsonTextError, match="deep"):
            parsed(nest(opening, closing, levels))


def test_wide_json_is_not_deep() -> None:
    value: list[list[list[int]]] = [[[]]] * 5_000

    assert parsed(json.dumps(value)) == value


@pytest.mark.parametrize("text", ["", " ", "{", "[1,]", "{'a': 1}", "nul", '"\\x"', "1" * 5_000])
def test_what_is_not_json_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(JsonTextError) as caught:
        parsed(text)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("text", "inside"),
    [('{"a": "{}"}', {"a": "{}"}), (" [1, 2]\n", [1, 2]), ("{}", {}), ('["[]"]', ["[]"])],
)
def test_objects_and_lists_in_strings_are_opened_one_level(text: str, inside: object) -> None:
    assert opened(text) == inside


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "12", '"a"', "null", "true", "{", "}", "{]", "[1", "{oops}", "[x]", "a [1]"),
        *(7, None, 0.5, b"{}", [1], {"a": 1}),
    ],
)
def test_everything_else_stays_what_it_is(value: object) -> None:
    assert opened(value) is value


@pytest.mark.parametrize("levels", [MOST_LEVELS + 1, 1_000, 10_000, 200_000])
def test_json_nested_too_deeply_stays_closed(levels: int) -> None:
    text = nest("[", "]", levels)

    assert opened(text) is text


def test_a_huge_string_stays_closed() -> None:
    text = "[" + " " * MOST_CHARACTERS + "]"

    assert opened(text) is text


@given(st.text() | st.text(alphabet='{}[]",:1 '))
def test_opening_never_fails(text: str) -> None:
    inside = opened(text)

    assert inside is text or isinstance(inside, dict | list)
