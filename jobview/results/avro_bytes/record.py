"""A record of which what is large stays in the bytes it came in until it is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jobview.results.avro_bytes.skim import skim_of

if TYPE_CHECKING:
    from jobview.results.avro_bytes.reader import ByteReader
    from jobview.results.avro_bytes.shape import Shape
    from jobview.results.avro_bytes.stretch import Stretch

LARGE_BYTES: Final = 64 * 1024
"""A longer string, run of bytes or list is not copied out of the record's bytes."""


class OpenedRecord(Mapping[str, Any]):
    """The fields of a record by name: plain values, but long lists as `PackedColumn`.

    A long string or run of bytes is made anew whenever it is asked for, and is gone again with
    whoever asked; `stretch` tells where its bytes are instead.
    """

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a field is anything
        value = self._fields[name]
        return value.made() if isinstance(value, Large) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"<record of {', '.join(self._fields)}>"

    def changed(self, values: Mapping[str, object]) -> OpenedRecord:
        """The same with other values of some fields."""
        return OpenedRecord({**self._fields, **values})

    def stretch(self, name: str) -> Stretch | None:
        """Where the bytes of a long string or run of bytes are; None for every other field."""
        value = self._fields.get(name)
        return value.stretch if isinstance(value, Large) else None


class Large(NamedTuple):
    """A long string or run of bytes, by where its bytes are."""

    stretch: Stretch
    is_text: bool

    def made(self) -> str | bytes:
        """The value itself."""
        return self.stretch.text() if self.is_text else self.stretch.copied()


def opened(fields: Iterable[tuple[str, Shape]], reader: ByteReader) -> Mapping[str, Any]:
    """The fields that follow in a reader, each read as strictly as its shape reads it.

    Raises:
        AvroError: and what else `ByteReader` raises.
    """
    read = {
        name: shape.one(reader) if reader.left <= LARGE_BYTES else _field(shape, reader)
        for name, shape in fields
    }
    has_large = any(isinstance(value, Large) for value in read.values())
    return OpenedRecord(read) if has_large else read


def _field(shape: Shape, reader: ByteReader) -> object:
    """A field that may be large."""
    if shape.items is not None:
        start = reader.position
        column = skim_of(shape.items).array(reader)
        return column if reader.position - start > LARGE_BYTES else list(column)
    item = shape.item
    if item is None or not item.is_run or item.null_branch is not None:
        return shape.one(reader)
    stretch = reader.run()
    if item.is_text:
        stretch.check_text()
    large = Large(stretch, item.is_text)
    return large if stretch.size > LARGE_BYTES else large.made()
