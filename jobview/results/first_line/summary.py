"""What a finished job did, in one line for the job list.

The line may hold server text; whoever draws it passes it through `jobview.text.literal`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import humanize

from jobview.results.avro_bytes.packed import LISTS, NESTED
from jobview.results.cells.values import shown
from jobview.results.first_line.sentence import Subject, grouped, kind_of_thing, told
from jobview.results.first_line.sentences import sentences_of
from jobview.results.model import ResultKind
from jobview.results.tables.dynamic import ENDPOINTS
from jobview.results.tables.fields import info_in, list_in, number_in
from jobview.results.tables.parallel import LISTINGS, Listing
from jobview.results.tables.rowmajor import READERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.results.model import DecodedResult, Table

_MOST_CHARACTERS: Final = 200

_ROWS: Final = Listing("", "row", "rows")
_ROWS_OF: Final = {
    "/aggregate/groupby": Listing("", "group", "groups"),
    "/aggregate/unique": Listing("", "distinct value", "distinct values"),
    "/visualize/getfeatureinfo": Listing("", "feature", "features"),
}
"""By endpoint what the rows of its table are, where they are no mere rows."""

_ROW_FIELDS: Final = (
    *("binary_encoded_response", "json_encoded_response", "records_binary", "records_json"),
    *("list_records_binary", "list_records_json"),
)
"""Where rows are that no table could be made of."""

_PLAIN: Final = {
    ResultKind.RECORD: "a record",
    ResultKind.TABLE: "a table",
    ResultKind.TEXT: "a text",
    ResultKind.BYTES: "bytes",
    ResultKind.NONE: "nothing returned",
}

_DEFINING: Final = frozenset(
    {"alter", "clear", "create", "drop", "grant", "lock", "revoke", "show", "use"}
)
"""Verbs of endpoints that SQL calls for statements that count no rows."""

_UNTELLING: Final = frozenset({"info", "response_schema_str", "paging_table"})

_TELLING: Final = (bool, bytes, int, LISTS, dict, float, str)
"""Types by how much a field of them says about what happened."""


def summary_line(result: DecodedResult) -> str:
    """What happened, such as `1,204,331 rows affected` or `created table ki_home.taxi`.

    Returns:
        One line of at most 200 characters; empty for a job that is not finished. It begins with
        `incomplete: ` when a part of the response could not be read.
    """
    warning = "" if result.rest_at is None else "incomplete: "
    return _one_line(warning + _summary(result))


def plain_summary(result: DecodedResult) -> str:
    """What the result is, such as `25 rows`, without a look at any of its fields."""
    warning = "" if result.rest_at is None else "incomplete: "
    if result.table is not None:
        count = result.table.row_count
        return warning + _ROWS.counted(count, humanize.intcomma(count))
    return f"{warning}{_PLAIN[result.kind]}"


def _summary(result: DecodedResult) -> str:
    if result.kind is ResultKind.NONE:
        return "" if result.note else "nothing returned"
    if result.kind is ResultKind.BYTES:
        return f"{humanize.intcomma(len(result.raw))} bytes that could not be read"
    endpoint = "/" + result.endpoint.strip().strip("/")
    record = result.record or {}
    if result.table is not None:
        own = _sentence(endpoint, record) if endpoint in LISTINGS else ""
        rows = LISTINGS.get(endpoint) or _ROWS_OF.get(endpoint, _ROWS)
        return own or _table_line(result.table, rows)
    if result.kind is ResultKind.TEXT:
        return (result.text or "").strip().partition("\n")[0] or "an empty text"
    return _record_line(endpoint, record)


def _table_line(table: Table, listing: Listing) -> str:
    """`25 rows`, `25 of 48,210,331 rows, more available`."""
    count, total = table.row_count, table.total_row_count
    number = humanize.intcomma(count)
    if total is not None and total > count:
        number, count = f"{number} of {humanize.intcomma(total)}", total
    return listing.counted(count, number) + (", more available" if table.has_more else "")


def _record_line(endpoint: str, record: Mapping[str, object]) -> str:
    if endpoint in ENDPOINTS or endpoint in READERS:
        unread = next((name for name in _ROW_FIELDS if record.get(name)), None)
        if unread and not _is_statement(record):
            return "rows that could not be read"
    if endpoint == "/execute/sql":
        return _statement_line(record)
    line = _sentence(endpoint, record)
    if not line and endpoint in LISTINGS:
        listing = LISTINGS[endpoint]
        count = len(list_in(record, listing.key))
        return listing.counted(count, str(count) if count else "no")
    return line or _told(record) or "done"


def _sentence(endpoint: str, record: Mapping[str, object]) -> str:
    subject = Subject(endpoint, record)
    lines = (told(template, subject) for template in sentences_of(endpoint))
    return next(filter(None, lines), "")


def _is_statement(record: Mapping[str, object]) -> bool:
    """Whether SQL returned only its sign of having no rows (protocol §3.4)."""
    return "count_affected" in record and (number_in(record, "total_number_of_records") or 0) < 0


def _statement_line(record: Mapping[str, object]) -> str:
    """What SQL without rows did: rows affected, or a statement that counts none."""
    affected = number_in(record, "count_affected")
    info = info_in(record)
    called = info.get("last_endpoint", "").strip("/")
    is_defining = info.get("X-Kinetica-Group", "").upper() == "DDL"
    is_defining |= called.partition("/")[0] in _DEFINING
    if affected is not None and (affected > 0 or (affected == 0 and not is_defining)):
        return _ROWS.counted(affected, grouped(affected)) + " affected"
    verb, thing = called.partition("/")[0], kind_of_thing(called)
    return "statement done" + (f": {verb} {thing}" if verb and thing else "")


def _told(record: Mapping[str, object]) -> str:
    """The field that tells most by itself: a yes or no, bytes, a number, a list, a name."""
    fields = {
        name: value for name, value in record.items() if name not in _UNTELLING and _is_given(value)
    }
    for kind in _TELLING:
        for name, value in fields.items():
            if isinstance(value, kind):
                return f"{name.replace('_', ' ')}: {_in_a_word(value)}"
    return ""


def _is_given(value: object) -> bool:
    """Whether a field holds anything; numbers and booleans always do."""
    return bool(value) or isinstance(value, int | float)


def _in_a_word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, bytes):
        return f"{humanize.intcomma(len(value))} bytes"
    if isinstance(value, int):
        return humanize.intcomma(value)
    if isinstance(value, NESTED):
        return humanize.intcomma(len(value))
    return shown(value).text


def _one_line(text: str) -> str:
    text = " ".join(text[: 2 * _MOST_CHARACTERS].split())
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"
