"""Lines that are cut out of a long text when they are looked at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.ui.text.text_lines import LINE_LIMIT, TextLines


@given(st.text(alphabet="ab\n\r", max_size=40))
def test_the_lines_are_those_of_the_text(text: str) -> None:
    expected = [line.removesuffix("\r") for line in text.split("\n")[:-1]]
    expected.append(text.rpartition("\n")[2])

    assert [*TextLines(text)] == expected


def test_a_long_line_goes_on_in_the_next() -> None:
    text = "x" * (2 * LINE_LIMIT + 1) + "\nshort"

    lines = TextLines(text)

    assert [len(line) for line in lines] == [LINE_LIMIT, LINE_LIMIT, 1, 5]
    assert lines[-1] == "short"
    assert lines[1:3] == ["x" * LINE_LIMIT, "x"]


@pytest.mark.parametrize("length", [LINE_LIMIT - 1, LINE_LIMIT, LINE_LIMIT + 1])
def test_nothing_is_lost_at_the_limit(length: int) -> None:
    text = "x" * length

    assert "".join(TextLines(f"{text}\n{text}")) == text * 2
    assert len(TextLines(text)) == (2 if length > LINE_LIMIT else 1)


def test_there_is_no_line_behind_the_last() -> None:
    with pytest.raises(IndexError):
        TextLines("a\nb")[2]
