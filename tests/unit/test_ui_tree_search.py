"""The search in all of a JSON value."""

from __future__ import annotations

import json

import pytest

from jobview.ui.result.tree_search import path_steps
from jobview.ui.text.search_words import Hit, Partial
from tests.fakes.search_steps import last

VALUE = {
    "Alpha": 1,
    "list": ["beta", {"gamma": "Alphabet"}],
    "text": json.dumps({"inner": "delta"}),
    "last": None,
}


@pytest.mark.parametrize(
    ("words", "start", "is_backward", "path", "is_wrapped"),
    [
        ("alpha", (), False, ("Alpha",), False),
        ("alpha", ("Alpha",), False, ("list", 1, "gamma"), False),
        ("alpha", ("list", 1, "gamma"), False, ("Alpha",), True),
        ("alpha", (), True, ("list", 1, "gamma"), True),
        ("alpha", ("last",), True, ("list", 1, "gamma"), False),
        ("alpha", ("Alpha",), True, ("list", 1, "gamma"), True),
        ("delta", (), False, ("text", "inner"), False),
        ("gamma", ("last",), False, ("list", 1, "gamma"), True),
        ("null", (), False, ("last",), False),
        ("beta", ("list", 0), False, ("list", 0), True),
        ("beta", ("list", 0), True, ("list", 0), True),
    ],
)
def test_names_and_values_are_found_opened_or_not(
    words: str,
    start: tuple[str | int, ...],
    path: tuple[str | int, ...],
    *,
    is_backward: bool,
    is_wrapped: bool,
) -> None:
    assert last(path_steps(VALUE, words, start, is_backward=is_backward)) == Hit(path, is_wrapped)


def test_what_is_nowhere_is_not_found() -> None:
    assert last(path_steps(VALUE, "omega", ())) is None
    assert last(path_steps("text", "omega", ())) is None
    assert last(path_steps({}, "omega", ())) is None


def test_a_long_search_pauses_and_ends_at_its_bound() -> None:
    steps = [*path_steps([*range(50_000)], "x", ())]
    assert len(steps) > 20
    assert set(steps) == {None}

    assert last(path_steps([*range(50_000)], "49999", (), most=100)) == Partial(
        "the first 100 values"
    )


def test_a_long_text_is_searched_to_its_end() -> None:
    value = {"a": "x" * 200_000 + "End"}

    assert last(path_steps(value, "end", ())) == Hit(("a",), is_wrapped=False)
