"""Large fields stay in the bytes of their record, and are what plain reading gives."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.avro_bytes.avro import AvroError
from jobview.results.avro_bytes.packed import PackedColumn
from jobview.results.avro_bytes.record import LARGE_BYTES, OpenedRecord
from jobview.results.avro_bytes.stretch import AT_ONCE_BYTES, Stretch
from tests.fakes.avro_cells import array, damaged, record_of

SCHEMA = record_of(
    {
        "n": "long",
        "text": "string",
        "data": "bytes",
        "rows": array("bytes"),
        "maybe": array(["null", "string"]),
        "lists": array(array("int")),
        "info": {"type": "map", "values": "string"},
    }
)


def record(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    empty: dict[str, Any] = {
        "n": 7,
        "text": "é",
        "data": b"\xff",
        "rows": [b"a"],
        "maybe": [None],
        "lists": [[1]],
        "info": {"a": "b"},
    }
    return empty | fields


LARGE = record(
    text="città " * 20_000,
    data=bytes(range(256)) * 300,
    rows=[b"row %d" % place for place in range(10_000)],
    maybe=[None, "x"] * 30_000,
)


def test_a_small_record_is_a_plain_one() -> None:
    opened = SCHEMA.opened(SCHEMA.encode(record()))

    assert type(opened) is dict
    assert opened == record()


def test_large_fields_are_made_when_asked_for() -> None:
    data = SCHEMA.encode(LARGE)
    tracemalloc.start()
    try:
        opened = SCHEMA.opened(data)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert isinstance(opened, OpenedRecord)
    assert held < len(data) / 10
    assert opened == LARGE
    assert dict(opened) == LARGE
    assert list(opened) == list(LARGE)
    assert (type(opened["text"]), type(opened["data"])) == (str, bytes)
    assert isinstance(opened["rows"], PackedColumn)
    assert "text" in str(opened)
    assert len(str(opened)) < 100


def test_a_large_field_tells_where_it_is() -> None:
    data = SCHEMA.encode(LARGE)
    opened = SCHEMA.opened(data)
    assert isinstance(opened, OpenedRecord)

    stretch = opened.stretch("data")

    assert stretch is not None
    assert stretch.data is data
    assert stretch.copied() == LARGE["data"]
    assert [opened.stretch(name) for name in ("n", "rows", "nothing")] == [None] * 3


@given(st.data())
def test_damage_is_found_when_plain_reading_finds_it(data: st.DataObject) -> None:
    names = data.draw(st.sets(st.sampled_from(["text", "data", "rows", "maybe"])))
    encoded = SCHEMA.encode(record(**{name: LARGE[name] for name in names}))
    encoded = data.draw(damaged(encoded))

    try:
        read = SCHEMA.decode(encoded)
    except AvroError:
        with pytest.raises(AvroError):
            SCHEMA.opened(encoded)
        return
    assert dict(SCHEMA.opened(encoded)) == read


def test_a_large_text_must_be_utf_8() -> None:
    schema = record_of({"text": "string"})
    encoded = schema.encode({"text": "é" * LARGE_BYTES})

    with pytest.raises(AvroError, match="UTF-8"):
        schema.opened(encoded[:-1] + b"a")


@pytest.mark.parametrize("shift", range(4))
def test_a_long_text_is_the_same_when_read_in_parts(shift: int) -> None:
    text = "a" * shift + "é€😀" * (AT_ONCE_BYTES // 3)
    data = b"\xff" + text.encode() + b"\xff"

    stretch = Stretch(data, 1, len(data) - 1)

    stretch.check_text()
    assert stretch.text() == text
    for damage in (Stretch(data, 0, stretch.end), Stretch(data, 1, stretch.end - 1)):
        with pytest.raises(UnicodeDecodeError):
            damage.check_text()
