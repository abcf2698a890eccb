"""A decoded result as plain JSON values, without loss."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from jobview.results.avro_bytes.packed import LISTS
from jobview.results.cells.floats import float_word
from jobview.results.model import Table

if TYPE_CHECKING:
    from jobview.results.model import DecodedResult

_AS_THEY_ARE: Final = frozenset({str, int, bool, type(None)})
"""The types that JSON has and that hold nothing else: most cells are of one of them."""


def result_json(result: DecodedResult) -> dict[str, Any]:
    """The result as `jobview get --json` gives it: its `result_parts`.

    Returns:
        Of each part its value. A table has `columns` (`name` and `type` each) and `rows`.
    """
    return {
        name: _table(part) if isinstance(part, Table) else json_value(part)
        for name, part in result_parts(result).items()
    }


def result_parts(result: DecodedResult) -> dict[str, object]:
    """What a result's JSON document is made of, in its order: the one list for all who write it.

    Returns:
        `kind`, and of `record`, `table`, `text`, `remarks` and `note` those that there are, as they
        are in the result. Of an incomplete response `unread_bytes` says how many bytes behind the
        record could not be read.
    """
    parts = {
        "kind": result.kind.value,
        "record": result.record,
        "table": result.table,
        "text": result.text,
        "remarks": result.remarks or None,
        "note": result.note or None,
        "unread_bytes": None if result.rest_at is None else len(result.raw) - result.rest_at,
    }
    return {name: part for name, part in parts.items() if part is not None}


def table_columns(table: Table) -> list[dict[str, str]]:
    """The columns as a result's JSON document tells them."""
    return [{"name": column.name, "type": column.type} for column in table.columns]


def json_value(value: object) -> Any:  # noqa: ANN401 - JSON is anything
    """`value` as JSON can hold it: bytes as `{"base64": …}`, floats that are no numbers as words.

    Strings stay as they came, so one may hold a lone surrogate: JSON's escapes can write it, plain
    UTF-8 cannot.
    """
    if type(value) in _AS_THEY_ARE:
        return value
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
    # Row by row, because the columns of some tables are fields of rows that are parsed for it.
    rows = zip(*table.data, strict=True)
    return {"columns": table_columns(table), "rows": [json_value(row) for row in rows]}
