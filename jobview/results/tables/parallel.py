"""Tables sent as parallel arrays: field by field the same thing about each of many objects.

The `/show/…` endpoints answer so (protocol §3.4). The response holds other fields as well; the
record beside the table stays complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.results.model import Column
from jobview.results.tables.fields import list_in
from jobview.results.tables.tabular import Reading, reading_of_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.results.avro_bytes.avro import RecordSchema


class Listing(NamedTuple):
    """What an endpoint's parallel arrays are about."""

    key: str
    """The field that names the objects; arrays of its length are the table's columns."""
    one: str
    many: str

    def counted(self, count: int, number: str) -> str:
        """The number and what it counts: `1 table`, `3 tables`."""
        return f"{number} {self.one if count == 1 else self.many}"


LISTINGS: Final = {
    "/admin/alter/jobs": Listing("job_ids", "job", "jobs"),
    "/admin/repair/table": Listing("table_names", "table", "tables"),
    "/admin/show/alerts": Listing("timestamps", "alert", "alerts"),
    "/admin/show/jobs": Listing("job_id", "job", "jobs"),
    "/admin/show/shards": Listing("rank", "shard", "shards"),
    "/check/table": Listing("table_names", "table", "tables"),
    "/download/files": Listing("file_names", "file", "files"),
    "/list/graph": Listing("graph_names", "graph", "graphs"),
    "/show/container/registry": Listing("registry_names", "registry", "registries"),
    "/show/credential": Listing("credential_names", "credential", "credentials"),
    "/show/datasink": Listing("datasink_names", "data sink", "data sinks"),
    "/show/datasource": Listing("datasource_names", "data source", "data sources"),
    "/show/directories": Listing("directories", "directory", "directories"),
    "/show/environment": Listing("environment_names", "environment", "environments"),
    "/show/files": Listing("file_names", "file", "files"),
    "/show/functions": Listing("function_names", "function", "functions"),
    "/show/graph": Listing("graph_names", "graph", "graphs"),
    "/show/model": Listing("model_names", "model", "models"),
    "/show/proc": Listing("proc_names", "proc", "procs"),
    "/show/schema": Listing("schema_names", "schema", "schemas"),
    "/show/sql/proc": Listing("procedure_names", "procedure", "procedures"),
    "/show/statistics": Listing("table_names", "table", "tables"),
    "/show/system/timing": Listing("endpoints", "request", "requests"),
    "/show/table": Listing("table_names", "table", "tables"),
    "/show/table/metadata": Listing("table_names", "table", "tables"),
    "/show/tablemonitors": Listing("monitor_ids", "table monitor", "table monitors"),
    "/show/tables/bytype": Listing("table_names", "table", "tables"),
    "/show/types": Listing("type_ids", "type", "types"),
    "/show/video": Listing("paths", "video", "videos"),
    "/show/wal": Listing("table_names", "table", "tables"),
    "/upload/files/fromurl": Listing("successful_file_names", "file", "files"),
    "/verify/backup": Listing("backup_names", "backup", "backups"),
}
"""By endpoint."""

_MOST_NAMED: Final = 16
"""Lists that a note names; no server has more."""

_EPOCH_MS: Final = frozenset({"time_received", "creation_times"})
"""Fields of milliseconds since the epoch where they are integers."""


def read_listing(endpoint: str, record: Mapping[str, object], schema: RecordSchema) -> Reading:
    """The table of a response of one of the endpoints in `LISTINGS`; none for an empty list.

    A list that is of another length belongs to no row: it stays in the record, and a note says so.

    Args:
        endpoint: a key of `LISTINGS`.
        record: the endpoint's response.
        schema: the response's schema, for the order and types of the columns.
    """
    listing = LISTINGS[endpoint]
    count = len(list_in(record, listing.key))
    if not count:
        return Reading()
    kinds = {field["name"]: _item_type(field) for field in schema.definition["fields"]}
    names = [name for name in kinds if len(list_in(record, name)) == count]
    names.sort(key=lambda name: name != listing.key)
    columns = [Column(name, kinds[name]) for name in names]
    data = [list(list_in(record, name)) for name in names]
    return reading_of_columns(columns, data, {}, title=listing.many, notes=_left_out(record, count))


def _left_out(record: Mapping[str, object], count: int) -> list[str]:
    """What is said about lists of another length than the table's; nothing when there are none."""
    lengths = {name: len(list_in(record, name)) for name in record}
    odd = [f"{name} ({length:,})" for name, length in lengths.items() if length not in {0, count}]
    if not odd:
        return []
    more = [f"{len(odd) - _MOST_NAMED:,} more"] if len(odd) > _MOST_NAMED else []
    names = ", ".join([*odd[:_MOST_NAMED], *more])
    return [f"left out of the table, because they are not {count:,} long: {names}"]


def _item_type(field: Mapping[str, object]) -> str:
    """The type of an array's items in Kinetica's words; empty for other fields."""
    kind = field["type"]
    items = kind.get("items") if isinstance(kind, dict) else None
    return "timestamp" if items == "long" and field["name"] in _EPOCH_MS else _type_word(items)


def _type_word(kind: object) -> str:
    """`string`, `array(string)`, or `map`, for which Kinetica has no word."""
    if isinstance(kind, dict):
        return f"array({_type_word(kind['items'])})" if kind["type"] == "array" else "map"
    return kind if isinstance(kind, str) else ""
