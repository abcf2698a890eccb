"""A decoded result: what kind it is, its record, its table, and the bytes it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jobview.results.avro_bytes.avro import RecordSchema
    from jobview.results.versions import Line


class ResultKind(StrEnum):
    """Which part of a decoded result is worth showing first; the values are those of `--json`."""

    RECORD = "record"
    TABLE = "table"
    TEXT = "text"
    BYTES = "bytes"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a result table."""

    name: str
    type: str
    """Kinetica's type word, such as `char64` or `timestamp`; empty when the server gave none."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows held by column: `data[c][r]`. Ragged columns are padded with None and said in a note.

    A column is indexed, iterated and sliced, and is seldom a list: its cells are made when looked
    at. So a walk over all cells iterates, and whoever needs them twice keeps them.
    """

    columns: tuple[Column, ...]
    data: tuple[Sequence[object], ...] = field(repr=False)
    row_count: int
    total_row_count: int | None = None
    """Rows on the server (`total_number_of_records`), None when it did not say."""
    has_more: bool = False
    title: str = ""
    """What the rows are, when a result holds several tables; empty otherwise."""

    def row(self, index: int) -> tuple[object, ...]:
        """The cells of row `index`, counted from 0."""
        return tuple(column[index] for column in self.data)


@dataclass(frozen=True, slots=True, eq=False)
class DecodedResult:
    """What a job returned, as far as it could be read; every byte is still in `raw`.

    Its repr leaves out what may be large: one of 64 MiB of bytes takes 256.
    """

    kind: ResultKind
    endpoint: str
    summary: str = ""
    """One line for the job list; may hold server text."""
    remarks: tuple[str, ...] = ()
    """The first errors and warnings that came along, a line each; may hold server text."""
    record: Mapping[str, object] | None = field(default=None, repr=False)
    """The endpoint's response, field by field, values as they came off the wire."""
    table: Table | None = field(default=None, repr=False)
    text: str | None = field(default=None, repr=False)
    raw: bytes = field(default=b"", repr=False)
    """The response's bytes; JSON text is given as UTF-8."""
    note: str = ""
    """What could not be read and why, or what was chosen; empty when all is plain."""
    form: str = ""
    """How the bytes were read, such as `Avro, bare, create_table_response, schema 7.2.3.13`."""
    info: Mapping[str, str] = field(default_factory=dict)
    rest_at: int | None = None
    """Where in `raw` the bytes begin that could not be read: `record` holds what comes before.

    None when all were read, or none were. At the end of `raw` when the response breaks off between
    two fields of the record.
    """

    @property
    def rest(self) -> bytes:
        """The bytes behind the part that could be read; empty when there are none."""
        return b"" if self.rest_at is None else self.raw[self.rest_at :]


class LineSchema(NamedTuple):
    """An endpoint's response record as one line of servers writes it."""

    line: Line
    stamp: str
    """Where the schema is from: a version of the official client, such as `7.2.3.13`."""
    schema: RecordSchema


class SchemaCatalogue(Protocol):
    """Avro schemas of endpoints' responses in several lines of servers."""

    def response_schemas(self, endpoint: str, server_version: str) -> Iterator[LineSchema]:
        """An endpoint's response records, the likeliest for a server of that version first.

        Args:
            endpoint: its path, such as `/get/job`.
            server_version: empty when unknown.

        Returns:
            Different schemas of one name, the server's own line ahead, each looked up only when
            the iterator comes to it; nothing for an unknown endpoint.
        """
        ...
