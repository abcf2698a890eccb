from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.jobs.source import ListedJob
from jobview.kinetica.messages import job_list
from jobview.kinetica.messages.envelope import Encoding, Envelope, EnvelopeError
from jobview.kinetica.messages.job_list import ListedJobs, SharedTexts, listed_jobs
from jobview.kinetica.messages.list_damage import list_damage

FULL = {
    "job_id": [7, 2**62],
    "status": ["running", "async job done"],
    "endpoint_name": ["/execute/sql", "/alter/table"],
    "time_received": [1_763_900_000_000, 1_763_900_000_001],
    "auth_id": ["ann", "etl"],
    "source_ip": ["127.0.0.1:36034", ""],
    "query_text": ["SELECT 1", ""],
    "user_data": ["", "load-1"],
    "flags": ["", "x"],
    "info": {"worker_info": "{}"},
}


def listed(payload: object) -> ListedJobs:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return listed_jobs(Envelope(Encoding.JSON, "OK", "", "", b"", text))


def test_a_list_of_more_jobs_than_there_is_room_for_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(job_list, "MAX_JOBS", 3)
    assert len(listed({"job_id": [1, 2, 3]}).rows) == 3
    with pytest.raises(EnvelopeError, match="lists 4 jobs, more than 3"):
        listed({"job_id": [1, 2, 3, 4]})


def test_columns_become_rows() -> None:
    rows, info, *_ = listed(FULL)
    assert rows[0] == ListedJob(
        7,
        "running",
        "/execute/sql",
        1_763_900_000_000,
        "ann",
        "127.0.0.1:36034",
        "SELECT 1",
        "",
        "",
    )
    assert rows[1] == ListedJob(
        2**62, "async job done", "/alter/table", 1_763_900_000_001, "etl", "", "", "load-1", "x"
    )
    assert all(type(row) is ListedJob for row in rows)
    assert info == {"worker_info": "{}"}


def test_equal_words_of_two_answers_are_one_object() -> None:
    shared = SharedTexts()
    once, again = (
        listed_jobs(Envelope(Encoding.JSON, "OK", "", "", b"", json.dumps(FULL)), shared).rows
        for _ in range(2)
    )
    assert once == again
    assert once[1] is not again[1]
    for name in ("status", "endpoint", "auth_id", "user_data", "flags"):
        assert getattr(once[1], name) is getattr(again[1], name)


def test_remembered_words_are_bounded() -> None:
    shared = SharedTexts()
    for start in range(0, 100_000, 10_000):
        shared([f"{number:0100}" for number in range(start, start + 10_000)])
    assert len(shared._known) <= 15_000


def test_a_long_text_is_not_remembered_and_costs_the_others_nothing() -> None:
    shared = SharedTexts()
    once = shared(["run" + "ning", "x" * 2_000_000])
    assert list(shared._known) == ["running"]
    assert shared(["running"])[0] is once[0]


def test_two_threads_share_words_at_a_time() -> None:
    shared = SharedTexts()
    texts = [f"{number} " * 1_000 for number in range(200)]
    switch_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(2) as threads:
            told = list(threads.map(shared, [texts] * 400))
    finally:
        sys.setswitchinterval(switch_s)
    assert all(each == texts for each in told)
    assert not shared._known


def test_cells_of_other_types_share_their_words_too() -> None:
    odd = FULL | {"job_id": ["7", 8], "status": ["running"] * 2, "source_ip": [None, ""]}
    once, again = listed(odd).rows
    assert once.status == "running"
    assert once.status is again.status


@pytest.mark.parametrize(
    "missing", [{"flags"}, {"query_text", "flags"}, {"source_ip", "query_text", "flags", "info"}]
)
def test_columns_that_older_servers_lack_are_empty(missing: set[str]) -> None:
    old = {name: column for name, column in FULL.items() if name not in missing}
    rows, *_ = listed(old)
    for row in rows:
        assert all(getattr(row, name) == "" for name in missing - {"info"})
        assert row.endpoint


def test_ids_alone_are_enough() -> None:
    rows, info, *_ = listed({"job_id": [1]})
    assert rows == (ListedJob(1, "", "", None, "", "", "", "", ""),)
    assert info == {}


def test_no_jobs() -> None:
    assert listed({"job_id": []}).rows == ()


