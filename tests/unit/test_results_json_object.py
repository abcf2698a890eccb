"""Long JSON objects read piece by piece: the same as in one go, or not at all."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from jobview.results.avro_bytes.avro import RecordSchema
from jobview.results.avro_bytes.record import LARGE_BYTES, OpenedRecord
from jobview.results.json_values import json_object
from jobview.results.json_values.json_object import opened_object
from jobview.results.json_values.json_record import typed_record
from jobview.results.json_values.written import WrittenFloat

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
values = plain | st.lists(plain, max_size=20) | st.dictionaries(texts, plain, max_size=4)
objects = st.dictionaries(texts, values, min_size=1, max_size=5)


@given(objects, st.booleans(), st.integers(13, 40))
def test_an_object_is_what_the_parser_makes_wherever_it_is_cut(
    value: dict[str, Any],
    is_ascii: bool,  # noqa: FBT001 - drawn
    at_once: int,
) -> None:
    text = json.dumps(value, ensure_ascii=is_ascii)

    with patch.object(json_object, "AT_ONCE_BYTES", at_once):
        found = opened_object(text.encode())

    assert found == value


@given(objects, st.integers(0, 300), st.binary(max_size=3), st.integers(13, 40))
def test_a_damaged_object_is_read_as_the_parser_reads_it_or_not_at_all(
    value: dict[str, Any], place: int, instead: bytes, at_once: int
) -> None:
    whole = json.dumps(value).encode()
    data = whole[:place] + instead + whole[place + 1 :]

    with patch.object(json_object, "AT_ONCE_BYTES", at_once):
        found = opened_object(data)

    if found is not None:
        # A number keeps its digits, of which the parser's float may have others for the same value.
        assert dict(found) == json.loads(data, parse_float=WrittenFloat)


def test_what_is_nested_deeper_or_unsound_is_none() -> None:
    for text in (
        "",
        "[]",
        "{",
        '{"a"}',
        '{"a": [[]]}',
        '{"a": {"b": {}}}',
        '{"a": "x',
        '{"a": 1}}',
    ):
        assert opened_object(text.encode()) is None, text


def test_long_texts_and_lists_stay_bytes() -> None:
    value = {"text": 'ä"\\' * LARGE_BYTES, "list": [1, "b"] * LARGE_BYTES, "short": "s"}

    found = opened_object(json.dumps(value, ensure_ascii=False).encode())

    assert isinstance(found, OpenedRecord)
    assert found.stretch("text") is not None
    assert found.stretch("short") is None
    assert not isinstance(found["list"], list)
    assert found == value


def test_bytes_of_a_long_object_are_brought_to_their_type() -> None:
    fields = [{"name": "data", "type": "bytes"}, {"name": "text", "type": "string"}]
    schema = RecordSchema({"type": "record", "name": "r", "fields": fields})
    value = {"data": "\x00ÿ" * LARGE_BYTES, "text": "t" * 2 * LARGE_BYTES}
    found = opened_object(json.dumps(value).encode())
    assert found is not None

    record = typed_record(found, schema)

    assert record["data"] == b"\x00\xff" * LARGE_BYTES
    assert record["text"] == value["text"]
