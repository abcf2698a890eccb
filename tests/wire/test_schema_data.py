"""The shipped schemas are those of the installed official client, every one usable."""

from __future__ import annotations

import pytest
from gpudb import GPUdb

from jobview.kinetica.generate_schemas import generated
from jobview.kinetica.schemas import DATA_FILE, Schemas


def test_data_is_what_the_installed_client_gives() -> None:
    assert DATA_FILE.read_bytes() == generated(), (
        "run `python -m jobview.kinetica.generate_schemas`"
    )


def test_stamp_is_the_clients_version() -> None:
    assert Schemas.load().stamp == GPUdb.api_version


def test_all_endpoints_of_the_client_are_there() -> None:
    endpoints = Schemas.load().endpoints()
    assert len(endpoints) == 221
    assert list(endpoints) == sorted(endpoints)


def test_load_gives_the_same_object() -> None:
    assert Schemas.load() is Schemas.load()
    assert Schemas.load().response_schema("/get/job") is Schemas.load().response_schema("/get/job")


@pytest.mark.parametrize("endpoint", ["/get/jobs", "", "gpudb_response", "trigger_notification"])
def test_what_is_no_endpoint_has_no_schema(endpoint: str) -> None:
    assert Schemas.load().response_schema(endpoint) is None
    assert Schemas.load().request_schema(endpoint) is None


def test_record_names_come_from_the_client_not_from_the_path() -> None:
    schema = Schemas.load().response_schema("/create/jointable")
    assert schema is not None
    assert schema.name == "create_join_table_response"


def test_envelope_is_the_wrapper() -> None:
    envelope = Schemas.load().envelope
    assert envelope.field_names == ("status", "message", "data_type", "data", "data_str")
