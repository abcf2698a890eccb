"""A value in full."""

from __future__ import annotations

import struct

import pytest

from jobview.ui.result.value_content import is_large, value_content


@pytest.mark.parametrize(
    ("value", "kind", "lines", "is_json"),
    [
        (None, "int", [], False),
        ("", "", [], False),
        ("null", "", ["null"], False),
        (2**64, "ulong", [str(2**64)], False),
        ([1], "array(int)", ["[", "  1", "]"], True),
        ("[1]", "", ["[", "  1", "]"], True),
        ("a\nb", "", ["a", "b"], False),
        (b"", "bytes", [], False),
        (b"a", "bytes", [f"00000000  61{' ' * 48}|a|"], False),
    ],
)
def test_a_value_is_laid_out_by_what_it_is(
    value: object, kind: str, lines: list[str], *, is_json: bool
) -> None:
    content = value_content(value, kind)

    assert list(content.lines) == lines
    assert content.is_json is is_json


def test_the_raw_number_of_a_timestamp_is_told() -> None:
    content = value_content(1_700_000_000_000, "timestamp")

    assert dict(content.facts)["raw number"] == "1700000000000"
    assert content.copied() == content.lines[0]


def test_a_vector_is_told_value_by_value() -> None:
    content = value_content(struct.pack("<2f", 1, 0.5), "vector(2)")

    assert [*content.lines] == ["1", "0.5"]
    assert content.copied() == "[1, 0.5]"


def test_what_holds_much_deeper_down_is_large() -> None:
    assert is_large([[7] * 200_000])
    assert is_large({"a": {"b": "x" * 1_000_000}})


def test_what_a_key_would_have_to_wait_for_is_large() -> None:
    assert is_large(f"[{'1,' * 10_000}1]")
    assert is_large(struct.pack("<5000f", *range(5_000)))


def test_nothing_of_a_large_value_is_left_out() -> None:
    text = "x" * 1_000_000

    assert is_large(text)
    assert not is_large("x")
    assert not is_large(10**100)
    assert "".join(value_content(text).lines) == text
    assert value_content(text).copied() == text
