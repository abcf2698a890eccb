"""The answer of /admin/show/jobs as rows (protocol §1.1).

It comes as parallel arrays, one a column, and which columns there are depends on the server's
version (protocol §1.5): a missing column is filled up with empty cells, and so is one that has not
as many cells as there are ids, of which nobody knows whose they are. A row whose id cannot be read
is left out; a list of nothing else is none. That cells are missing is told, as an empty cell tells
something and a missing one does not.
"""

from __future__ import annotations

import json
import math
from functools import partial
from itertools import compress, islice, repeat
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, TypeAlias, TypeVar

import msgspec

from jobview.jobs.source import ListedJob
from jobview.kinetica.messages.envelope import Envelope, EnvelopeError
from jobview.kinetica.messages.lenient_json import JsonError, converted
from jobview.kinetica.messages.list_damage import absent_columns, lacks_rows, list_damage
from jobview.kinetica.messages.payload import payload, plain_payload

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_T = TypeVar("_T")

_Long: TypeAlias = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""Ids and times are Avro longs (protocol §1.1); a longer number is a mistake."""

ENDPOINT: Final = "/admin/show/jobs"

_LONGS: Final = range(-(2**63), 2**63)
_BLOCK: Final = 1000

_TEXT_COLUMNS: Final = (
    "status",
    "endpoint_name",
    "auth_id",
    "source_ip",
    "query_text",
    "user_data",
    "flags",
)
_OWN_TEXTS: Final = frozenset({"source_ip", "query_text"})
"""Columns in which each job has a text of its own: there is nothing to share."""

MAX_JOBS: Final = 250_000
"""How many jobs a list may have. jobview keeps 1 KB of each; ids alone are short enough for
millions in an answer of legal size."""

_REMEMBERED_CHARACTERS: Final = 500_000
_SHARED_CHARACTERS: Final = 1_000
"""A longer text recurs in no other job, and would be held after its job has gone."""
_NO_CELLS: Final = msgspec.Raw(b"[]")


class ListedJobs(NamedTuple):
    """The rows in the server's order, the reply's own `info` map, and what is wrong with it."""

    rows: tuple[ListedJob, ...]
    info: Mapping[str, str]
    damage: str
    """As of `JobList.damage`."""
    absent: frozenset[str]
    """As of `JobList.absent`."""
    lacks_rows: bool
    """As of `JobList.lacks_rows`."""


class _RawColumns(msgspec.Struct):
    """The record with its texts not read yet: a column at a time is, and its doubles let go."""

    job_id: list[_Long]
    status: msgspec.Raw = _NO_CELLS
    endpoint_name: msgspec.Raw = _NO_CELLS
    time_received: list[_Long] = []
    auth_id: msgspec.Raw = _NO_CELLS
    source_ip: msgspec.Raw = _NO_CELLS
    query_text: msgspec.Raw = _NO_CELLS
    user_data: msgspec.Raw = _NO_CELLS
    flags: msgspec.Raw = _NO_CELLS
    info: dict[str, str] = {}


class _Columns(NamedTuple):
    job_id: Sequence[int]
    time_received: Sequence[int]
    texts: Mapping[str, Sequence[str]]
    """By the names of `_TEXT_COLUMNS`."""
    info: Mapping[str, str]
    damage: str
    absent: frozenset[str]
    lacks_rows: bool


class SharedTexts:
    """Gives equal texts as one object: of 10,000 jobs most share status, endpoint, user and flags.

    `sys.intern` would do, but keeps every text for ever on Python 3.12.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._characters = 0
        # Long lists are read in threads, two at a time when a hung server goes on.
        self._lock = Lock()

    def __call__(self, texts: list[str]) -> list[str]:
        """The texts, each as the object in which an equal one came before if it did lately."""
        with self._lock:
            return self._shared(texts)

    def _shared(self, texts: list[str]) -> list[str]:
        if self._characters > _REMEMBERED_CHARACTERS:
            self._known.clear()
            self._characters = 0
        known_before = len(self._known)
        shared = list(map(self._known.setdefault, texts, texts))
        new = list(islice(reversed(self._known), len(self._known) - known_before))
        for text in new:
            if len(text) > _SHARED_CHARACTERS:
                del self._known[text]
            else:
                self._characters += len(text) + 1
        return shared


