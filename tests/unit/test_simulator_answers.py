"""Results of simulated jobs fit their endpoints' schemas, whatever the endpoint and encoding."""

from __future__ import annotations

import json
import math
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.avro_bytes.avro import RecordSchema
from jobview.results.failures.failure import read_failure
from jobview.results.failures.query_mark import query_lines
from jobview.simulator.answers.newer import DIGEST, FLUSH, PLAN
from jobview.simulator.answers.registry import WRITERS, answer, payload
from jobview.simulator.chance import chance
from jobview.simulator.content.failures import QUERY_FAILURES
from jobview.simulator.content.kinds import KINDS
from jobview.simulator.content.particulars import particulars
from jobview.simulator.content.people import PEOPLE
from jobview.simulator.content.queries import QUERIES, SIMILAR_ITEMS, TRIPS_PAGE
from jobview.simulator.content.tables import TABLES
from jobview.simulator.engine import Engine
from jobview.simulator.envelope import json_text
from jobview.simulator.options import SimulatorOptions
from tests.fakes.clock import FakeClock
from tests.fakes.simulated_job import created, dynamic_value

if TYPE_CHECKING:
    from jobview.simulator.kind import Failure

SCHEMAS = Schemas.load()
DYNAMIC = (
    "/execute/sql",
    "/aggregate/groupby",
    "/aggregate/unique",
    "/aggregate/unpivot",
    "/get/records/bycolumn",
)


def response_schema(endpoint: str) -> RecordSchema:
    schema = SCHEMAS.response_schema(endpoint)
    assert schema is not None
    return schema


@pytest.mark.parametrize("endpoint", SCHEMAS.endpoints())
def test_every_endpoint_answers_in_every_form(endpoint: str) -> None:
    schema = response_schema(endpoint)
    binary, text = payload(created(endpoint), is_wrapped=False)
    assert text == ""
    record = schema.decode(binary)
    assert schema.encode(record) == binary
    binary, text = payload(created(endpoint, encoding="json"), is_wrapped=False)
    assert binary == b""
    assert json.loads(text).keys() == set(schema.field_names)
    binary, _ = payload(created(endpoint), is_wrapped=True)
    outer = SCHEMAS.envelope.decode(binary)
    assert (outer["status"], outer["data_type"]) == ("OK", schema.name)
    assert schema.decode(outer["data"]) is not None
    _, text = payload(created(endpoint, encoding="json"), is_wrapped=True)
    assert json.loads(json.loads(text)["data_str"]).keys() == set(schema.field_names)


def test_every_invented_job_has_a_result_that_decodes() -> None:
    engine = Engine(SimulatorOptions(jobs=300, seed=11), FakeClock())
    seen = set()
    for job in engine.roster:
        schema = SCHEMAS.response_schema(job.endpoint)
        if schema is None:
            assert job.kind.is_perpetual or job.endpoint in {PLAN, DIGEST, FLUSH}
            continue
        record = answer(job)
        assert schema.encode(schema.decode(schema.encode(record))) == schema.encode(record)
        if job.endpoint in DYNAMIC:
            table = dynamic_value(record)
            lengths = {len(table[name]) for name in table if name.startswith("column_")}
            assert len(table["column_headers"]) == len(table["column_datatypes"])
            assert len(lengths) <= 2  # the columns' and the headers'
        seen.add(job.endpoint)
    assert len(seen) > 20


@pytest.mark.parametrize("endpoint", DYNAMIC)
@pytest.mark.parametrize("encoding", ["binary", "json"])
def test_rows_come_in_the_encoding_asked_for(endpoint: str, encoding: str) -> None:
    request = {"table_name": "mobility.trips", "encoding": encoding}
    record = answer(created(endpoint, request))
    form = "binary_encoded_response" if encoding == "binary" else "json_encoded_response"
    assert record[form]
    assert dynamic_value(record)["column_headers"]


def test_a_query_gets_the_columns_of_the_table_it_names_and_no_more_rows_than_asked_for() -> None:
    statement = "SELECT * FROM retail.customers"
    record = answer(created("/execute/sql", {"statement": statement, "limit": 7}))
    table = dynamic_value(record)
    assert table["column_headers"][:3] == ["customer_id", "name", "città"]
    assert len(table["column_1"]) == 7
    assert record["total_number_of_records"] == 25
    assert record["has_more_records"] is True


def test_a_statement_without_rows_says_how_many_it_changed() -> None:
    record = answer(created("/execute/sql", {"statement": "DELETE FROM mobility.trips"}))
    assert dynamic_value(record)["column_headers"] == ["dummy"]
    assert record["total_number_of_records"] == -1
    assert isinstance(record["count_affected"], int)
    assert record["count_affected"] > 0


@pytest.mark.parametrize(
    ("endpoint", "field"),
    [
        ("/alter/table", "table_name"),
        ("/create/table", "table_name"),
        ("/create/jointable", "join_table_name"),
        ("/create/projection", "projection_name"),
        ("/get/records", "table_name"),
        ("/insert/records/fromfiles", "table_name"),
        ("/show/table", "table_name"),
        ("/create/tablemonitor", "table_name"),
        ("/grant/permission", "object"),
    ],
)
def test_names_come_back_as_they_were_sent(endpoint: str, field: str) -> None:
    job = created(endpoint, {"table_name": "mio.città", field: "mio.città"})
    assert answer(job)[field] == "mio.città"


