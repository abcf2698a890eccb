"""What endpoints that change something did, as sentences with places for their responses' fields.

Of several sentences the first whose fields are there is told; the last needs none.
"""

from __future__ import annotations

from typing import Final

_INSERTED: Final = (
    (
        "{count_inserted:record} inserted[ into {table_name}][, {count_updated} updated]"
        "[, {count_skipped} skipped]"
    ),
    "inserted records[ into {table_name}]",
)
_VALID: Final = (
    "dry run: {count_inserted:record} would be inserted into {table_name} from {files#filled:file}"
)
_DRY_RUN: Final = (
    f"[{_VALID}, {{count_skipped}} skipped]",
    f"[{_VALID}]",
    (
        "dry run: {count_inserted:record} would be inserted[ into {table_name}]"
        " from {files#filled:file}[, {count_skipped} skipped]: {files!names}"
    ),
    "[dry run over {files#filled:file}]",
)
"""Of a load that only looks: the server names the files it read, which it does for no other. What
stands in brackets as a whole is told only when all in it is there and counts something."""
_GRAPH_SIZE: Final = "[, {num_nodes:node}, {num_edges:edge}]"


def _permissions(path: str, verb: str, person: str) -> dict[str, tuple[str, ...]]:
    """The sentences of the endpoints that grant permissions, or of those that revoke them."""
    things = {
        "credential": "credential",
        "datasource": "data source",
        "directory": "directory",
        "proc": "proc",
        "table": "table",
    }
    sentences: dict[str, tuple[str, ...]] = {
        path: (
            f"{verb} {{permission}}[ on {{object_type}}][ {{object}}]{person}",
            f"{verb} a permission",
        ),
        f"{path}/system": (
            f"{verb} {{permission}} on the system{person}",
            f"{verb} a permission on the system",
        ),
    }
    for thing, words in things.items():
        sentences[f"{path}/{thing}"] = (
            f"{verb} {{permission}} on {words}[ {{{thing}_name}}]{person}",
            f"{verb} a permission on a {words}",
        )
    return sentences


