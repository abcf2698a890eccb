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

_NUMBERED: Final = re.compile(r"(error|warning)(?:_(\d{1,18}))?", re.IGNORECASE)
"""Entries of `info` that are errors: `error_12` of an insert is about record 12, counted from 0;
others, such as `WARNING_0`, are about the whole request."""
_COUNTED: Final = re.compile(r"(?:num_|total_)?(?:error|warning)s(?:_count)?", re.IGNORECASE)
"""Entries that may be a number of errors, and no limit of them."""
_RELATED: Final = re.compile(r"(?<![a-z])(?:error|warning)s?(?![a-z])", re.IGNORECASE)
"""Entries that have to do with errors. Most are options given back, such as `ignore_errors`; those
that are sentences are errors themselves."""
_NOTHING: Final = frozenset({"", "0", "false", "none", "null"})

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


def remarks_of(endpoint: str, record: Mapping[str, object], message: str = "") -> tuple[str, ...]:
    """The first errors and warnings in a response, a line each, such as `record 12: too long`.

    Args:
        endpoint: the endpoint's path.
        record: its response.
        message: what the wrapper around the response says.

    Returns:
        At most `MOST_REMARKS` lines and one that says how many there are besides.
    """
    info = info_in(record)
    found = [message] if message.strip() else []
    found += [*_numbered(endpoint, info), *_named(info), *_in_fields(endpoint, record)]
    paging_table = text_in(record, "paging_table")
    if paging_table:
        found.append(f"the rows stay in table {paging_table} until it is cleared")
    more = [f"and {len(found) - MOST_REMARKS:,} more"] if len(found) > MOST_REMARKS else []
    return (*map(_one_line, islice(found, MOST_REMARKS)), *more)


def _numbered(endpoint: str, info: Mapping[str, str]) -> list[str]:
    """Errors before warnings, each in the order of its numbers."""
    matches = [match for match in map(_NUMBERED.fullmatch, info) if match]
    matches = [match for match in matches if info[match[0]].strip().casefold() not in _NOTHING]
    matches.sort(key=lambda match: (match[1].lower(), int(match[2] or 0)))
    is_of_records = endpoint.startswith("/insert/records")
    return [
        f"record {match[2]}: {info[match[0]]}"
        if is_of_records and match[0].lower() == f"error_{match[2]}"
        else f"{match[1].lower()}: {info[match[0]]}"
        for match in matches
    ]


def _named(info: Mapping[str, str]) -> Iterator[str]:
    """What other entries tell of errors, under their own names: numbers of them, and sentences."""
    for name, text in info.items():
        if _NUMBERED.fullmatch(name):
            continue
        is_number = text.strip("0 ").isdecimal()
        is_sentence = len(text[: 2 * _MOST_CHARACTERS].split()) > 1
        if (is_number and _COUNTED.fullmatch(name)) or (is_sentence and _RELATED.search(name)):
            yield f"{name}: {text}"


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
