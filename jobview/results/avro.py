"""Strict Avro records: a value is decoded only when its bytes are used up exactly.

fastavro alone ignores trailing bytes, and raises a different built-in error for each way the
bytes can be wrong; here both become `AvroError`.
"""

from __future__ import annotations

import io
from functools import cached_property
from typing import TYPE_CHECKING, Any

import fastavro
from fastavro.schema import SchemaParseException, UnknownType

if TYPE_CHECKING:
    from collections.abc import Mapping

_DECODE_ERRORS = (
    EOFError,
    IndexError,
    KeyError,
    MemoryError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What fastavro's compiled reader was seen to raise on damaged bytes."""


class AvroError(Exception):
    """Bytes that are not exactly one value of the schema, or a schema that is none."""


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
        stream = io.BytesIO(data)
        try:
            value = fastavro.schemaless_reader(stream, self._parsed, None)
        except _DECODE_ERRORS as error:
            reason = str(error) or type(error).__name__
            raise AvroError(f"not a {self.name}: {reason}") from error
        if left := len(data) - stream.tell():
            raise AvroError(f"not a {self.name}: {left} bytes are left over")
        if not isinstance(value, dict):
            raise AvroError(f"not a {self.name}: no record")
        return value

    def encode(self, value: Mapping[str, object]) -> bytes:
        """The bare Avro bytes of `value`.

        Raises:
            AvroError: the value does not fit the schema.
        """
        stream = io.BytesIO()
        try:
            fastavro.schemaless_writer(stream, self._parsed, value)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise AvroError(f"does not fit {self.name}: {error}") from error
        return stream.getvalue()

    @cached_property
    def _parsed(self) -> dict[str, Any]:
        try:
            parsed = fastavro.parse_schema(dict(self.definition))
        except (SchemaParseException, UnknownType, ValueError, RecursionError) as error:
            raise AvroError(f"not an Avro schema: {error}") from error
        if not isinstance(parsed, dict):
            raise AvroError("not an Avro record schema")
        return parsed
