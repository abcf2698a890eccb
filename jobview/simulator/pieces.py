"""Long bytes that are made while they are sent, so that nobody ever holds them whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.results.avro_bytes.avro import RecordSchema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PIECE_BYTES: Final = 256 * 1024

_MARK: Final = b"\x00here\xffcomes\xfewhat"
"""Stands for a field's bytes in an encoded record; no record of ours holds it otherwise."""

_NUMBER: Final = RecordSchema(
    {"type": "record", "name": "number", "fields": [{"name": "value", "type": "long"}]}
)


class Pieces(NamedTuple):
    """Bytes of a known number; they can be made again and again."""

    size: int
    make: Callable[[], Iterator[bytes]]

    def joined(self) -> bytes:
        """All of them at once, for who cannot do without."""
        return b"".join(self.make())


def repeated(block: bytes, times: int) -> Pieces:
    """The same bytes many times."""
    at_once = max(PIECE_BYTES // max(len(block), 1), 1)

    def make() -> Iterator[bytes]:
        many = block * min(at_once, times)
        for _ in range(times // at_once):
            yield many
        if rest := times % at_once:
            yield block * rest

    return Pieces(len(block) * times, make)


def chained(*parts: bytes | Pieces) -> Pieces:
    """One behind the other."""

    def make() -> Iterator[bytes]:
        for part in parts:
            if isinstance(part, Pieces):
                yield from part.make()
            else:
                yield part

    sizes = (part.size if isinstance(part, Pieces) else len(part) for part in parts)
    return Pieces(sum(sizes), make)


def encoded_around(
    schema: RecordSchema, record: Mapping[str, object], field: str, inner: Pieces
) -> Pieces:
    """The record in Avro with `inner` as the value of `field`, which is of type bytes."""
    before, _, after = schema.encode({**record, field: _MARK}).partition(_MARK)
    # The mark's length is one byte; the other's takes its place.
    return chained(before[:-1], _NUMBER.encode({"value": inner.size}), inner, after)
