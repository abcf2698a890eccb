"""A record as lines of facts."""

from __future__ import annotations

import json

import pytest

from jobview.text import literal
from jobview.ui.text.fact_lines import MOST_LINES_A_FACT, FactLine, fact_lines, name_cells
from jobview.ui.text.result_lines import record_lines


def texts(record: dict[str, object]) -> list[str]:
    return [f"{line.name}={line.text}" for line in fact_lines(record)]


def test_values_are_exact_and_their_kinds_are_known() -> None:
    lines = fact_lines({"n": 2**64, "f": 0.1, "yes": True, "s": "1", "none": None, "b": b"\x00"})

    assert [(line.text, line.kind) for line in lines] == [
        (str(2**64), "number"),
        ("0.1", "number"),
        ("true", "word"),
        ("1", None),
        ("null", None),
        ("1 byte  00", "comment"),
    ]
    assert [line.is_absent for line in lines] == [False] * 4 + [True, False]


def test_null_nothing_and_the_words_for_them_are_told_apart() -> None:
    lines = fact_lines({"a": None, "b": "", "c": "null", "d": [], "e": {}, "f": '""'})

    looks = {(line.text, line.kind, line.is_absent) for line in lines}
    assert len(looks) == 6


def test_lists_and_maps_stand_below_the_short_facts() -> None:
    record: dict[str, object] = {"info": {"a": "1", "bb": "2"}, "count": 3, "short": [1, 2]}

    assert texts(record) == ["count=3", "short=[1, 2]", "info=", "a=1", "bb=2"]
    assert [line.fact for line in fact_lines(record)] == [1, 2, 0, 0, 0]


def test_json_in_a_string_is_opened() -> None:
    schema = json.dumps({"type": "record", "fields": [{"name": "a"}] * 9})

    lines = fact_lines({"schema": schema})

    assert lines[0] == FactLine(0, "schema", "")
    assert '  "type": "record",' in [line.text for line in lines if line.is_json]


def test_long_values_are_cut_and_say_so() -> None:
    for value in (
        [{"a": n} for n in range(100_000)],
        {str(n): n for n in range(100_000)},
        "\n".join(map(str, range(100_000))),
    ):
        lines = fact_lines({"long": value})
        assert MOST_LINES_A_FACT < len(lines) <= MOST_LINES_A_FACT + 3
        assert "the tree shows" in lines[-1].text


def test_the_lines_of_a_text_stand_below_each_other() -> None:
    assert texts({"plan": "a\nb\n"}) == ["plan=a", "=b", "="]


def test_names_are_as_wide_as_the_widest_within_reason() -> None:
    assert name_cells(fact_lines({"a": 1})) == 12
    assert name_cells(fact_lines({"a name of twenty-one": 1, "b": 1})) == 20
    assert name_cells(fact_lines({"x" * 10_000: 1})) == 40
    assert name_cells([]) == 12


@pytest.mark.parametrize("hostile", ["[/x]", "\x1b[2J", "\u202e", "\ud800", "x" * 10_240])
def test_hostile_texts_are_harmless(hostile: str) -> None:
    record: dict[str, object] = {
        hostile: hostile,
        "map": {hostile: hostile},
        "list": [{hostile: hostile}],
    }

    for line in fact_lines(record):
        assert literal(line.name) == line.name
        assert literal(line.text) == line.text
    for text in record_lines(record):
        assert literal(text) == text