def listed_jobs(envelope: Envelope, shared: SharedTexts | None = None) -> ListedJobs:
    """The jobs that an answer lists.

    For 10,000 jobs (2.2 MB) this and unwrapping take 15 ms, half of it to make the rows; json.loads
    alone would take 10 ms.

    Args:
        envelope: the answer.
        shared: texts of earlier answers, which this one's rows share.

    Raises:
        EnvelopeError: the payload is no job list.
    """
    shared = shared or SharedTexts()
    try:
        raw = payload(envelope, ENDPOINT, _RawColumns)
        texts = {name: _texts(getattr(raw, name), name, shared) for name in _TEXT_COLUMNS}
        counts = {"time_received": len(raw.time_received)}
        counts |= {name: len(cells) for name, cells in texts.items()}
        damage = list_damage(len(raw.job_id), 0, counts)
        absent = absent_columns(counts)
        is_short = lacks_rows(len(raw.job_id), 0, counts)
        columns = _Columns(raw.job_id, raw.time_received, texts, raw.info, damage, absent, is_short)
    except (EnvelopeError, JsonError):
        columns = _coerced(plain_payload(envelope, ENDPOINT), shared)
    if len(columns.job_id) > MAX_JOBS:
        raise EnvelopeError(f"it lists {len(columns.job_id):,} jobs, more than {MAX_JOBS:,}")
    rows = _rows(columns)
    return ListedJobs(rows, columns.info, columns.damage, columns.absent, columns.lacks_rows)


def _texts(raw: msgspec.Raw, name: str, shared: SharedTexts) -> list[str]:
    try:
        texts = msgspec.json.decode(raw, type=list[str])
    except (msgspec.DecodeError, UnicodeError) as error:
        raise JsonError(f"{name}: {error}") from None
    return _shared(texts, name, shared)


def _shared(texts: list[str], name: str, shared: SharedTexts) -> list[str]:
    return texts if name in _OWN_TEXTS else shared(texts)


def _rows(columns: _Columns) -> tuple[ListedJob, ...]:
    count = len(columns.job_id)
    texts = {name: _told(columns.texts[name], count, "") for name in _TEXT_COLUMNS}
    cells = zip(
        columns.job_id,
        texts["status"],
        texts["endpoint_name"],
        [received_ms or None for received_ms in _told(columns.time_received, count, 0)],
        texts["auth_id"],
        texts["source_ip"],
        texts["query_text"],
        texts["user_data"],
        texts["flags"],
        strict=True,
    )
    # As `_make` does it, in three quarters of its time.
    made = map(partial(tuple.__new__, ListedJob), cells)
    rows: list[ListedJob] = []
    # In blocks: one loop in C over all would keep every other thread waiting for 8 ms.
    while block := list(islice(made, _BLOCK)):
        rows += block
    return tuple(rows)


def _told(column: Sequence[_T], count: int, blank: _T) -> Iterable[_T]:
    """The column; blank where it has not as many cells: nobody knows which are whose."""
    return column if len(column) == count else repeat(blank, count)


def _coerced(record: Mapping[str, Any], shared: SharedTexts) -> _Columns:
    """The columns of a record whose cells are not all of their types, each cell as text."""
    cells = record.get("job_id")
    names = ("time_received", *_TEXT_COLUMNS)
    counts = {name: len(_array(record.get(name))) for name in names}
    if not isinstance(cells, list) and not any(counts.values()):
        raise EnvelopeError("its payload: job_id: it is no array")
    ids = [_id(cell) for cell in _array(cells)]
    if ids and all(job_id is None for job_id in ids):
        raise EnvelopeError("its payload: job_id: none of the ids is a whole number")
    is_row = [job_id is not None for job_id in ids]
    info = record.get("info")
    return _Columns(
        job_id=[job_id for job_id in ids if job_id is not None],
        time_received=[_moment(cell) for cell in _cells(record.get("time_received"), is_row)],
        texts={
            name: _shared([_text(cell) for cell in _cells(record.get(name), is_row)], name, shared)
            for name in _TEXT_COLUMNS
        },
        info={str(name): _text(value) for name, value in info.items()}
        if isinstance(info, dict)
        else {},
        damage=list_damage(len(ids), is_row.count(False), counts),
        absent=absent_columns(counts),
        lacks_rows=lacks_rows(len(ids), is_row.count(False), counts),
    )


def _array(column: object) -> Sequence[object]:
    """The column's cells; none where it is missing or no array."""
    return column if isinstance(column, list) else ()


def _cells(column: object, is_row: Sequence[bool]) -> Iterable[object]:
    """The column's cells in the rows that count; none where nobody knows which are whose."""
    cells = _array(column)
    return compress(cells, is_row) if len(cells) == len(is_row) else ()


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    return "" if cell is None else json.dumps(cell, ensure_ascii=False)


def _id(cell: object) -> int | None:
    try:
        return converted(cell, _Long)
    except JsonError:
        return None


def _moment(cell: object) -> int:
    """Milliseconds, a part of one dropped; 0 when they are not told."""
    try:
        number = math.trunc(converted(cell, float))
    except (JsonError, ValueError, OverflowError):  # no number; not-a-number; infinite
        return 0
    return number if number in _LONGS else 0
