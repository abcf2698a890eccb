"""What a finished job said besides its result: errors of single records or objects, warnings.

The texts are the server's and not safe for a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final

from jobview.results.avro_bytes.packed import LISTS
from jobview.results.tables.fields import info_in, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_REMARKS: Final = 10
"""How many are told; a line behind them says how many more there are."""
_MOST_CHARACTERS: Final = 500

_NOTED: Final = re.compile(r"\w*?(error|warning)s?(?:_(\d{1,18}))?", re.IGNORECASE)
"""Entries of `info`: `error_12` of an insert is about record 12, counted from 0; others, such as
`WARNING_0`, are about the whole request."""
_NOTHING: Final = frozenset({"", "0", "false", "none"})

_ERRORS: Final = {
    "/admin/show/cluster/operations": "messages",
    "/admin/verifydb": "error_list",
    "/clear/tables": "tables",
    "/restore/backup": "failed_objects",
    "/verify/backup": "errors",
}
"""By endpoint the field of errors: a list, a list of lists, or a map from what failed."""

_NAMES: Final = {"/verify/backup": "backup_names"}
"""By endpoint the field that says what the errors in the same places are about."""


def remarks_of(endpoint: str, record: Mapping[str, object]) -> tuple[str, ...]:
    """The first errors and warnings in a response, a line each, such as `record 12: too long`.

    Args:
        endpoint: the endpoint's path.
        record: its response.

    Returns:
        At most `MOST_REMARKS` lines and one that says how many there are besides.
    """
    found = [*_numbered(endpoint, info_in(record)), *_in_fields(endpoint, record)]
    paging_table = text_in(record, "paging_table")
    if paging_table:
        found.append(f"the rows stay in table {paging_table} until it is cleared")
    more = [f"and {len(found) - MOST_REMARKS:,} more"] if len(found) > MOST_REMARKS else []
    return (*map(_one_line, islice(found, MOST_REMARKS)), *more)


def _numbered(endpoint: str, info: Mapping[str, str]) -> list[str]:
    """Errors before warnings, each in the order of its numbers."""
    matches = [match for match in map(_NOTED.fullmatch, info) if match]
    matches = [match for match in matches if info[match[0]].casefold() not in _NOTHING]
    matches.sort(key=lambda match: (match[1].lower(), int(match[2] or 0)))
    is_of_records = endpoint.startswith("/insert/records")
    return [
        f"record {match[2]}: {info[match[0]]}"
        if is_of_records and match[0].lower() == f"error_{match[2]}"
        else f"{match[1].lower()}: {info[match[0]]}"
        for match in matches
    ]


def _in_fields(endpoint: str, record: Mapping[str, object]) -> Iterator[str]:
    errors = record.get(_ERRORS.get(endpoint, ""))
    if isinstance(errors, Mapping):
        yield from (f"{name}: {text}" for name, text in errors.items() if text)
    elif isinstance(errors, LISTS):
        names = record.get(_NAMES.get(endpoint, ""))
        known = names if isinstance(names, LISTS) else []
        for place, error in enumerate(errors):
            about = f"{known[place]}: " if place < len(known) else ""
            texts = error if isinstance(error, list) else [error]
            yield from (f"{about}{text}" for text in texts if text)


def _one_line(text: str) -> str:
    line = " ".join(text[: 2 * _MOST_CHARACTERS].split())
    return line if len(line) <= _MOST_CHARACTERS else line[: _MOST_CHARACTERS - 1] + "…"
