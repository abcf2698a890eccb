"""Plausible responses of every endpoint, for tests of what is said about them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.decoding.decode import decode_result
from tests.fakes.jobs import reply

if TYPE_CHECKING:
    from jobview.results.model import DecodedResult

SCHEMAS: Final = Schemas.load()

_BY_NAME: Final[dict[str, Any]] = {
    "action": "add_column",
    "added_host": "10.0.4.9",
    "added_ranks": ["rank3", "rank4"],
    "backup_name": "nightly",
    "backup_names": ["nightly"],
    "column_name": "fare",
    "column_names": ["fare", "tip"],
    "component": "vram",
    "config_string": "rank0.port = 9191\n" * 400,
    "count": 31_415,
    "count_affected": 1_204_331,
    "count_deleted": 5,
    "count_exported": 48_210_331,
    "count_inserted": 10_000,
    "count_skipped": 3,
    "count_updated": 12,
    "credential_name": "s3_reader",
    "datasource_name": "s3_source",
    "delta_table_name": "ki_home.taxi_delta",
    "destination_table": "ki_home.fares_predicted",
    "directory_name": "uploads",
    "encoded_data": "GgoIAA==" * 40,
    "endpoint": "/admin/rebalance",
    "environment_name": "udf_env",
    "error_list": [],
    "exit_status": "OK",
    "failed_objects": {"ki_home.broken": "table"},
    "file_names": ["uploads/a.csv", "uploads/b.csv"],
    "files": ["kifs://out/part-0.csv", "kifs://out/part-1.csv"],
    "filter_expression": "vendor_id = 7",
    "job_id": 48_213,
    "job_status": "RUNNING",
    "join_table_name": "ki_home.taxi_zones",
    "label": "taxi_type",
    "lock_type": "read_only",
    "match_score": 0.03,
    "max": 312.5,
    "max_x": -73.9,
    "max_y": 40.9,
    "member": "alice",
    "min": 0.5,
    "min_x": -74.1,
    "min_y": 40.6,
    "model_name": "fares",
    "name": "night_crew",
    "num_edges": 84_210,
    "num_iters": 12,
    "num_nodes": 31_007,
    "object": "ki_home.taxi",
    "object_type": "table",
    "orphaned_tables_total_size": 123_456_789,
    "overall_status": "OK",
    "overall_statuses": {"12": "complete", "13": "running"},
    "paging_table": "",
    "path": "videos/taxi.mp4",
    "percent_complete": 46,
    "permission": "table_read",
    "principal": "alice",
    "proc_name": "geocode",
    "progress": 46,
    "projection_name": "ki_home.taxi_by_day",
    "registry_name": "hub",
    "removed_ranks": ["rank4"],
    "reservation": 4_294_967_296,
    "restored_records": 10_000,
    "role": "analyst",
    "run_id": "77",
    "run_ids": ["77", "78"],
    "schema_name": "ki_home",
    "status": "OK",
    "stats": {"count": 31_415.0, "mean": 14.25, "max": 312.5},
    "status_map": {"system": '{"status": "running", "version": "7.2.3.13"}', "ha_status": "{}"},
    "symbol_id": "taxi_yellow",
    "table_name": "ki_home.taxi",
    "table_names": ["ki_home.taxi", "ki_home.zones"],
    "tables": {"ki_home.a": "", "ki_home.b": "", "ki_home.c": "no such table"},
    "topic_id": "Kd4f2",
    "total_full_size": 1_204_331,
    "trigger_id": "near_airport",
    "type_id": "1204332",
    "updated_properties_map": {"timeout": "30", "url": "s3://bucket"},
    "value": "fare_eur",
    "verified_ok": True,
}
"""What a field holds, by its name, where it is of such a kind."""

_BY_ENDPOINT: Final[dict[str, dict[str, Any]]] = {
    "/admin/alter/jobs": {"action": "cancel"},
    "/alter/graph": {"action": "add_table_monitor", "action_arg": "ki_home.roads"},
    "/alter/model": {"action": "refresh", "value": ""},
    "/check/table": {"errors": ["chunk 3 is unreadable", "chunk 9 is unreadable"]},
    "/create/catalog": {"name": "lake"},
    "/create/datasink": {"name": "kafka_out"},
    "/create/datasource": {"name": "s3_source"},
    "/export/records/totable": {"count_updated": 0, "count_skipped": 0},
    "/grant/permission/system": {"permission": "system_read"},
    "/insert/records/fromfiles": {"files": []},
    "/revoke/permission/system": {"permission": "system_read"},
    "/update/records": {"count_inserted": 1},
}

_BY_KIND: Final[dict[str, Any]] = {
    "boolean": True,
    "bytes": bytes(2048),
    "double": 512.0,
    "float": 0.25,
    "int": 640,
    "long": 8_192,
    "string": "text",
}
_EMPTY: Final[dict[str, Any]] = {
    "boolean": False,
    "bytes": b"",
    "double": 0.0,
    "float": 0.0,
    "int": 0,
    "long": 0,
    "string": "",
}

_TYPE_SCHEMA: Final = json.dumps(
    {"type": "record", "name": "t", "fields": [{"name": "n", "type": "int"}]}
)
_COLUMNS: Final = json.dumps(
    {"column_1": [1, 2], "column_headers": ["n"], "column_datatypes": ["int"]}
)
_ROWS: Final[dict[str, Any]] = {
    "binary_encoded_response": b"",
    "json_encoded_response": _COLUMNS,
    "records_binary": [],
    "records_json": ['{"n": 1}', '{"n": 2}'],
    "list_records_binary": [],
    "list_records_json": [['{"n": 1}'], ['{"n": 2}']],
    "type_schema": _TYPE_SCHEMA,
    "type_schemas": [_TYPE_SCHEMA, _TYPE_SCHEMA],
    "geojson_encoded_response": "",
    "text_encoded_response": "",
    "total_number_of_records": 48_210_331,
    "has_more_records": True,
}


def plausible(endpoint: str) -> dict[str, Any]:
    """A response with something in every field."""
    usual = _record(endpoint, _BY_NAME | _ROWS, _BY_KIND, size=2)
    return usual | _BY_ENDPOINT.get(endpoint, {})


def empty(endpoint: str) -> dict[str, Any]:
    """A response with nothing in any field."""
    return _record(endpoint, {}, _EMPTY, size=0)


def decoded(endpoint: str, record: dict[str, Any]) -> DecodedResult:
    """The response as it comes out of JSON."""
    text = json.dumps(record, default=lambda data: data.decode("latin-1"))
    answer = reply(7, "DONE", 100, endpoint=endpoint, response_encoding="json", response_text=text)
    return decode_result(answer, SCHEMAS)


def _record(
    endpoint: str, by_name: dict[str, Any], by_kind: dict[str, Any], size: int
) -> dict[str, Any]:
    schema = SCHEMAS.response_schema(endpoint)
    fields = schema.definition["fields"] if schema else []
    record = {field["name"]: _value(field["type"], by_kind, size) for field in fields}
    for name, value in record.items():
        if isinstance(value, type(by_name.get(name))):
            record[name] = by_name[name]
    return record | {"info": {}}


def _value(kind: Any, by_kind: dict[str, Any], size: int) -> Any:  # noqa: ANN401 - Avro is anything
    if isinstance(kind, str):
        return by_kind[kind]
    if kind["type"] == "array":
        return [_value(kind["items"], by_kind, size) for _ in range(size)]
    return {f"key{number}": _value(kind["values"], by_kind, size) for number in range(size)}
