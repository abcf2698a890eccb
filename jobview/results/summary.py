"""What a finished job did, in one line for the job list.

The line may hold server text; whoever draws it passes it through `jobview.text.literal`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import humanize

from jobview.results.fields import list_in, number_in, text_in
from jobview.results.model import ResultKind
from jobview.results.parallel import LISTINGS, Listing
from jobview.results.values import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.results.model import DecodedResult, Table

_MOST_CHARACTERS: Final = 200

_ROWS: Final = Listing("", "row", "rows")

_COUNTS: Final = {
    "count_inserted": "inserted",
    "count_updated": "updated",
    "count_deleted": "deleted",
    "count_exported": "exported",
    "count_skipped": "skipped",
    "copied_records": "records copied",
    "restored_records": "records restored",
}
"""Fields that count what was done, with the word behind the number."""

_VERBS: Final = {
    "alter": "altered",
    "append": "appended to",
    "clear": "cleared",
    "create": "created",
    "delete": "deleted",
    "drop": "dropped",
    "evaluate": "evaluated",
    "execute": "started run",
    "grant": "granted to",
    "import": "imported",
    "kill": "killed",
    "restore": "restored",
    "revoke": "revoked from",
}
"""What an endpoint did, by the first part of its path."""

_NAMES: Final = (
    "table_name",
    "join_table_name",
    "projection_name",
    "delta_table_name",
    "schema_name",
    "backup_name",
    "credential_name",
    "directory_name",
    "environment_name",
    "model_name",
    "proc_name",
    "registry_name",
    "name",
    "principal",
    "role",
    "label",
    "type_id",
    "topic_id",
    "trigger_id",
    "run_id",
    "path",
)
"""Fields that name the object of it, the most telling first."""

_UNTELLING: Final = frozenset({"info", "response_schema_str", "paging_table"})


_TELLING: Final = (bool, bytes, int, list, dict, float, str)
"""Types by how much a field of them says about what happened."""


def summary_line(result: DecodedResult) -> str:
    """What happened, such as `1,204,331 rows affected` or `created ki_home.taxi`.

    Returns:
        One line of at most 200 characters; empty for a job that is not finished.
    """
    return _one_line(_summary(result))


def _summary(result: DecodedResult) -> str:
    if result.kind is ResultKind.NONE:
        return "" if result.note else "nothing returned"
    if result.kind is ResultKind.BYTES:
        return f"{humanize.intcomma(len(result.raw))} bytes that could not be read"
    if result.table is not None:
        return _table_line(result.table, LISTINGS.get(result.endpoint, _ROWS))
    if result.kind is ResultKind.TEXT:
        return (result.text or "").strip().partition("\n")[0] or "an empty text"
    return _record_line(result.endpoint, result.record or {})


def _table_line(table: Table, listing: Listing) -> str:
    """`25 rows`, `25 of 48,210,331 rows, more available`."""
    count, total = table.row_count, table.total_row_count
    number = humanize.intcomma(count)
    if total is not None and total > count:
        number, count = f"{number} of {humanize.intcomma(total)}", total
    return listing.counted(count, number) + (", more available" if table.has_more else "")


def _record_line(endpoint: str, record: Mapping[str, object]) -> str:
    affected = number_in(record, "count_affected")
    if affected is not None and affected >= 0:
        return _ROWS.counted(affected, humanize.intcomma(affected)) + " affected"
    if endpoint in LISTINGS:
        return LISTINGS[endpoint].counted(len(list_in(record, LISTINGS[endpoint].key)), "0")
    return _counted(record) or _named(endpoint, record) or _told(record) or "done"


def _counted(record: Mapping[str, object]) -> str:
    """`10 inserted, 2 updated`; numbers of nothing are left out unless all are."""
    counts = {word: number_in(record, name) for name, word in _COUNTS.items()}
    known = {word: count for word, count in counts.items() if count is not None}
    told = {word: count for word, count in known.items() if count} or dict([*known.items()][:1])
    return ", ".join(f"{humanize.intcomma(count)} {word}" for word, count in told.items())


def _named(endpoint: str, record: Mapping[str, object]) -> str:
    """`created ki_home.taxi`; empty when the endpoint's verb or the object's name is unknown."""
    verb = _VERBS.get(endpoint.strip("/").partition("/")[0], "")
    name = next(filter(None, (text_in(record, field) for field in _NAMES)), "")
    return f"{verb} {name}" if verb and name else ""


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
    if isinstance(value, list | dict):
        return humanize.intcomma(len(value))
    return shown(value).text


def _one_line(text: str) -> str:
    text = " ".join(text[: 2 * _MOST_CHARACTERS].split())
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"
