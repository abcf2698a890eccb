"""A decoded result as plain JSON values, without loss."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jobview.results.avro_bytes.packed import LISTS
from jobview.results.cells.values import float_word

if TYPE_CHECKING:
    from jobview.results.model import DecodedResult, Table


def result_json(result: DecodedResult) -> dict[str, Any]:
    """The result as `jobview get --json` gives it.

    Returns:
        `kind`, and of `record`, `table`, `text` and `note` those that there are. A table has
        `columns` (`name` and `type` each) and `rows`. Of an incomplete response `unread_bytes` says
        how many bytes behind the record could not be read.
    """
    parts = {
        "kind": result.kind.value,
        "record": None if result.record is None else json_value(result.record),
        "table": None if result.table is None else _table(result.table),
        "text": result.text,
        "note": result.note or None,
        "unread_bytes": None if result.rest_at is None else len(result.raw) - result.rest_at,
    }
    return {name: part for name, part in parts.items() if part is not None}


def json_value(value: object) -> Any:  # noqa: ANN401 - JSON is anything
    """`value` as JSON can hold it: bytes as `{"base64": …}`, floats that are no numbers as words.

    Strings stay as they came, so one may hold a lone surrogate: JSON's escapes can write it, plain
    UTF-8 cannot.
    """
    if isinstance(value, float):
        return float_word(value) or value
    if isinstance(value, bytes | bytearray):
        return {"base64": b64encode(value).decode("ascii")}
    if isinstance(value, Mapping):
        return {str(name): json_value(item) for name, item in value.items()}
    if isinstance(value, LISTS):
        return [json_value(item) for item in value]
    return value


def _table(table: Table) -> dict[str, Any]:
    columns = [json_value(list(cells)) for cells in table.data]
    return {
        "columns": [{"name": column.name, "type": column.type} for column in table.columns],
        "rows": [list(row) for row in zip(*columns, strict=True)],
    }
