"""Tables sent row by row: every record is bytes or JSON text of its own (protocol §3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from jobview.results.avro_bytes.avro import AvroError
from jobview.results.avro_bytes.transpose import columns_of_rows
from jobview.results.json_values.json_record import fractions_of, kinds_of, record_typing
from jobview.results.json_values.json_rows import FEW, JsonRows
from jobview.results.json_values.json_text import JsonTextError, parsed
from jobview.results.json_values.written import EXACT, FLOATS, WRITTEN
from jobview.results.model import Column
from jobview.results.tables.fields import list_in, text_in, texts_in
from jobview.results.tables.server_schema import primitive_of, row_schema
from jobview.results.tables.tabular import Reading, TableError, reading_of_columns, reading_of_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jobview.results.avro_bytes.avro import RecordSchema

Row = Mapping[str, object]

_MAY_HAVE_FRACTIONS: Final = frozenset({float, list, dict})


def read_records(record: Mapping[str, object]) -> Reading:
    """The table of /get/records: one schema for all records.

    Raises:
        TableError: there are records, but no table can be made of them.
    """
    schema_text = text_in(record, "type_schema")
    schema = row_schema(schema_text) if schema_text else None
    binary = list_in(record, "records_binary")
    if binary and schema:
        return _read_binary(binary, schema, record)
    rows = _rows(binary, list_in(record, "records_json"), schema)
    if not rows and schema is None:
        return Reading()
    return reading_of_rows(rows, primitive_of(schema) if schema else {}, record)


def _read_binary(
    binary: Sequence[object], schema: RecordSchema, record: Mapping[str, object]
) -> Reading:
    """Records of one schema, straight into columns: a page has thousands of them."""
    try:
        data = columns_of_rows(schema, binary)
    except AvroError as error:
        raise TableError(f"its records do not fit the server's schema: {error}") from None
    columns = [Column(name, kind) for name, kind in primitive_of(schema).items()]
    return reading_of_columns(columns, list(data.values()), record)


def read_collection(record: Mapping[str, object]) -> Reading:
    """The table of /get/records/fromcollection, which gives a type's name but no schema.

    JSON records name their fields. Binary ones can only be shown as bytes.

    Raises:
        TableError: there are records, but no table can be made of them.
    """
    json_records = list_in(record, "records_json")
    if json_records:
        return reading_of_rows(_rows([], json_records, None), {}, record)
    binary = list_in(record, "records_binary")
    if not binary:
        return Reading()
    names = texts_in(record, "type_names")
    rows: list[Row] = [
        {"type_name": names[place] if place < len(names) else None, "record": data}
        for place, data in enumerate(binary)
    ]
    types = {"type_name": "string", "record": "bytes"}
    note = "the server gives no schema for these records, so they are shown as bytes"
    return reading_of_rows(rows, types, record, notes=[note])


def read_series(record: Mapping[str, object]) -> Reading:
    """The table of /get/records/byseries: the records of all series, each after its table's name.

    Raises:
        TableError: there are records, but no table can be made of them.
    """
    tables = texts_in(record, "table_names")
    binary = list_in(record, "list_records_binary")
    json_records = list_in(record, "list_records_json")
    schema_texts = texts_in(record, "type_schemas")
    rows: list[Row] = []
    types = {_TABLE_NAME: "string"}
    for place in range(max(len(binary), len(json_records))):
        schema = row_schema(schema_texts[place]) if place < len(schema_texts) else None
        types |= primitive_of(schema) if schema else {}
        name = tables[place] if place < len(tables) else None
        series = _rows(_list_at(binary, place), _list_at(json_records, place), schema)
        rows += [{_TABLE_NAME: name, **row} for row in series]
    return reading_of_rows(rows, types, record) if rows else Reading()


def read_features(record: Mapping[str, object]) -> Reading:
    """The table, or the text, of /visualize/getfeatureinfo.

    How its schemas belong to its records is documented nowhere: one for all and one for each are
    understood.

    Raises:
        TableError: there are records, but no table can be made of them.
    """
    text = text_in(record, "geojson_encoded_response") or text_in(record, "text_encoded_response")
    if text:
        return Reading(text=text)
    binary = list_in(record, "records_binary")
    json_records = list_in(record, "records_json")
    count = max(len(binary), len(json_records))
    if not count:
        return Reading()
    schema_texts = texts_in(record, "type_schemas")
    if binary and len(schema_texts) not in {1, count}:
        raise TableError(f"{count:,} records came with {len(schema_texts):,} schemas")
    known = {text: row_schema(text) for text in dict.fromkeys(schema_texts)}
    types = {name: kind for schema in known.values() for name, kind in primitive_of(schema).items()}
    rows: list[Row] = []
    for place in range(count):
        schema = known[schema_texts[place % len(schema_texts)]] if schema_texts else None
        rows += _rows(binary[place : place + 1], json_records[place : place + 1], schema)
    return reading_of_rows(rows, types, record)


READERS: Final[dict[str, Callable[[Mapping[str, object]], Reading]]] = {
    "/get/records": read_records,
    "/get/records/fromcollection": read_collection,
    "/get/records/byseries": read_series,
    "/visualize/getfeatureinfo": read_features,
}
"""By endpoint."""

_TABLE_NAME: Final = "table_name"


def _rows(
    binary: Sequence[object], json_records: Sequence[object], schema: RecordSchema | None
) -> Sequence[Row]:
    """The records, whichever of the two forms holds any."""
    if not binary:
        read = _JsonReader(schema)
        if len(json_records) > FEW:
            return JsonRows(json_records, read)
        return [read(item, place) for place, item in enumerate(json_records, 1)]
    if schema is None:
        raise TableError("its records came without a schema")
    return [_from_binary(item, schema, place) for place, item in enumerate(binary, 1)]


def _from_binary(item: object, schema: RecordSchema, place: int) -> Row:
    if not isinstance(item, bytes):
        raise TableError(f"record {place:,} is not bytes")
    try:
        return schema.decode(item)
    except AvroError as error:
        raise TableError(f"record {place:,} does not fit the server's schema: {error}") from None


class _JsonReader:
    """Reads records that are JSON text each, or were parsed with all the others.

    Args:
        schema: what the server says that they are; None when it does not.
    """

    def __init__(self, schema: RecordSchema | None) -> None:
        kinds = kinds_of(schema) if schema else {}
        self._typed = record_typing(schema) if schema else None
        self._floats = {n for n, kind in kinds.items() if fractions_of(kind) is FLOATS}

    def __call__(self, item: object, place: int) -> Row:
        """The record at a place, counted from 1.

        Raises:
            TableError: it is none.
        """
        try:
            value = self._parsed(item) if isinstance(item, str) else item
        except JsonTextError as error:
            raise TableError(f"record {place:,} is {error}") from None
        if not isinstance(value, dict):
            raise TableError(f"record {place:,} is not a JSON object")
        return self._typed(value) if self._typed else value

    def _parsed(self, text: str) -> Any:  # noqa: ANN401 - JSON is anything
        """A record in which only the fields of floats hold floats; others keep all digits."""
        if self._typed is None:
            return parsed(text, EXACT)
        value = parsed(text)
        if isinstance(value, dict):
            with_fractions = {n for n, i in value.items() if type(i) in _MAY_HAVE_FRACTIONS}
            if with_fractions <= self._floats:
                return value
        return parsed(text, WRITTEN)


def _list_at(lists: Sequence[object], place: int) -> list[object]:
    found = lists[place] if place < len(lists) else None
    return found if isinstance(found, list) else []