@given(st.lists(st.integers(0, 5), min_size=9, max_size=9))
def test_ragged_columns_cost_no_row(lengths: list[int]) -> None:
    ragged = {
        name: (column * 3)[:length] if isinstance(column, list) else column
        for (name, column), length in zip(FULL.items(), [*lengths, 0], strict=True)
    }
    rows, *_ = listed(ragged)
    assert [row.job_id for row in rows] == ragged["job_id"]
    assert all(isinstance(cell, str | int | None) for row in rows for cell in row)


@pytest.mark.parametrize("ids", [[1, 2, 3], ["1", 2, "x"]], ids=["plain", "odd"])
def test_cells_that_may_be_of_another_row_are_none(ids: list[object]) -> None:
    rows, *_ = listed(
        {
            "job_id": ids,
            "status": ["error", "running"],
            "endpoint_name": ["/a", "/b", "/c"],
            "time_received": [2, 3],
            "auth_id": ["ann", "bob", "cy", "dan"],
        }
    )
    assert [row.endpoint for row in rows] == ["/a", "/b", "/c"][: len(rows)]
    assert {(row.status, row.received_ms, row.auth_id) for row in rows} == {("", None, "")}


def test_cells_of_other_types_do_not_cost_the_list() -> None:
    odd = FULL | {
        "job_id": ["7", 8],
        "flags": [{"is_mh": True}, None],
        "time_received": ["1763900000000", "soon"],
        "user_data": None,
        "info": {"count": 2},
    }
    rows, info, *_ = listed(odd)
    assert [row.job_id for row in rows] == [7, 8]
    assert [row.flags for row in rows] == ['{"is_mh": true}', ""]
    assert [row.received_ms for row in rows] == [1_763_900_000_000, None]
    assert [row.user_data for row in rows] == ["", ""]
    assert [row.query_text for row in rows] == ["SELECT 1", ""]
    assert info == {"count": "2"}


@pytest.mark.parametrize(
    "bad",
    [None, "seven", 1.5, 2**70, "9" * 5_000, [7], True],
    ids=["null", "word", "fraction", "too-long", "too-long-text", "array", "bool"],
)
def test_a_row_without_a_readable_id_does_not_cost_the_others(bad: object) -> None:
    rows, *_ = listed(FULL | {"job_id": [bad, 8]})
    assert [row.job_id for row in rows] == [8]
    assert (rows[0].status, rows[0].endpoint) == ("async job done", "/alter/table")
    assert (rows[0].received_ms, rows[0].user_data) == (1_763_900_000_001, "load-1")


def test_negative_ids_and_the_longest_ones_are_ids() -> None:
    rows, *_ = listed({"job_id": [-(2**63), -1, 0, 2**63 - 1]})
    assert [row.job_id for row in rows] == [-(2**63), -1, 0, 2**63 - 1]


@pytest.mark.parametrize(
    ("cell", "received_ms"),
    [
        (10**400, None),
        (2**70, None),
        (1e300, None),
        ("soon", None),
        (None, None),
        (1_763_900_000_000.7, 1_763_900_000_000),
        ("1763900000000", 1_763_900_000_000),
        (-5, -5),
    ],
    ids=["400-digits", "over-a-long", "far-float", "word", "null", "fraction", "text", "negative"],
)
def test_a_time_is_a_number_of_milliseconds_that_a_clock_can_show(
    cell: object, received_ms: int | None
) -> None:
    rows, *_ = listed({"job_id": [1], "time_received": [cell]})
    assert rows[0].received_ms == received_ms


@pytest.mark.parametrize(
    "column", [None, "running", {"a": 1}, 7], ids=["null", "text", "map", "int"]
)
@pytest.mark.parametrize("name", [name for name in FULL if name not in {"job_id", "info"}])
def test_a_column_that_is_no_array_is_empty(name: str, column: object) -> None:
    rows, *_ = listed(FULL | {name: column})
    field = {"endpoint_name": "endpoint", "time_received": "received_ms"}.get(name, name)
    assert [getattr(row, field) for row in rows] == [None if name == "time_received" else ""] * 2
    assert [row.job_id for row in rows] == FULL["job_id"]


