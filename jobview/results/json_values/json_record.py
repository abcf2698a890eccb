"""Values read from JSON brought to the types of their Avro schema.

JSON has no bytes and no NaN. Kinetica writes a byte as the code point of the same number, and
floats that are no numbers as the words `NaN`, `Infinity`, `-Infinity`, quoted or bare (protocol
§2.5). Everything else stays as it came: integers and fractions as exact as they were written,
fields that the schema does not know, fields of another type than it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from jobview.results.avro_bytes.packed import LISTS
from jobview.results.avro_bytes.record import OpenedRecord
from jobview.results.json_values.written import EXACT, FLOATS, WRITTEN, Fractions, WrittenFloat

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.results.avro_bytes.avro import RecordSchema

_WORDS: Final = {
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "+Infinity": float("inf"),
    "-Infinity": float("-inf"),
}
_FLOATS: Final = frozenset({"float", "double"})
_CHANGED: Final = frozenset({"bytes", *_FLOATS})
"""The primitives whose values JSON writes in another form."""

_KEPT: Final = frozenset({float, int, bool, type(None)})
"""The types of values that stay as they are whatever the schema says."""


def typed_record(record: Mapping[str, object], schema: RecordSchema) -> Mapping[str, Any]:
    """`record` with bytes and floats as the schema says they are.

    Args:
        record: a JSON object.
        schema: a schema of the endpoints' (protocol §3.3) or one checked as those are.
    """
    kinds = kinds_of(schema)
    if isinstance(record, OpenedRecord):
        changing = [name for name in record if _changes(kinds.get(name))]
        return record.changed({name: typed_value(record[name], kinds[name]) for name in changing})
    return {name: typed_value(value, kinds.get(name)) for name, value in record.items()}


def record_typing(schema: RecordSchema) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What brings many records to their types as `typed_record` does; a record may stay itself."""
    kinds = {name: kind for name, kind in kinds_of(schema).items() if _changes(kind)}

    def typed(record: dict[str, Any]) -> dict[str, Any]:
        changes = {
            name: typed_value(record[name], kind)
            for name, kind in kinds.items()
            if name in record and type(record[name]) not in _KEPT
        }
        return {**record, **changes} if changes else record

    return typed


def kinds_of(schema: RecordSchema) -> dict[str, object]:
    """The Avro types of a record's fields, by name."""
    return {field["name"]: field["type"] for field in schema.definition["fields"]}


def typed_value(value: object, kind: object) -> object:
    """`value` with bytes and floats as the Avro type `kind` says they are."""
    kind = _simplified(kind)
    if isinstance(kind, Mapping):
        inner = kind.get("items", kind.get("values"))
        return _each_typed(value, inner) if _changes(inner) else value
    if kind == "bytes":
        return _bytes(value) if isinstance(value, str) else value
    return _float(value) if kind in _FLOATS else value


def item_reader(kind: object) -> Callable[[list[Any]], list[Any]] | None:
    """What brings the items of an Avro list to their type; None when they stay as they are."""
    kind = _simplified(kind)
    items = kind.get("items") if isinstance(kind, Mapping) else None
    if not _changes(items):
        return None

    def read(cells: list[Any]) -> list[Any]:
        is_as_it_is = _KEPT.issuperset(map(type, cells))
        return cells if is_as_it_is else [typed_value(cell, items) for cell in cells]

    return read


def fractions_of(kind: object) -> Fractions:
    """How numbers with a point or an exponent are read where the Avro type is `kind`.

    Decimals are strings on the wire, so a number in a string's place is one.
    """
    kind = _simplified(kind)
    if isinstance(kind, Mapping):
        return fractions_of(kind.get("items", kind.get("values")))
    if kind == "string":
        return WRITTEN
    return FLOATS if kind in _FLOATS else EXACT


def _each_typed(value: object, kind: object) -> object:
    if isinstance(value, LISTS):
        return [typed_value(item, kind) for item in value]
    if isinstance(value, dict):
        return {name: typed_value(item, kind) for name, item in value.items()}
    return value


def _simplified(kind: object) -> Any:  # noqa: ANN401 - a type's name or definition
    """The type without a union's null, and a definition of a primitive as its name."""
    if isinstance(kind, list):
        kind = next((branch for branch in kind if branch != "null"), None)
    if isinstance(kind, Mapping) and kind.get("type") not in {"array", "map"}:
        return _simplified(kind.get("type"))
    return kind


def _changes(kind: object) -> bool:
    kind = _simplified(kind)
    if isinstance(kind, Mapping):
        return _changes(kind.get("items", kind.get("values")))
    return kind in _CHANGED


def _float(value: object) -> object:
    if isinstance(value, str):
        return _WORDS.get(value, value)
    return value.double() if isinstance(value, WrittenFloat) else value


def _bytes(text: str) -> bytes | str:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text
