"""The shipped schemas are those of the official clients, every one usable."""

from __future__ import annotations

import json

import pytest
from gpudb import GPUdb

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.kinetica.schemas.files import newest, older, older_file, older_lines
from jobview.kinetica.schemas.generate import generated
from jobview.results.versions import Line

SCHEMAS = Schemas.load()
OLD = Line(7, 1)
OLD_VERSION = "7.1.10.0.20240101"


def test_data_is_what_the_installed_client_gives() -> None:
    """Of the newest line all, of the older ones what the newest one leaves to be told."""
    for path, content in generated().items():
        assert path.read_bytes() == content, "run `python -m jobview.kinetica.schemas.generate`"


def test_stamp_is_the_clients_version() -> None:
    assert SCHEMAS.stamp == GPUdb.api_version


def test_all_endpoints_of_the_client_are_there() -> None:
    endpoints = SCHEMAS.endpoints()
    assert len(endpoints) == 221
    assert list(endpoints) == sorted(endpoints)


def test_load_gives_the_same_object() -> None:
    assert Schemas.load() is Schemas.load()
    assert SCHEMAS.response_schema("/get/job") is SCHEMAS.response_schema("/get/job")


@pytest.mark.parametrize("endpoint", ["/get/jobs", "", "gpudb_response", "trigger_notification"])
def test_what_is_no_endpoint_has_no_schema(endpoint: str) -> None:
    assert SCHEMAS.response_schema(endpoint) is None
    assert SCHEMAS.request_schema(endpoint) is None
    assert list(SCHEMAS.response_schemas(endpoint, OLD_VERSION)) == []
    assert SCHEMAS.has_one_response(endpoint)


def test_record_names_come_from_the_client_not_from_the_path() -> None:
    schema = SCHEMAS.response_schema("/create/jointable")
    assert schema is not None
    assert schema.name == "create_join_table_response"


def test_envelope_is_the_wrapper() -> None:
    assert SCHEMAS.envelope.field_names == ("status", "message", "data_type", "data", "data_str")


def test_there_is_one_older_line_taken_from_its_newest_client() -> None:
    assert older_lines() == (OLD,)
    assert older(OLD).client == "7.1.10.1"
    assert older(OLD).base == GPUdb.api_version


def test_of_the_older_line_only_the_difference_is_kept() -> None:
    """Facts about the clients 7.1.10.1 and 7.2.3.13, counted in both."""
    file = older(OLD)
    endpoints = set(SCHEMAS.endpoints())

    assert set(file.responses) & endpoints == {
        "/admin/show/jobs",
        "/filter/bystring",
        "/show/model",
        "/show/tablemonitors",
    }
    assert set(file.responses) - endpoints == {"/merge/records", "/update/records/byseries"}
    assert len(file.absent) == 17
    assert file.absent < endpoints
    assert {"/create/backup", "/create/catalog", "/check/table"} < file.absent
    assert older_file(OLD).stat().st_size < 4_000


@pytest.mark.parametrize(
    ("endpoint", "only_newest"),
    [
        ("/admin/show/jobs", ["query_text"]),
        ("/filter/bystring", ["stats_data"]),
        ("/show/model", ["options"]),
        (
            "/show/tablemonitors",
            [
                "join_table_names",
                "join_column_names",
                "join_expressions",
                "max_consecutive_failures",
                "failed_notifications_table_names",
                "statuses",
            ],
        ),
    ],
)
def test_what_the_newest_line_added(endpoint: str, only_newest: list[str]) -> None:
    new, old = SCHEMAS.response_schemas(endpoint, "7.2.3.12")

    assert (new.stamp, old.stamp) == (GPUdb.api_version, "7.1.10.1")
    assert [name for name in new.schema.field_names if name not in only_newest] == list(
        old.schema.field_names
    )
    assert not SCHEMAS.has_one_response(endpoint)


def test_an_older_server_has_its_own_line_first_and_equal_records_once() -> None:
    for version, stamps in (
        (OLD_VERSION, ["7.1.10.1", SCHEMAS.stamp]),
        ("7.0.20.3", ["7.1.10.1", SCHEMAS.stamp]),
        ("7.2.3.12", [SCHEMAS.stamp, "7.1.10.1"]),
        ("7.9", [SCHEMAS.stamp, "7.1.10.1"]),
        ("", [SCHEMAS.stamp, "7.1.10.1"]),
    ):
        differing = SCHEMAS.response_schemas("/show/model", version)
        equal = SCHEMAS.response_schemas("/execute/sql", version)
        assert [found.stamp for found in differing] == stamps
        assert [found.stamp for found in equal] == stamps[:1]


def test_an_endpoint_of_one_line_alone_has_that_lines_record_for_every_server() -> None:
    for version in ("7.2.3.12", OLD_VERSION, ""):
        (only_old,) = SCHEMAS.response_schemas("/merge/records", version)
        (only_new,) = SCHEMAS.response_schemas("/create/backup", version)
        assert (only_old.line, only_old.schema.name) == (OLD, "merge_records_response")
        assert (only_new.line, only_new.stamp) == (Line(7, 2), SCHEMAS.stamp)


def test_every_record_of_every_line_is_usable_and_keeps_its_name() -> None:
    for endpoint in {*newest().endpoints, *older(OLD).responses}:
        found = list(SCHEMAS.response_schemas(endpoint, OLD_VERSION))
        assert len({record.schema.name for record in found}) == 1
        for record in found:
            assert record.schema.field_names
            assert record.schema.decode_beginning(b"").record == {}


def test_the_newest_line_is_read_without_the_older_ones() -> None:
    older.cache_clear()

    for endpoint in SCHEMAS.endpoints():
        assert next(SCHEMAS.response_schemas(endpoint, "7.2.3.12")).stamp == SCHEMAS.stamp

    assert older.cache_info().currsize == 0
    json.loads(older_file(OLD).read_bytes())