def test_a_received_time_of_nought_is_no_time() -> None:
    assert listed({"job_id": [1], "time_received": [0]}).rows[0].received_ms is None


@pytest.mark.parametrize(
    "payload",
    ["", "[]", "{}", '{"job_id": null}', '{"job_id": ["seven"]}', '{"job_id": [1.5]}', "x"],
)
def test_what_is_no_job_list_is_refused(payload: str) -> None:
    with pytest.raises(EnvelopeError):
        listed(payload)


def test_equal_words_are_one_object() -> None:
    rows, *_ = listed({"job_id": [1, 2], "status": ["run" + "ning", "running"]})
    assert rows[0].status is rows[1].status


def test_text_as_servers_write_it() -> None:
    rows, *_ = listed('{"job_id": [1], "query_text": ["\\U00e4\\\\U00e4"]}')
    assert rows[0].query_text == "ä\\U00e4"


@pytest.mark.parametrize(
    ("change", "damage"),
    [
        ({}, ""),
        ({"flags": [], "query_text": []}, ""),
        ({"status": ["running"]}, "the list has 2 job ids but 1 status"),
        ({"status": [], "auth_id": []}, "the list has 2 job ids but no statuses and no users"),
        ({"status": None}, "the list has 2 job ids but no statuses"),
        ({"job_id": [7]}, "the list has 1 job id but 2 times, 2 statuses, 2 endpoints, 2 users, "),
        ({"job_id": []}, "the list has no job ids but 2 times, 2 statuses, 2 endpoints"),
        ({"job_id": None}, "the list has no job ids but 2 times, 2 statuses, 2 endpoints"),
        ({"job_id": [7, "x"]}, "the list has 2 job ids, 1 of them unreadable"),
        ({"query_text": ["SELECT 1"]}, "the list has 2 job ids but 1 query"),
    ],
    ids=["whole", "older", "cut", "none", "null", "ids cut", "no id", "no ids", "odd id", "query"],
)
def test_arrays_of_different_length_are_told(change: dict[str, object], damage: str) -> None:
    told = listed(FULL | change).damage
    assert told.startswith(damage)
    assert bool(told) is bool(damage)


@pytest.mark.parametrize(
    ("change", "absent"),
    [
        ({}, set()),
        ({"flags": [], "query_text": None}, {"flags", "query_text"}),
        ({"source_ip": ["", ""], "user_data": [None, ""]}, set()),
        ({"job_id": ["7", 8], "flags": "x"}, {"flags"}),
    ],
    ids=["whole", "older", "empty", "odd"],
)
def test_columns_without_cells_are_told_from_empty_cells(
    change: dict[str, object], absent: set[str]
) -> None:
    assert listed(FULL | change).absent == absent


def test_a_list_without_its_ids_tells_of_no_job() -> None:
    without = {name: column for name, column in FULL.items() if name != "job_id"}
    assert listed(without).rows == ()
    assert listed(without).damage.startswith("the list has no job ids but ")


@pytest.mark.parametrize(
    ("change", "lacks_rows"),
    [
        ({}, False),
        ({"status": ["running"], "flags": None}, False),
        ({"job_id": [7]}, True),
        ({"job_id": None}, True),
        ({"job_id": [7, "x"]}, True),
    ],
    ids=["whole", "cells", "id", "ids", "unreadable"],
)
def test_a_list_that_does_not_tell_all_its_ids_lacks_rows(
    change: dict[str, object], *, lacks_rows: bool
) -> None:
    assert listed(FULL | change).lacks_rows is lacks_rows


@pytest.mark.parametrize(
    ("counts", "damage"),
    [
        ((40, 0, {"status": 8, "endpoint_name": 1}), "40 job ids but 8 statuses and 1 endpoint"),
        ((40, 2, {"status": 40}), "40 job ids, 2 of them unreadable"),
        ((1, 1, {"status": 0}), "1 job id, unreadable, but no statuses"),
        (
            (2_000, 1, {"auth_id": 1, "source_ip": 1_234, "flags": 1}),
            "2,000 job ids, 1 of them unreadable, but 1 user, 1,234 addresses and 1 set of flags",
        ),
    ],
)
def test_a_damage_is_told_in_words(counts: tuple[int, int, dict[str, int]], damage: str) -> None:
    assert list_damage(*counts) == f"the list has {damage}"
