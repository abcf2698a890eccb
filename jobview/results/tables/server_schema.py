"""Schemas that a server sends along with its data, checked before anything is read with them.

What is kept of such a schema is its fields' names and primitive types; a schema of our own is made
from those. Nothing recursive, nothing without width, no logical type survives.
"""

from __future__ import annotations

from typing import Any, Final

from jobview.results.avro_bytes.avro import RecordSchema
from jobview.results.json_values.json_text import JsonTextError, parsed
from jobview.results.tables.tabular import MOST_COLUMNS, TableError

_PRIMITIVES: Final = frozenset({"boolean", "int", "long", "float", "double", "bytes", "string"})
_METADATA_FIELDS: Final = 2
_BRANCHES: Final = 2


def column_schema(text: str) -> RecordSchema:
    """The schema of a column-major table: a record of arrays of primitives, each nullable or not.

    Args:
        text: `response_schema_str` (protocol §3.4).

    Raises:
        TableError: another schema, or none.
    """
    fields = [_field(field, _array) for field in _fields(text)]
    return _record("generic_response", fields)


def row_schema(text: str) -> RecordSchema:
    """The schema of one row: a record of primitives, each nullable or not.

    Args:
        text: `type_schema`, or one of `type_schemas` (protocol §3.4).

    Raises:
        TableError: another schema, or none.
    """
    fields = [_field(field, _primitive) for field in _fields(text)]
    if not fields:
        raise TableError("the server's schema has no fields")
    return _record("type_name", fields)


def primitive_of(schema: RecordSchema) -> dict[str, str]:
    """Each field's name and primitive type, arrays and null taken off.

    Args:
        schema: made by `column_schema` or `row_schema`.
    """
    return {field["name"]: _innermost(field["type"]) for field in schema.definition["fields"]}


def _fields(text: str) -> list[Any]:
    try:
        definition = parsed(text)
    except JsonTextError as error:
        raise TableError(f"the server's schema is {error}") from None
    fields = definition.get("fields") if isinstance(definition, dict) else None
    if not isinstance(fields, list) or definition.get("type") != "record":
        raise TableError("the server's schema is not of a record")
    if len(fields) > MOST_COLUMNS + _METADATA_FIELDS:
        raise TableError(f"the server's schema has {len(fields):,} fields")
    return fields


def _record(name: str, fields: list[dict[str, Any]]) -> RecordSchema:
    if len({field["name"] for field in fields}) < len(fields):
        raise TableError("two fields of the server's schema have one name")
    return RecordSchema({"type": "record", "name": name, "fields": fields})


def _field(field: object, read_type: Any) -> dict[str, Any]:  # noqa: ANN401
    name = field.get("name") if isinstance(field, dict) else None
    if not isinstance(field, dict) or not isinstance(name, str):
        raise TableError("a field of the server's schema has no name")
    kind = read_type(field.get("type"))
    if kind is None:
        raise TableError(f"field {name[:80]!r} of the server's schema is of an unexpected type")
    return {"name": name, "type": kind}


def _array(kind: object) -> dict[str, Any] | None:
    if not isinstance(kind, dict) or kind.get("type") != "array":
        return None
    items = _primitive(kind.get("items"))
    return None if items is None else {"type": "array", "items": items}


def _primitive(kind: object) -> str | list[str] | None:
    """A primitive's name, or the union of one with null in the server's order; else None."""
    if isinstance(kind, list):
        branches = [_name(branch) for branch in kind]
        known = [branch for branch in branches if branch in _PRIMITIVES]
        is_optional = len(branches) == _BRANCHES and "null" in branches and len(known) == 1
        return [branch for branch in branches if branch] if is_optional else None
    name = _name(kind)
    return name if name in _PRIMITIVES else None


def _name(kind: object) -> str | None:
    """`int` of either `"int"` or `{"type": "int"}`."""
    if isinstance(kind, dict):
        kind = kind.get("type")
    return kind if isinstance(kind, str) else None


def _innermost(kind: Any) -> str:  # noqa: ANN401 - what `_array` and `_primitive` make
    if isinstance(kind, dict):
        return _innermost(kind["items"])
    if isinstance(kind, list):
        return _innermost(kind[0] if kind[1] == "null" else kind[1])
    return str(kind)
