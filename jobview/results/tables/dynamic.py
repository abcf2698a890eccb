"""Column-major tables with a schema of their own (protocol §3.4).

Five endpoints send them: /execute/sql, /get/records/bycolumn and /aggregate/groupby, /unique and
/unpivot. The columns are arrays named `column_1` to `column_N`; two more arrays hold their real
names and Kinetica types.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from jobview.results.avro_bytes.avro import AvroError
from jobview.results.avro_bytes.packed import LISTS
from jobview.results.json_values.json_columns import as_written, packed_object
from jobview.results.json_values.json_record import kinds_of, typed_record
from jobview.results.json_values.json_text import JsonTextError, parsed
from jobview.results.json_values.written import EXACT, WRITTEN
from jobview.results.model import Column
from jobview.results.tables.fields import long_text_in, number_in, stretch_in, text_in, texts_in
from jobview.results.tables.server_schema import column_schema, primitive_of
from jobview.results.tables.tabular import Reading, TableError, reading_of_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.results.avro_bytes.avro import RecordSchema
    from jobview.results.avro_bytes.stretch import Stretch

ENDPOINTS: Final = frozenset(
    {
        "/execute/sql",
        "/get/records/bycolumn",
        "/aggregate/groupby",
        "/aggregate/unique",
        "/aggregate/unpivot",
    }
)

_HEADERS: Final = "column_headers"
_DATATYPES: Final = "column_datatypes"
_NO_TABLE: Final = ["dummy"]
"""The only column of the empty table that DDL and DML return (protocol §3.4.5)."""

_DECIMALS: Final = ("decimal", "numeric", "number")

_COLUMN: Final = re.compile(r"column_([1-9][0-9]{0,5})")
_ARROW: Final = (b"ARROW1", b"\xff\xff\xff\xff")
"""How an Arrow file and an Arrow stream begin; the latter would be a count of billions in Avro."""


def read_dynamic(record: Mapping[str, object]) -> Reading:
    """The table of a response of one of `ENDPOINTS`; none for a statement that returns no rows.

    Raises:
        TableError: there is data, but no table can be made of it.
    """
    binary = stretch_in(record, "binary_encoded_response")
    schema_text = text_in(record, "response_schema_str")
    if binary.size:
        return _read_binary(binary, schema_text, record)
    long_text = long_text_in(record, "json_encoded_response")
    if long_text is not None and (reading := _read_long(long_text, schema_text, record)):
        return reading
    text = text_in(record, "json_encoded_response")
    if not text:
        return Reading()
    values = _from_json(text)
    if values is None:
        return Reading(text=text, note="the rows are in a form that is shown as text")
    schema = _usable(schema_text)
    if any(map(_has_fractions, (values[name] for name in _decimals(values, schema)))):
        written = parsed(text, WRITTEN)
        values |= {name: written[name] for name in _decimals(values, schema)}
    # JSON needs no schema to be read; a usable one tells bytes and floats.
    return _table(typed_record(values, schema) if schema else values, schema, record)


def _read_binary(binary: Stretch, schema_text: str, record: Mapping[str, object]) -> Reading:
    if binary.startswith(_ARROW):
        raise TableError(f"its {binary.size:,} bytes are Apache Arrow, which is not decoded")
    schema = column_schema(schema_text)
    try:
        values = schema.packed(binary)
    except AvroError as error:
        raise TableError(f"its rows do not fit the server's schema: {error}") from None
    return _table(values, schema, record)


def _read_long(text: Stretch, schema_text: str, record: Mapping[str, object]) -> Reading | None:
    """The table of a long JSON text, its columns left in it; None if it is another."""
    schema = _usable(schema_text)
    values = packed_object(text, kinds_of(schema) if schema else {})
    if not values or not _has_columns(values):
        return None
    written = {name: as_written(values[name]) for name in _decimals(values, None)}
    return _table({**values, **written}, schema, record)


def _has_columns(values: Mapping[str, object]) -> bool:
    return _HEADERS in values or any(map(_COLUMN.fullmatch, values))


def _from_json(text: str) -> dict[str, Any] | None:
    """The object of arrays that the text holds; None for GeoJSON and other text."""
    try:
        values = parsed(text, EXACT)
    except JsonTextError:
        return None
    return values if isinstance(values, dict) and _has_columns(values) else None


def _usable(schema_text: str) -> RecordSchema | None:
    try:
        return column_schema(schema_text)
    except TableError:
        return None


def _decimals(values: Mapping[str, Any], schema: RecordSchema | None) -> list[str]:
    """The columns whose numbers are decimals: the server says so, or has strings there in Avro."""
    primitives = primitive_of(schema) if schema else {}
    datatypes = texts_in(values, _DATATYPES)
    return [
        name
        for place, name in _column_fields(values)
        if primitives.get(name) == "string"
        or (place < len(datatypes) and datatypes[place].lower().startswith(_DECIMALS))
    ]


def _has_fractions(cells: object) -> bool:
    return isinstance(cells, list) and any(isinstance(cell, float) for cell in cells)


def _table(
    values: Mapping[str, Any], schema: RecordSchema | None, record: Mapping[str, object]
) -> Reading:
    headers = texts_in(values, _HEADERS)
    datatypes = texts_in(values, _DATATYPES)
    fields = _column_fields(values)
    data = [values[name] for _, name in fields]
    if not all(isinstance(cells, LISTS) for cells in data):
        raise TableError("a column of its rows is not a list")
    if not fields or (headers == _NO_TABLE and not any(data) and _is_uncounted(record)):
        return Reading()
    primitives = primitive_of(schema) if schema else {}
    columns = [
        Column(
            headers[place] if place < len(headers) else name,
            datatypes[place] if place < len(datatypes) else primitives.get(name, ""),
        )
        for place, name in fields
    ]
    notes = [] if len(headers) == len(fields) else [_mismatch(len(headers), len(fields))]
    return reading_of_columns(columns, data, record, notes=notes)


def _column_fields(values: Mapping[str, Any]) -> list[tuple[int, str]]:
    """The fields that are columns, each after its place among the headers: `column_3` after 2."""
    numbered = [(_number(name) - 1, name) for name in values if _COLUMN.fullmatch(name)]
    if numbered:
        return sorted(numbered)
    names = (name for name in values if name not in {_HEADERS, _DATATYPES})
    return list(enumerate(names))


def _is_uncounted(record: Mapping[str, object]) -> bool:
    """Whether the server says that there is nothing to count: -1 rows in all."""
    return (number_in(record, "total_number_of_records") or 0) < 0


def _mismatch(header_count: int, column_count: int) -> str:
    return f"the server named {header_count} columns and sent {column_count}"


def _number(name: str) -> int:
    return int(name.rpartition("_")[2])
