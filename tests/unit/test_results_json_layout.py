"""JSON text laid out anew without changing what it says."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from jobview.results.json_values.json_layout import compact, indented

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values, st.booleans(), st.sampled_from([None, 1, 3]))
def test_laid_out_json_says_the_same(value: object, is_ascii: bool, indent: int | None) -> None:  # noqa: FBT001
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)

    assert json.loads(compact(text, limit=10**6)) == value
    assert json.loads(indented(text)) == value


@given(json_values)
def test_indented_json_is_that_of_the_standard_library(value: object) -> None:
    text = json.dumps(value)

    assert indented(text) == json.dumps(value, indent=2, ensure_ascii=False)


@given(st.text(), st.integers(0, 50))
def test_any_text_comes_out_within_the_limit(text: str, limit: int) -> None:
    assert len(compact(text, limit)) <= max(limit, 1)
    assert isinstance(indented(text), str)


@given(st.text(alphabet='ab {}[]",:\\'))
def test_text_that_is_no_json_loses_nothing_but_blanks(text: str) -> None:
    assert "".join(compact(text, 10**6).split()) == "".join(text.split())


def test_words_of_text_that_is_no_json_stay_apart() -> None:
    assert compact("[not  json]", 50) == "[not json]"
