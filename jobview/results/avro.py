"""Strict Avro records: a value is decoded only when its bytes are used up exactly.

Reading is our own, because fastavro's reader takes an array of -2**63 items for an empty one,
integers of any length, a branch of -1 and trailing bytes for good; because it allocates whatever
a count claims; and because it reads byte by byte from a file object, which makes a column of
nullable strings 2.5 times slower than here. Writing is fastavro's.
"""

from __future__ import annotations

import io
import struct
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jobview.results.reader import AvroError, ByteReader
from jobview.results.shape import Shape, fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["AvroError", "Beginning", "RecordSchema"]
_DAMAGE: Final = (AvroError, IndexError, struct.error, OverflowError, UnicodeDecodeError)
"""What reading damaged bytes raises."""


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
        reader = ByteReader(data)
        try:
            value = {name: shape.one(reader) for name, shape in self._fields}
        except _DAMAGE as error:
            raise AvroError(f"no {self.name}: {_reason(error)}") from error
        if reader.left:
            raise AvroError(f"no {self.name}: {reader.left} bytes are left over")
        return value

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
        except _DAMAGE as error:
            return Beginning(record, size, _reason(error))
        return Beginning(record, size, "")

    def decode_columns(self, records: Sequence[bytes]) -> dict[str, list[Any]]:
        """The fields of many records, each encoded by itself: by name, in the records' order.

        Raises:
            AvroError: one of them is not exactly one record of this schema.
        """
        columns: dict[str, list[Any]] = {name: [] for name, _ in self._fields}
        cells = [(columns[name].append, shape.one) for name, shape in self._fields]
        reader = ByteReader(b"".join(records))
        place = end = 0
        try:
            for record in records:
                place += 1
                end += len(record)
                for add, read in cells:
                    add(read(reader))
                if reader.position != end:
                    raise AvroError("it has another length")
        except _DAMAGE as error:
            raise AvroError(f"record {place:,}: {_reason(error)}") from error
        return columns

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


def _reason(error: Exception) -> str:
    if isinstance(error, IndexError | struct.error):
        return "the bytes end too soon"
    if isinstance(error, UnicodeDecodeError):
        return "a string is not UTF-8"
    return str(error)