def test_the_same_job_gives_the_same_result_however_often_it_is_asked() -> None:
    engine = Engine(SimulatorOptions(jobs=60), FakeClock())
    for job in engine.roster:
        assert payload(job, is_wrapped=False) == payload(job, is_wrapped=False)


def test_records_are_each_one_record_of_their_type() -> None:
    for table in TABLES:
        record = answer(created("/get/records", {"table_name": table.name, "encoding": "binary"}))
        schema = RecordSchema(json.loads(str(record["type_schema"])))
        rows = record["records_binary"]
        assert isinstance(rows, list)
        assert rows
        assert all(len(schema.decode(row)) == len(table.columns) for row in rows)


def test_a_big_page_is_big_and_says_that_there_is_more() -> None:
    engine = Engine(SimulatorOptions(jobs=40), FakeClock())
    job = next(job for job in engine.roster if job.script is TRIPS_PAGE)
    record = answer(job)
    table = dynamic_value(record)
    assert len(table["column_1"]) == 10_000
    assert record["has_more_records"] is True
    assert None in table["column_5"]
    assert "Città di Castello" in table["column_3"]


def test_vectors_are_bytes_of_their_size_and_never_json() -> None:
    engine = Engine(SimulatorOptions(jobs=40), FakeClock())
    job = next(job for job in engine.roster if job.script is SIMILAR_ITEMS)
    record = answer(job)
    assert record["json_encoded_response"] == ""
    table = dynamic_value(record)
    assert table["column_datatypes"][3] == "vector(8)"
    assert {len(cell) for cell in table["column_4"]} == {32}


def test_bytes_and_odd_numbers_in_json_take_the_likely_forms() -> None:
    definition = {
        "name": "r",
        "type": "record",
        "fields": [
            {"name": "data", "type": {"type": "array", "items": "bytes"}},
            {"name": "stats", "type": {"type": "map", "values": "double"}},
            {"name": "text", "type": "string"},
        ],
    }
    value = {
        "data": [b"\x00\xffA"],
        "stats": {"a": math.nan, "b": -math.inf, "c": 1.5},
        "text": "città",
    }
    assert json.loads(json_text(RecordSchema(definition), value)) == {
        "data": ["\x00\xffA"],
        "stats": {"a": "NaN", "b": "-Infinity", "c": 1.5},
        "text": "città",
    }


def templates() -> list[str]:
    texts = [script.text for kind in KINDS for script in kind.scripts]
    texts += [text for kind in KINDS for f in kind.failures for text in (f.message, f.text)]
    texts += [text for person in PEOPLE for text in (*person.notes, *person.tags)]
    return sorted(set(texts))


@pytest.mark.parametrize("template", templates())
def test_every_text_is_filled_from_the_particulars(template: str) -> None:
    details = particulars(chance("texts"), 1_795_444_030.0)
    for _, name, _, _ in Formatter().parse(template):
        assert name is None or name in details
    assert "{" not in template.format_map(details).replace('{"', "")


@pytest.mark.parametrize(
    "failure", [f for f in QUERY_FAILURES if f.text], ids=lambda f: f.text[:30]
)
def test_an_error_tells_the_place_that_its_query_has(failure: Failure) -> None:
    reading = read_failure(failure.message, failure.text)
    lines = query_lines(failure.text)
    named = ["GROUP", *(name for thing in reading.things for name in thing.names)]

    mark = reading.mark
    assert mark is not None
    assert mark.is_guess == (reading.position is None)
    assert lines[mark.line][mark.start : mark.end] in named


def test_the_demo_has_nested_errors_and_errors_of_workers_and_ranks() -> None:
    details = particulars(chance("errors"), 1_795_444_030.0)
    messages = [f.message.format_map(details) for kind in KINDS for f in kind.failures]
    readings = [read_failure(message) for message in messages]

    assert any(part.depth for reading in readings for part in reading.parts)
    assert {"table", "worker", "rank"} <= {t.kind for reading in readings for t in reading.things}
    assert any(len(reading.codes) > 2 for reading in readings)


def test_queries_have_results_and_every_written_endpoint_exists() -> None:
    assert all(query.columns and query.rows[0] <= query.rows[1] for query in QUERIES)
    assert set(WRITERS) <= set(SCHEMAS.endpoints())


def test_endpoints_newer_than_the_schemas_answer_text_bytes_or_nothing() -> None:
    engine = Engine(SimulatorOptions(jobs=1500), FakeClock())
    newer = [job for job in engine.roster if job.endpoint in {PLAN, DIGEST, FLUSH}]
    found = {job.endpoint: payload(job, is_wrapped=False) for job in newer}
    assert all(SCHEMAS.response_schema(endpoint) is None for endpoint in (PLAN, DIGEST, FLUSH))
    assert found[PLAN][0] == b""
    assert "HashJoin" in found[PLAN][1]
    assert len(found[DIGEST][0]) > 64
    assert found[DIGEST][1] == ""
    assert found[FLUSH] == (b"", "")
