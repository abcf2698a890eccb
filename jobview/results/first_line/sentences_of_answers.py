"""What endpoints that only read found, as sentences with places for their responses' fields.

Of several sentences the first whose fields are there is told; the last needs none. Endpoints whose
rows are a table are counted, and are here for what they say without one.
"""

from __future__ import annotations

from typing import Final

_IMAGE: Final = ("image of {width} by {height} pixels, {image_data!size}", "no image")
_NO_ROWS: Final = ("no rows",)
_IN_A_TABLE: Final = "{info.count:row} in the result table"


def _existence(thing: str) -> tuple[str, ...]:
    """The sentences of `/has/…` about things that are there or not."""
    field = "type_id" if thing == "type" else f"{thing}_name"
    is_there = f"{{{thing}_exists?exists:does not exist}}"
    return (f"{thing} {{{field}}} {is_there}", f"the {thing} {is_there}", f"looked for the {thing}")


ANSWERS: Final[dict[str, tuple[str, ...]]] = {
    # The cluster.
    "/admin/show/cluster/operations": (
        "{endpoint} {in_progress?in progress:ended}, {percent_complete!id} %[, {overall_status}]",
        "no cluster operation",
    ),
    "/admin/show/configuration": (
        "configuration of {config_string#characters:character}",
        "no configuration",
    ),
    "/admin/verifydb": (
        (
            "database {verified_ok?verified:not in order}[, {error_list#items:error}]"
            "[, {orphaned_tables_total_size!size} of orphaned tables]"
        ),
        "checked the database",
    ),
    "/check/table": ("{errors#items:finding}", "checked tables"),
    "/verify/backup": (
        "verified {backup_names#items:backup}[, {errors#filled} with errors]",
        "verified backups",
    ),
    # Aggregates.
    "/aggregate/convexhull": (
        "{is_valid?convex hull:no valid convex hull}[ of {count:point}]",
        "convex hull",
    ),
    "/aggregate/groupby": (_IN_A_TABLE, "no groups"),
    "/aggregate/histogram": ("{counts#items:bin} from {start} to {end}", "histogram"),
    "/aggregate/kmeans": (
        "{means#items:cluster}[ of {count:record}][ after {num_iters:iteration}]",
        "clusters",
    ),
    "/aggregate/minmax": ("min {min}, max {max}", "minimum and maximum"),
    "/aggregate/minmax/geometry": (
        "x from {min_x} to {max_x}, y from {min_y} to {max_y}",
        "bounds of the geometries",
    ),
    "/aggregate/statistics": ("{stats!pairs}", "no statistics"),
    "/aggregate/statistics/byrange": ("{stats!names}, by range", "no statistics by range"),
    "/aggregate/unique": (_IN_A_TABLE, "no distinct values"),
    "/aggregate/unpivot": (_IN_A_TABLE, "no rows"),
    # Records, files, images.
    "/download/files": (
        "downloaded {file_names#items:file}[, {file_data!size}]",
        "downloaded files",
    ),
    "/filter": ("{count:matching record}[ in view {info.qualified_view_name}]", "filtered records"),
    "/get/job": ("{endpoint} is {job_status}[ at {progress!id} %]", "the state of a job"),
    "/get/records": _NO_ROWS,
    "/get/vectortile": ("vector tile of {encoded_data#characters:character}", "empty vector tile"),
    "/visualize": _IMAGE,
    "/visualize/getfeatureinfo": ("no features",),
    "/visualize/isochrone": (f"isochrones, {_IMAGE[0]}", "isochrones without an image"),
    # Graphs, which say themselves whether they succeeded.
    "/get/graph/entities": (
        (
            "graph entities {result?read:not read}[, {entities_int#items:number}]"
            "[, {entities_string#items:text}][, {entities_double#items:number}]"
        ),
        "graph entities",
    ),
    "/match/graph": ("graph {result?matched:not matched}, score {match_score}", "matched graph"),
    "/query/graph": (
        (
            "graph {result?queried:not queried}[, {adjacency_list_int_array#items:number}]"
            "[, {adjacency_list_string_array#items:text}]"
            "[, {adjacency_list_wkt_array#items:geometry|geometries}]"
        ),
        "queried graph",
    ),
    "/solve/graph": (
        "graph {result?solved:not solved}[ for {result_per_destination_node#items:destination}]",
        "solved graph",
    ),
    "/show/graph/grammar": (
        "graph grammar of {components_json#characters:character}",
        "no graph grammar",
    ),
    # Yes or no.
    "/has/permission": (
        "{principal} {has_permission?has:does not have} {permission}[ on {object}]",
        "the permission is {has_permission?held:not held}",
        "looked for the permission",
    ),
    "/has/proc": _existence("proc"),
    "/has/role": (
        "{principal} {has_role?has:does not have} role {role}",
        "the role is {has_role?held:not held}",
        "looked for the role",
    ),
    "/has/schema": _existence("schema"),
    "/has/table": _existence("table"),
    "/has/type": _existence("type"),
    # What there is.
    "/show/backup": ("{backup_description#items:backup}", "no backups"),
    "/show/proc/status": ("{overall_statuses#items:run}[: {overall_statuses!pairs}]", "no runs"),
    "/show/resource/objects": ("{rank_objects#items:rank} with objects", "no objects"),
    "/show/resource/statistics": (
        "{statistics_map#items:resource statistic}",
        "no resource statistics",
    ),
    "/show/resourcegroups": ("{groups#items:resource group}", "no resource groups"),
    "/show/security": ("{types#items:user or role|users and roles}", "no users or roles"),
    "/show/system/properties": ("{property_map#items:property|properties}", "no properties"),
    "/show/system/status": (
        "system {status_map.system.status}",
        "{status_map#items:status entry|status entries}",
        "no status",
    ),
    "/show/table": (
        "{table_names#items:table}[ with {total_full_size:record}][: {table_names!names}]",
        "no tables",
    ),
    "/show/triggers": ("{trigger_map#items:trigger}", "no triggers"),
}
"""By endpoint, or by the path that several endpoints begin with."""
