"""The gate for texts, over all of Unicode and in the writing of people."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jobview.text import (
    MAX_MARKS,
    REPLACEMENT,
    ascii_cells,
    cell_width,
    escaped_json,
    literal,
    literal_lines,
    shortened,
)

ALL_CODES = range(0x11_0000)
STEERING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""The categories of which nothing passes."""


def test_no_character_passes_that_could_steer_or_has_no_known_width() -> None:
    passed = {
        code
        for code in ALL_CODES
        if unicodedata.category(character := chr(code)) in STEERING
        and literal(character) == character
    }
    assert passed == set()


def test_what_stands_for_a_character_is_one_character_that_passes() -> None:
    for code in ALL_CODES:
        sign = literal(chr(code))
        assert len(sign) == 1, hex(code)
        assert literal(sign) == sign, hex(code)
        assert sign == chr(code) or sign in {REPLACEMENT, " ", "⏎", "␡"} or "␀" <= sign <= "␟"


def test_letters_digits_and_signs_pass() -> None:
    replaced = {
        hex(code)
        for code in ALL_CODES
        if unicodedata.category(character := chr(code))[0] in "LNPSZM"
        and unicodedata.category(character) not in STEERING
        and literal(character) != character
    }
    seen_through = {
        *(0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, 0xFFFC),
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0x13430, 0x13460),
        *range(0x1F3FB, 0x1F400),
        *range(0xE0100, 0xE01F0),
    }
    assert {int(code, 16) for code in replaced} <= seen_through


def test_widths_are_those_by_which_the_screen_is_drawn() -> None:
    wrong = [
        (hex(code), cell_width(sign), cell_len(sign))
        for code in ALL_CODES
        if cell_width(sign := literal(chr(code))) != cell_len(sign)
    ]
    assert wrong == []


@given(st.text() | st.text("ae日본\u0301\u0e31\u1161\u200d\u202e\x1b\n\ud800👩\ufe0f\U0001f3fd"))
def test_any_text_becomes_harmless_and_stays_so(text: str) -> None:
    shown = literal(text)
    assert len(shown) == len(text)
    assert literal(shown) == shown
    assert cell_width(shown) == cell_len(shown)
    assert not {unicodedata.category(character) for character in shown} & STEERING
    for width in (0, 1, 5):
        assert cell_width(shortened(shown, width)) <= width
    assert ascii_cells(shown).isascii()
    assert len(ascii_cells(shown)) == cell_width(shown)
    lines = literal_lines(text)
    assert literal_lines(lines) == lines
    assert literal(lines.replace("\n", "")) == lines.replace("\n", "")


@pytest.mark.parametrize(
    "text",
    [
        "Việt Nam",
        "שָׁ֑לוֹם",
        "مُحَمَّدٌ",
        "ที่นี่",
        "हिन्दी कार्य",
        "한국어",
        "བོད་སྐད",
        "Привет",
        "日本語",
        "Città €",
    ],
    ids=[
        "vietnamese",
        "hebrew",
        "arabic",
        "thai",
        "hindi",
        "korean",
        "tibetan",
        "russian",
        "japanese",
        "italian",
    ],
)
def test_the_writing_of_people_passes(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert literal(text) == text
    assert literal(decomposed) == decomposed
    assert literal_lines(f"{text}\n{decomposed}") == f"{text}\n{decomposed}"


@pytest.mark.parametrize(
    "mark",
    ["\u0301", "\u20dd", "\u093e", "\u0e31", "\u1161", "\u11a8", "\ud7b0", "\U0001d165"],
    ids=lambda mark: f"U+{ord(mark):X}",
)
def test_marks_do_not_pile_up(mark: str) -> None:
    assert literal("a" + mark * MAX_MARKS + "b") == "a" + mark * MAX_MARKS + "b"
    piled = literal("a" + mark * 500 + "b" + mark)
    assert piled == "a" + mark * MAX_MARKS + REPLACEMENT * (500 - MAX_MARKS) + "b" + mark
    assert mark * (MAX_MARKS + 1) not in literal_lines(f"\x1b\n{mark * 500}")


def test_signs_between_marks_are_letters_to_them() -> None:
    text = ("—" + "\u0301" * 3) * 50
    assert literal(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2J", "a␛[2J"),
        ("\x00\x07\x08\x7f\x9b", "␀␇␈␡�"),
        ("a\r\nb\tc", "a␍⏎b c"),
        ("\u202eb\u200b", "�b�"),
        ("\ue000\U0010fffd\u0378", "���"),
        ("a\u00a0b\u3000c", "a\u00a0b\u3000c"),
        ("👩\u200d🚀👍\U0001f3fd☺\ufe0f", "👩�🚀👍�☺�"),
    ],
    ids=["csi", "c0", "lines", "bidi", "private", "blanks", "emoji"],
)
def test_signs(text: str, shown: str) -> None:
    assert literal(text) == shown


def test_lines_stay_lines() -> None:
    assert literal_lines("a\r\nb\n\tc\rd\n") == "a\nb\n    c␍d\n"


@pytest.mark.parametrize("clean", [literal, literal_lines])
def test_a_limit_says_that_it_cut(clean: type) -> None:
    assert clean("abc", limit=3) == "abc"
    assert clean("abcd", limit=3) == "ab…"
    assert clean("\x1b" * 9, limit=3) == "␛␛…"
    assert clean("abcd", limit=0) == "…"


def test_what_was_seen_of_unicode_is_not_kept_for_ever() -> None:
    from jobview.text import _REMEMBERED_SIGNS, _SIGNS

    for start in range(0, 0x11_0000, 0x1000):
        literal("\x1b" + "".join(map(chr, range(start, start + 0x1000))))
    assert len(_SIGNS) <= _REMEMBERED_SIGNS


def test_ascii_takes_the_same_cells() -> None:
    assert ascii_cells("“é” 日本 e\u0301… →") == '"?" ???? e~ >'


def test_json_in_ascii_means_the_same() -> None:
    text = json.dumps(["é日\U0001f680\x7f", "plain"], ensure_ascii=False)
    escaped = escaped_json(text, is_ascii=True)
    assert escaped.isascii()
    assert json.loads(escaped) == json.loads(text)
    assert "é" in escaped_json(text)
