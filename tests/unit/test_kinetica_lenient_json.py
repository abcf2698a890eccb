from __future__ import annotations

import contextlib
import json
import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.kinetica.messages.lenient_json import JsonError, decoded, untyped


class Shape(msgspec.Struct):
    text: str = ""
    number: int = 0
    flag: bool = False


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (b'{"text":"\\U00e4"}', "ä"),
        (b'{"text":"a\\U000ab\\u000a"}', "a\nb\n"),
        (b'{"text":"C:\\\\Users"}', "C:\\Users"),
        (b'{"text":"C:\\\\U0041\\U0041"}', "C:\\U0041A"),
        (b'{"text":"caf\xe9"}', "caf\N{REPLACEMENT CHARACTER}"),
        (b'{"text":"\xc3\xa9"}', "é"),
        (b'{"text":"line\nline\ttab"}', "line\nline\ttab"),
        (b'{"text":"\\ud800"}', "\ud800"),
        (b'\xef\xbb\xbf{"text":"bom"}', "bom"),
        (b'{"other":NaN,"text":"nan"}', "nan"),
        (b'{"other":[-Infinity,Infinity],"text":"inf"}', "inf"),
        (b'{"other":123456789012345678901234567890,"text":"big"}', "big"),
    ],
)
def test_what_servers_write_is_read(text: bytes, meant: str) -> None:
    assert decoded(text, Shape).text == meant


def test_numbers_and_booleans_may_be_quoted() -> None:
    assert decoded(b'{"number":"9223372036854775807","flag":"true"}', Shape) == Shape(
        number=9223372036854775807, flag=True
    )
    assert decoded(b'{"number":"7","text":"\\U0041"}', Shape) == Shape(text="A", number=7)


def test_bare_and_quoted_non_finite_numbers() -> None:
    assert untyped('[Infinity, -Infinity, "Infinity"]') == [math.inf, -math.inf, "Infinity"]
    assert math.isnan(untyped("[NaN]")[0])


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b'{"text":1}',
        b'{"text":"\\x41"}',
        b'{"text":"x"}y',
        b"[" * 100_000,
        b'{"other":' + b"[" * 100_000,
        b'{"number":' + b"1" * 5000 + b',"other":NaN}',
    ],
)
def test_the_rest_is_one_error(text: bytes) -> None:
    with pytest.raises(JsonError):
        decoded(text, Shape)


@given(st.text())
def test_any_text_python_can_write_comes_back(text: str) -> None:
    assert decoded(json.dumps({"text": text}), Shape).text == text


@given(st.binary())
def test_any_bytes_are_read_or_refused_with_one_error(text: bytes) -> None:
    with contextlib.suppress(JsonError):
        untyped(text)
