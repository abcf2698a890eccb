"""From an Avro schema to the functions that read its values.

Only the types that Kinetica's schemas hold are known (protocol §3.3): eight primitives, arrays,
maps, records in place, and unions of null with one other type. Named references, so recursion,
and items of no width are refused; logical types are ignored, which Avro allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jobview.results.avro_bytes.reader import AvroError, ByteReader

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_LEVELS: Final = 16
"""How deep a schema may be nested; Kinetica's deepest is five."""


class Item(NamedTuple):
    """A primitive type, nullable or not: what a cell of a table may be."""

    name: str
    null_branch: int | None = None
    """The place of null in the union, 0 or 1; None for a type that is not nullable."""

    @property
    def is_run(self) -> bool:
        """Whether values are a length and so many bytes."""
        return self.name in {"string", "bytes"}

    @property
    def is_text(self) -> bool:
        """Whether values are strings."""
        return self.name == "string"

    @property
    def definition(self) -> str | list[str]:
        """The type as Avro writes it."""
        if self.null_branch is None:
            return self.name
        return ["null", self.name] if self.null_branch == 0 else [self.name, "null"]


class Shape(NamedTuple):
    """How to read values of one type."""

    one: Callable[[ByteReader], Any]
    many: Callable[[ByteReader, int], list[Any]]
    least_width: int
    """Bytes that a value has at least."""
    item: Item | None = None
    """The type, where it is a primitive, nullable or not."""
    items: Item | None = None
    """The type of a list's items, where those are primitives, nullable or not."""


def shape_of(definition: object, level: int = 0) -> Shape:
    """How to read values of a type.

    Args:
        definition: the type as parsed JSON, such as `"long"` or `{"type": "array", …}`.
        level: how many types it is nested in.

    Raises:
        AvroError: the type is none of those above.
    """
    if level > MOST_LEVELS:
        raise AvroError(f"a schema of more than {MOST_LEVELS} levels")
    if isinstance(definition, str):
        return _primitive(definition)
    if isinstance(definition, Mapping):
        return _complex(definition, level + 1)
    if isinstance(definition, Sequence):
        return _union(definition, level + 1)
    raise AvroError(f"a {type(definition).__name__} in place of a type")


def fields_of(definition: Mapping[str, Any], level: int = 0) -> tuple[tuple[str, Shape], ...]:
    """The names and shapes of a record's fields, in wire order.

    Raises:
        AvroError: no usable record definition.
    """
    fields = definition.get("fields")
    if not isinstance(fields, Sequence) or isinstance(fields, str):
        raise AvroError("a record without fields")
    found: dict[str, Shape] = {}
    for number, field in enumerate(fields, 1):
        name = field.get("name") if isinstance(field, Mapping) else None
        if not isinstance(name, str) or name in found:
            raise AvroError(f"field {number} has no name of its own")
        found[name] = shape_of(field.get("type"), level)
    return tuple(found.items())


def _primitive(name: str) -> Shape:
    shape = _PRIMITIVES.get(name)
    if shape is None:
        raise AvroError(f"not a type of Kinetica's: {name[:80]!r}")
    return shape


def _complex(definition: Mapping[str, Any], level: int) -> Shape:
    kind = definition.get("type")
    if kind == "array":
        return _array(shape_of(definition.get("items"), level))
    if kind == "map":
        return _map(shape_of(definition.get("values"), level))
    if kind == "record":
        return _record(definition, level)
    return shape_of(kind, level)


def _array(items: Shape) -> Shape:
    if not items.least_width:
        raise AvroError("an array whose items have no width")

    def one(reader: ByteReader) -> list[Any]:
        values: list[Any] = []
        for count in reader.blocks(items.least_width):
            values += items.many(reader, count)
        return values

    return Shape(one, _nested(one), 1, items=items.item)


def _map(values: Shape) -> Shape:
    def one(reader: ByteReader) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for count in reader.blocks(1 + values.least_width):
            reader.spend(count)
            for _ in range(count):
                name = reader.text()
                entries[name] = values.one(reader)
        return entries

    return Shape(one, _nested(one), 1)


def _record(definition: Mapping[str, Any], level: int) -> Shape:
    fields = fields_of(definition, level)

    def one(reader: ByteReader) -> dict[str, Any]:
        return {name: shape.one(reader) for name, shape in fields}

    return Shape(one, _nested(one), sum(shape.least_width for _, shape in fields))


def _union(branches: Sequence[object], level: int) -> Shape:
    if sorted(map(_is_null, branches)) != [False, True]:
        raise AvroError("a union that is not of null and one other type")
    null_branch = 0 if _is_null(branches[0]) else 1
    value = shape_of(branches[1 - null_branch], level)

    def one(reader: ByteReader) -> object:
        return reader.optional(null_branch, value.one)

    def many(reader: ByteReader, count: int) -> list[Any]:
        return reader.optionals(count, null_branch, value.one)

    def many_texts(reader: ByteReader, count: int) -> list[Any]:
        return reader.optional_texts(count, null_branch)

    if value.item is None or value.item.null_branch is not None:
        return Shape(one, many, 1)
    item = Item(value.item.name, null_branch)
    return Shape(one, many_texts if item.is_text else many, 1, item)


def _is_null(branch: object) -> bool:
    return branch == "null"


def _nested(one: Callable[[ByteReader], Any]) -> Callable[[ByteReader, int], list[Any]]:
    def many(reader: ByteReader, count: int) -> list[Any]:
        reader.spend(count)
        return [one(reader) for _ in range(count)]

    return many


def _singly(one: Callable[[ByteReader], Any]) -> Callable[[ByteReader, int], list[Any]]:
    def many(reader: ByteReader, count: int) -> list[Any]:
        return [one(reader) for _ in range(count)]

    return many


_PRIMITIVES: Final = {
    "boolean": Shape(ByteReader.flag, _singly(ByteReader.flag), 1, Item("boolean")),
    "int": Shape(ByteReader.long, ByteReader.longs, 1, Item("int")),
    "long": Shape(ByteReader.long, ByteReader.longs, 1, Item("long")),
    "float": Shape(ByteReader.single, ByteReader.singles, 4, Item("float")),
    "double": Shape(ByteReader.double, ByteReader.doubles, 8, Item("double")),
    "bytes": Shape(ByteReader.blob, _singly(ByteReader.blob), 1, Item("bytes")),
    "string": Shape(ByteReader.text, ByteReader.texts, 1, Item("string")),
}
