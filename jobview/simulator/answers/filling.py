"""Fills the rest of a response record from its schema: every field gets a value that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jobview.results.avro_bytes.avro import RecordSchema
    from jobview.simulator.answers.telling import Telling

_PLAIN: dict[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "int": lambda value: isinstance(value, int) and -(2**31) <= value < 2**31,
    "long": lambda value: isinstance(value, int) and -(2**63) <= value < 2**63,
    "float": lambda value: isinstance(value, int | float),
    "double": lambda value: isinstance(value, int | float),
    "boolean": lambda value: isinstance(value, bool),
    "bytes": lambda value: isinstance(value, bytes),
}


def filled(
    schema: RecordSchema, given: Mapping[str, object], telling: Telling
) -> dict[str, object]:
    """A whole record of `schema`.

    A field comes from `given`, or else from the request's field of the same name (table names
    come back as they were sent), or else is made up from its name and type.
    """
    record: dict[str, object] = {}
    for spot in schema.definition["fields"]:
        name, kind = spot["name"], spot["type"]
        if name in given:
            record[name] = given[name]
        elif name in telling.request and fits(kind, telling.request[name]):
            record[name] = telling.request[name]
        else:
            record[name] = _made_up(name, kind, telling)
    return record


def fits(kind: object, value: object) -> bool:
    """Whether the value is one of that Avro type; unions are not looked into."""
    if isinstance(kind, str):
        return kind in _PLAIN and _PLAIN[kind](value)
    if isinstance(kind, dict) and kind.get("type") == "array":
        return isinstance(value, list) and all(fits(kind["items"], item) for item in value)
    if isinstance(kind, dict) and kind.get("type") == "map":
        return (
            isinstance(value, dict)
            and all(isinstance(key, str) for key in value)
            and all(fits(kind["values"], item) for item in value.values())
        )
    return False


def _made_up(name: str, kind: object, telling: Telling) -> object:
    if isinstance(kind, dict):
        return {} if kind.get("type") == "map" else []
    if kind == "string":
        return _made_up_text(name, telling)
    if kind in {"int", "long"}:
        return telling.rng.randrange(100_000) if "count" in name or "size" in name else 0
    if kind in {"float", "double"}:
        return telling.rng.randrange(800) / 8
    if kind == "boolean":
        return name in {"result", "is_valid", "has_permission", "has_role"} or "exists" in name
    return b""


def _made_up_text(name: str, telling: Telling) -> str:
    if "table" in name:
        return telling.table_name
    if name.endswith("_name"):
        return f"{telling.table.schema}.{name.removesuffix('_name')}_{telling.details['count']}"
    return telling.type_id if name.endswith("_id") else ""
