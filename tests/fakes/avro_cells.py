"""Cells of every type that a column of a result may have, and ways to damage their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from jobview.results.avro_bytes.avro import RecordSchema

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
long_texts = st.builds(
    lambda text, times: text * times, texts.filter(bool), st.sampled_from([7, 40, 900])
)
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "int": st.integers(-(2**31), 2**31 - 1) | st.integers(-70, 70),
    "long": st.integers(-(2**63), 2**63 - 1) | st.integers(-70, 70),
    "float": st.floats(width=32, allow_nan=False),
    "double": st.floats(allow_nan=False),
    "bytes": st.binary(max_size=80),
    "string": texts | long_texts,
}


@st.composite
def kinds(draw: st.DrawFn) -> object:
    """A primitive Avro type, nullable or not."""
    name = draw(st.sampled_from(sorted(CELLS)))
    return draw(st.sampled_from([name, [name, "null"], ["null", name]]))


def cells_of(kind: object) -> st.SearchStrategy[Any]:
    """Values of a type that `kinds` gives."""
    if isinstance(kind, str):
        return CELLS[kind]
    assert isinstance(kind, list)
    (name,) = (branch for branch in kind if branch != "null")
    return st.none() | CELLS[name]


@st.composite
def columns(draw: st.DrawFn) -> tuple[object, list[Any]]:
    """A type and a column of it, also of more cells than are worth drawing one by one."""
    kind = draw(kinds())
    cells = draw(st.lists(cells_of(kind), max_size=8))
    return kind, cells * draw(st.sampled_from([1, 1, 33, 70]))


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes, or some that are nearly the same."""
    if not data or draw(st.integers(0, 3)) == 0:
        return data
    place = draw(st.integers(0, len(data) - 1))
    way = draw(st.sampled_from(["set", "cut", "put in", "taken out"]))
    byte = bytes([draw(st.sampled_from([0, 1, 2, 3, 0x7F, 0x80, 0x81, 0xFE, 0xFF]))])
    if way == "cut":
        return data[:place]
    if way == "put in":
        return data[:place] + byte + data[place:]
    return data[:place] + (byte if way == "set" else b"") + data[place + 1 :]


def plain(columns: Mapping[str, Sequence[object]]) -> str:
    """The cells by name as text, in which NaN equals NaN."""
    return repr({name: list(cells) for name, cells in columns.items()})


def record_of(fields: dict[str, object]) -> RecordSchema:
    """The schema of a record with fields of these types."""
    definition = [{"name": name, "type": kind} for name, kind in fields.items()]
    return RecordSchema({"type": "record", "name": "r", "fields": definition})


def array(items: object) -> dict[str, object]:
    """The type of a list."""
    return {"type": "array", "items": items}


def varint(number: int) -> bytes:
    """The zigzag varint of a number of 64 bits."""
    zigzag = ((number << 1) ^ (number >> 63)) & (2**64 - 1)
    out = bytearray()
    while zigzag > 0x7F:
        out.append(zigzag & 0x7F | 0x80)
        zigzag >>= 7
    out.append(zigzag)
    return bytes(out)
