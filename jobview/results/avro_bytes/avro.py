"""Strict Avro records: a value is decoded only when its bytes are used up exactly.

Reading is our own, because fastavro's reader takes an array of -2**63 items for an empty one,
integers of any length, a branch of -1 and trailing bytes for good; because it allocates whatever
a count claims; and because it reads byte by byte from a file object, which makes a column of
nullable strings 2.5 times slower than here. Writing is fastavro's.
"""

from __future__ import annotations

import io
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from jobview.results.avro_bytes.reader import DAMAGE, AvroError, ByteReader, reason_of
from jobview.results.avro_bytes.record import opened
from jobview.results.avro_bytes.shape import Item, Shape, fields_of
from jobview.results.avro_bytes.skim import skim_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from jobview.results.avro_bytes.packed import PackedColumn
    from jobview.results.avro_bytes.stretch import Stretch

    _T = TypeVar("_T")

__all__ = ["AvroError", "Beginning", "RecordSchema"]


class Beginning(NamedTuple):
    """A record as far as bytes that are not exactly one gave it."""

    record: dict[str, Any]
    """The fields that were read whole, in wire order."""
    size: int
    """Bytes that those fields take."""
    reason: str
    """Why the next field could not be read; empty when no field is missing."""


class RecordSchema:
    """An Avro record schema, parsed when first used.

    Attributes:
        definition: the schema as parsed JSON.
        name: the record's name, such as `get_job_response`.
    """

    def __init__(self, definition: Mapping[str, Any]) -> None:
        self.definition = definition
        self.name = str(definition.get("name", "record"))

    @property
    def field_names(self) -> tuple[str, ...]:
        """The record's fields, in wire order."""
        return tuple(field["name"] for field in self.definition["fields"])

    def decode(self, data: bytes) -> dict[str, Any]:
        """The one record that `data` encodes.

        Raises:
            AvroError: truncated, trailing or impossible bytes, or an unusable schema.
        """
        return self._whole(
            ByteReader(data),
            lambda reader: {name: shape.one(reader) for name, shape in self._fields},
        )

    def decode_beginning(self, data: bytes) -> Beginning:
        """The fields that `data` begins with, up to the first that cannot be read.

        Nothing says that the bytes were written by this schema: damaged ones may give values that
        nobody wrote, the more so the fewer fields were read.

        Raises:
            AvroError: an unusable schema.
        """
        fields = self._fields
        reader = ByteReader(data)
        record: dict[str, Any] = {}
        size = 0
        try:
            for name, shape in fields:
                record[name] = shape.one(reader)
                size = reader.position
        except DAMAGE as error:
            return Beginning(record, size, reason_of(error))
        return Beginning(record, size, "")

    def opened(self, data: bytes) -> Mapping[str, Any]:
        """The same, of which what is large stays in `data` until it is looked at.

        Raises:
            AvroError: as `decode`.
        """
        return self._whole(ByteReader(data), lambda reader: opened(self._fields, reader))

    @property
    def items(self) -> dict[str, Item]:
        """The fields' types by name, of a record of nothing but primitives, nullable or not.

        Raises:
            AvroError: it is another.
        """
        items = {}
        for name, shape in self._fields:
            if shape.item is None:
                raise AvroError(f"field {name[:80]!r} is not a primitive")
            items[name] = shape.item
        return items

    def packed(self, stretch: Stretch) -> dict[str, PackedColumn]:
        """The fields of a record of nothing but lists of primitives, nullable or not.

        Raises:
            AvroError: truncated, trailing or impossible bytes, or another schema.
        """

        def read(reader: ByteReader) -> dict[str, PackedColumn]:
            columns = {}
            for name, shape in self._fields:
                if shape.items is None:
                    raise AvroError(f"field {name[:80]!r} is not a list of primitives")
                columns[name] = skim_of(shape.items).array(reader)
            return columns

        return self._whole(ByteReader(*stretch), read)

    def encode(self, value: Mapping[str, object]) -> bytes:
        """The bare Avro bytes of `value`.

        Raises:
            AvroError: the value does not fit the schema.
        """
        # About 40 ms, which only those who write Avro pay.
        import fastavro

        stream = io.BytesIO()
        try:
            fastavro.schemaless_writer(stream, self._parsed, value)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise AvroError(f"does not fit {self.name}: {error}") from error
        return stream.getvalue()

    def _whole(self, reader: ByteReader, read: Callable[[ByteReader], _T]) -> _T:
        """What `read` makes of all the bytes."""
        try:
            value = read(reader)
        except DAMAGE as error:
            raise AvroError(f"no {self.name}: {reason_of(error)}") from error
        if reader.left:
            raise AvroError(f"no {self.name}: {reader.left} bytes are left over")
        return value

    @cached_property
    def _fields(self) -> tuple[tuple[str, Shape], ...]:
        return fields_of(self.definition)

    @cached_property
    def _parsed(self) -> dict[str, Any]:
        import fastavro
        from fastavro.schema import SchemaParseException, UnknownType

        try:
            parsed = fastavro.parse_schema(dict(self.definition))
        except (SchemaParseException, UnknownType, ValueError, RecursionError) as error:
            raise AvroError(f"not an Avro schema: {error}") from error
        if not isinstance(parsed, dict):
            raise AvroError("not an Avro record schema")
        return parsed