CHANGES: Final[dict[str, tuple[str, ...]]] = {
    # Whole families, for endpoints that say no more than a name.
    "/alter": ("altered {@}[ {*}][: {updated_properties_map!pairs}]",),
    "/append": ("appended records[ to {*}]",),
    "/clear": ("cleared {@}[ {*}]",),
    "/create": ("created {@}[ {*}]",),
    "/delete": ("deleted {@}[ {*}]",),
    "/drop": ("dropped {@}[ {*}]",),
    "/evaluate": ("evaluated {@}[ {*}][ into {destination_table}]",),
    "/import": ("imported {@}[ {*}]",),
    # The cluster.
    "/admin/add/host": ("added host[ {added_host}]",),
    "/admin/add/ranks": ("added {added_ranks#items:rank}[: {added_ranks!names}]", "added ranks"),
    "/admin/alter/configuration": ("altered the configuration[: {status}]",),
    "/admin/alter/host": ("altered host",),
    "/admin/alter/jobs": ("{action} asked of {job_ids#items:job}", "asked jobs to change"),
    "/admin/alter/shards": ("altered the shards[, now version {version!id}]",),
    "/admin/backup/begin": ("ready for a backup",),
    "/admin/backup/end": ("ended the backup",),
    "/admin/ha/offline": ("paused messages from other clusters of the ring",),
    "/admin/ha/refresh": ("restarted the cluster's part in the ring",),
    "/admin/offline": (
        "the system is {is_offline?offline:online}",
        "changed whether the system is online",
    ),
    "/admin/rebalance": ("rebalanced the cluster",),
    "/admin/remove/host": ("removed host",),
    "/admin/remove/ranks": (
        "removed {removed_ranks#items:rank}[: {removed_ranks!names}]",
        "removed ranks",
    ),
    "/admin/repair/table": ("repaired {table_names#items:table}", "repaired tables"),
    "/admin/send/alert": ("sent an alert",),
    "/admin/shutdown": ("shut down[: {exit_status}]",),
    "/admin/switchover": ("moved processes to another host",),
    # Definitions.
    "/alter/backup": (
        (
            "altered backup[ {backup_name}][: {total_number_of_records:record}]"
            "[ in {total_files:file}][, {total_bytes!size}]"
        ),
    ),
    "/alter/graph": ("altered graph[: {action}][ {action_arg}]",),
    "/alter/model": ("altered model[ {model_name}][: {action}][ {value}]",),
    "/alter/table": ("altered table[ {table_name}][: {action}][ {value}]",),
    "/alter/table/columns": (
        "altered {column_alterations#items:column}[ of {table_name}]",
        "altered columns[ of {table_name}]",
    ),
    "/alter/table/metadata": (
        "altered the metadata of {table_names!names}",
        "altered the metadata of tables",
    ),
    "/alter/wal": ("altered the write-ahead log",),
    "/clear/statistics": ("cleared statistics[ of {column_name}][ in {table_name}]",),
    "/clear/table": ("{table_name=ALL CLEARED:cleared all tables}", "cleared table[ {table_name}]"),
    "/clear/tables": (
        "cleared {tables#blank:table}[, {tables#filled} failed]",
        "cleared tables",
    ),
    "/collect/statistics": (
        "collected statistics of {column_names#items:column}[ in {table_name}]",
        "collected statistics[ of {table_name}]",
    ),
    "/create/backup": (
        (
            "created backup[ {backup_name}][: {copied_records:record}]"
            "[ in {copied_files:file}][, {copied_bytes!size}]"
        ),
    ),
    "/create/job": ("started job {job_id!id}", "started a job"),
    "/create/jointable": ("created join table[ {join_table_name}][, {count:record}]",),
    "/create/projection": ("created projection[ {projection_name}][, {info.count:record}]",),
    "/create/table/external": (
        (
            "created external table[ {table_name}][, {count_inserted:record}]"
            "[ from {files#items:file}][, {count_skipped} skipped]"
        ),
    ),
    "/create/tablemonitor": ("created table monitor[ on {table_name}][, topic {topic_id}]",),
    "/create/type": ("created type[ {label}][, id {type_id}]",),
    "/create/union": ("created union[ {table_name}][, {info.count:record}]",),
    "/create/video": ("started job {job_id!id}[ to render {path}]", "created video[ {path}]"),
    "/delete/files": ("deleted {file_names#items:file}[: {file_names!names}]", "deleted files"),
    "/drop/backup": (
        "dropped {backup_names#items:backup}[: {backup_names!names}]",
        "dropped backup[ {backup_name}]",
    ),
    "/lock/table": ("table lock: {lock_type}", "locked table"),
    "/reserve/resource": (
        "reserved {reservation}[ of {component}][ for {name}]",
        "reserved a resource",
    ),
    # Graphs, which say themselves whether they succeeded.
    "/create/graph": ("graph {result?created:not created}" + _GRAPH_SIZE, "created graph"),
    "/delete/graph": ("graph {result?deleted:not deleted}", "deleted graph"),
    "/modify/graph": ("graph {result?modified:not modified}" + _GRAPH_SIZE, "modified graph"),
    "/repartition/graph": ("graph {result?repartitioned:not repartitioned}", "repartitioned graph"),
    # Records and files.
    "/delete/records": ("{count_deleted:record} deleted", "deleted records"),
    "/execute/proc": ("started run {run_id}", "started a run"),
    "/export/query/metrics": ("exported query metrics[ to {info.exported_files}]",),
    "/export/records": (
        (
            "{count_exported:record} exported[ from {table_name}][ to {files#items:file}]"
            "[, {count_skipped} skipped]"
        ),
        (
            "{count_inserted:record} exported[ from {table_name}][, {count_updated} updated]"
            "[, {count_skipped} skipped]"
        ),
        "exported records[ of {table_name}]",
    ),
    "/insert/records": (
        (
            "{count_inserted:record} inserted[, {count_updated} updated]"
            "[, {info.bad_record_indices#listed} rejected]"
        ),
        "inserted records",
    ),
    "/insert/records/fromfiles": (*_DRY_RUN, *_INSERTED),
    "/insert/records/frompayload": _INSERTED,
    "/insert/records/fromquery": _INSERTED,
    "/insert/records/random": ("{count:record} inserted[ into {table_name}]", "inserted records"),
    "/insert/symbol": ("inserted symbol[ {symbol_id}]",),
    "/kill/proc": ("killed {run_ids#items:run}[: {run_ids!names}]", "killed runs"),
    "/restore/backup": (
        (
            "restored {restored_records:record}[ from backup {backup_name}]"
            "[, {restored_bytes!size}][, {failed_objects#items:object} failed]"
        ),
        "restored backup[ {backup_name}]",
    ),
    "/update/records": (
        "{count_updated:record} updated[, {count_inserted} inserted]",
        "updated records",
    ),
    "/upload/files": ("uploaded files",),
    "/upload/files/fromurl": ("uploaded {successful_file_names#items:file}", "uploaded files"),
    # Rights.
    "/grant": ("granted {@}",),
    "/grant/role": ("granted role {role}[ to {member}]", "granted a role"),
    "/revoke": ("revoked {@}",),
    "/revoke/role": ("revoked role {role}[ from {member}]", "revoked a role"),
    **_permissions(
        "/grant/permission",
        "granted",
        "[ to {principal}][ to {name}][ where {filter_expression}]",
    ),
    **_permissions("/revoke/permission", "revoked", "[ from {principal}][ from {name}]"),
}
"""By endpoint, or by the path that several endpoints begin with."""
