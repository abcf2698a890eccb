"""The answer of /admin/show/jobs as rows (protocol §1.1).

It comes as parallel arrays, one a column, and which columns there are depends on the server's
version (protocol §1.5): a missing or short column is filled up with empty cells.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import msgspec

from jobview.jobs.source import ListedJob
from jobview.kinetica.envelope import Envelope, EnvelopeError
from jobview.kinetica.lenient_json import JsonError, converted
from jobview.kinetica.payload import payload, plain_payload

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_T = TypeVar("_T")

ENDPOINT: Final = "/admin/show/jobs"

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


class ListedJobs(NamedTuple):
    """The rows in the server's order and the reply's own `info` map."""

    rows: tuple[ListedJob, ...]
    info: Mapping[str, str]


class _Columns(msgspec.Struct):
    job_id: list[int]
    status: list[str] = []
    endpoint_name: list[str] = []
    time_received: list[int] = []
    auth_id: list[str] = []
    source_ip: list[str] = []
    query_text: list[str] = []
    user_data: list[str] = []
    flags: list[str] = []
    info: dict[str, str] = {}


def listed_jobs(envelope: Envelope) -> ListedJobs:
    """The jobs that an answer lists.

    For 10,000 jobs (2.2 MB) this and unwrapping take 15 ms, half of it to make the rows; json.loads
    alone would take 10 ms.

    Raises:
        EnvelopeError: the payload is no job list.
    """
    try:
        columns = payload(envelope, ENDPOINT, _Columns)
    except EnvelopeError:
        columns = _coerced(plain_payload(envelope, ENDPOINT))
    return ListedJobs(_rows(columns), columns.info)


def _rows(columns: _Columns) -> tuple[ListedJob, ...]:
    count = len(columns.job_id)
    # Of 10,000 jobs most share their status, endpoint, user and flags: one string for all of them
    # saves 2.7 of 6.7 MB.
    cells = zip(
        columns.job_id,
        map(sys.intern, _filled(columns.status, count, "")),
        map(sys.intern, _filled(columns.endpoint_name, count, "")),
        [received_ms or None for received_ms in _filled(columns.time_received, count, 0)],
        map(sys.intern, _filled(columns.auth_id, count, "")),
        _filled(columns.source_ip, count, ""),
        _filled(columns.query_text, count, ""),
        map(sys.intern, _filled(columns.user_data, count, "")),
        map(sys.intern, _filled(columns.flags, count, "")),
        strict=True,
    )
    # As `_make` does it, in three quarters of its time.
    made = map(partial(tuple.__new__, ListedJob), cells)
    rows: list[ListedJob] = []
    # In blocks: one loop in C over all would keep every other thread waiting for 8 ms.
    while block := list(islice(made, _BLOCK)):
        rows += block
    return tuple(rows)


def _filled(column: list[_T], count: int, blank: _T) -> Iterable[_T]:
    if len(column) == count:
        return column
    return islice(chain(column, repeat(blank)), count)


def _coerced(record: Mapping[str, Any]) -> _Columns:
    """The columns of a record whose cells are not all of their types, each cell as text."""
    try:
        job_ids = converted(record.get("job_id"), list[int])
    except JsonError as error:
        raise EnvelopeError(f"its payload: job_id: {error}") from None
    info = record.get("info")
    return _Columns(
        job_id=job_ids,
        time_received=[_whole(cell) for cell in _cells(record.get("time_received"))],
        info={str(name): _text(value) for name, value in info.items()}
        if isinstance(info, dict)
        else {},
        **{name: [_text(cell) for cell in _cells(record.get(name))] for name in _TEXT_COLUMNS},
    )


def _cells(column: object) -> Sequence[object]:
    return column if isinstance(column, list) else ()


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    return "" if cell is None else json.dumps(cell, ensure_ascii=False)


def _whole(cell: object) -> int:
    try:
        return converted(cell, int)
    except JsonError:
        return 0
