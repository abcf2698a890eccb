"""Incident cards: what they tell, that Markdown cannot be broken out of, and what stays out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.errors import TooLarge
from jobview.jobs.job import Curve
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import Snapshot
from jobview.jobs.source import ClusterInfo
from jobview.results.model import DecodedResult, ResultKind
from jobview.results.report.incident import Incident, incident_of_job, incident_of_reply
from jobview.results.report.incident_card import (
    MOST_CHARACTERS,
    MOST_SAMPLES,
    file_name,
    incident_card,
)
from jobview.results.report.redaction import EVERYTHING, Redaction
from jobview.results.report.redactor import Redactor
from jobview.results.writers.markdown_code import code_block, code_span
from tests.fakes.jobs import CLUSTER, job, reply

NOW_S = 1_795_444_030.0
QUERY = "SELECT fare, 'Città', 4711\n  FROM mobility.trips\n WHERE trips.driver = 'alice' -- secret"
FAILED = Incident(
    job_id=48188,
    endpoint="/execute/sql",
    phase=Phase.FAILED,
    made_s=NOW_S,
    cluster_name="prod-eu",
    url="http://head-7:9191",
    server_version="7.2.3.12",
    job_tag="nightly-load-41",
    listed_status="error",
    asked_status="ERROR",
    auth_id="alice",
    source_ip="10.1.2.3:40122",
    user_data="OPS-4127",
    flags="async",
    query_text=QUERY,
    received_s=NOW_S - 300,
    first_seen_s=NOW_S - 298,
    finished_s=NOW_S - 10,
    took_s=290.0,
    progress=71,
    curve=Curve((NOW_S - 300, NOW_S - 200, NOW_S - 100), (0, 35, 71)),
    error_message="From line 1, column 8 to line 1, column 11: Column 'fare' of alice: 'Città' "
    "4711 of mobility.trips in file 's3://x/y.csv' (S/SDc:1513)"
    '(Table:"mobility.trips")(Worker:2)',
    listed_s=NOW_S - 2,
    asked_s=NOW_S - 5,
)
HOSTILE = (
    "```",
    "`" * 40,
    "\n```\n# heading\n<script>",
    "\x1b[2J\x07\u202e\u2028",
    "[link](http://x) <b> | pipe",
    "\ud800\x00\r\n\r",
    " ",
    "` ",
)


def test_a_card_tells_all_that_is_known() -> None:
    zone = timezone(timedelta(hours=1), "CET")
    card = incident_card(FAILED, zone)

    for line in (
        "# Job 48188 failed: `/execute/sql`",
        "- Job id: 48188",
        "- Cluster: `prod-eu`",
        "- URL: `http://head-7:9191`",
        "- Server version: `7.2.3.12`",
        "- Job tag: `nightly-load-41`",
        "- Status in the list: `error`",
        "- Status by /get/job: `ERROR`",
        "- User: `alice`",
        "- Source address: `10.1.2.3:40122`",
        "- User data: `OPS-4127`",
        "- Flags: `async`",
        "- Received: 2026-11-23T15:22:10+01:00 by the server's clock",
        "- Seen finished: 2026-11-23T15:27:00+01:00",
        "- Took: 0:04:50",
        "- Progress: 71 %",
        "- Source codes: `S/SDc:1513`",
        "- Table: `mobility.trips`",
        "- Worker: `2`",
        "- Place in the query: line 1, column 8, told by the server: `fare`",
        "2026-11-23T15:25:30+01:00   71 %  ############################............",
    ):
        assert line in card.split("\n")
    assert f"\n```\n{FAILED.error_message}\n```\n" in card
    assert f"\n```sql\n{QUERY}\n```\n" in card
    assert "the job list was 0:00:02 old; the answer of /get/job was 0:00:05 old." in card
    assert card.endswith(".\n")


def test_a_guessed_place_is_called_a_guess() -> None:
    card = incident_card(replace(FAILED, error_message="Object 'mobility.trips' not found"), UTC)

    assert (
        "- Place in the query: line 2, `mobility.trips`, a guess: it is named in the message"
        in card
    )


def test_what_is_not_known_is_left_out() -> None:
    card = incident_card(Incident(job_id=1, endpoint="", phase=Phase.UNKNOWN, made_s=NOW_S), UTC)

    assert "## " not in card
    assert card.startswith("# Job 1 unknown: (empty)\n\n- Job id: 1\n\nWritten by jobview ")


def test_a_result_is_told_in_short() -> None:
    done = Incident(
        job_id=1, endpoint="/x", phase=Phase.DONE, made_s=NOW_S, summary="25 rows", note="cut"
    )

    assert "## Result\n\n`25 rows`\n\nNote: `cut`\n" in incident_card(done, UTC)
    assert file_name(done) == "jobview-1-done.md"


def test_a_long_curve_is_thinned_out_and_says_so() -> None:
    curve = Curve([NOW_S + n for n in range(64)], list(range(64)))
    card = incident_card(replace(FAILED, curve=curve), UTC)

    assert f"{MOST_SAMPLES} of 64 steps seen." in card
    assert len(re.findall(r"^2026-.* %  [#.]{40}$", card, re.MULTILINE)) == MOST_SAMPLES
    assert "   0 %  ." in card
    assert "  63 %  #" in card


def test_a_very_long_query_says_how_much_is_left_out() -> None:
    card = incident_card(replace(FAILED, query_text="x" * 60_000), UTC)

    assert "(10,000 more characters)" in card
    assert len(card) < MOST_CHARACTERS + 5_000


def test_values_of_an_endless_query_are_kept_out_of_the_message_by_leaving_it_out() -> None:
    query = ", ".join(f"({number}, 'name {number}')" for number in range(20_000))
    card = incident_card(replace(FAILED, query_text=query), UTC, Redaction(literals=True))

    assert "Città" not in card
    assert "(left out: the query is too long to look for its values)" in card
    assert "- Source codes: `S/SDc:1513`" in card


def test_a_time_that_no_calendar_holds_is_told_in_seconds() -> None:
    card = incident_card(replace(FAILED, received_s=1e18, took_s=1e18), UTC)

    assert "- Received: 1000000000000000000 s since 1970" in card
    assert "- Took: 1000000000000000000 s" in card


def test_everything_can_be_left_out() -> None:
    card = incident_card(FAILED, UTC, EVERYTHING)

    for secret in (
        "alice",
        "10.1.2.3",
        "prod-eu",
        "head-7",
        "nightly-load-41",
        "OPS-4127",
        "Città",
    ):
        assert secret not in card
    for secret in ("4711", "mobility", "trips", "secret", "s3://x"):
        assert secret not in card.replace("jobview", "")
    assert "async" not in card
    assert "SELECT fare, '?', ?\n  FROM table_1\n WHERE table_1.driver = '?' /* ? */" in card
    assert "- Table: `table_1`" in card
    assert "- Worker: `2`" in card
    assert "- Source codes: `S/SDc:1513`" in card


@pytest.mark.parametrize(
    ("redaction", "gone", "kept"),
    [
        (Redaction(user=True), "- User: `alice`", "10.1.2.3:40122"),
        (Redaction(source=True), "10.1.2.3", "- User: `alice`"),
        (Redaction(cluster=True), "head-7", "- User: `alice`"),
        (Redaction(user_data=True), "OPS-4127", "4711"),
        (Redaction(literals=True), "4711", "mobility.trips"),
        (Redaction(tables=True), "mobility.trips", "4711"),
    ],
)
def test_each_kind_can_be_left_out_alone(redaction: Redaction, gone: str, kept: str) -> None:
    card = incident_card(FAILED, UTC, redaction)

    assert gone not in card
    assert kept in card


@pytest.mark.parametrize(
    ("sql", "redacted"),
    [
        ("SELECT 'it''s', 1.5e3, -2 FROM a.b", "SELECT '?', ?, -? FROM table_1"),
        ("SELECT t1.x2 FROM a.b t1", "SELECT t1.x2 FROM table_1 t1"),
        ('SELECT "a", "a 1" FROM "S"."T"', 'SELECT "a", "?" FROM table_1'),
        ('SELECT a FROM b WHERE a = "x"', 'SELECT a FROM table_1 WHERE a = "?"'),
        ("SELECT 'unclosed", ""),
        ("SELECT /* KI_HINT_NO_JOIN_COUNT */ a", "SELECT /* KI_HINT_NO_JOIN_COUNT */ a"),
        ("INSERT INTO a.b VALUES (1, 'x')", "INSERT INTO table_1 VALUES (?, '?')"),
        ("CREATE TABLE IF NOT EXISTS a (b int)", "CREATE TABLE IF NOT EXISTS table_1 (b int)"),
        ("SELECT /* hush */ 1 -- alice", "SELECT /* ? */ ? /* ? */"),
    ],
)
def test_a_statement_without_values_and_tables(sql: str, redacted: str) -> None:
    assert Redactor(Redaction(literals=True, tables=True), query=sql).sql() == redacted


@pytest.mark.parametrize("text", HOSTILE)
def test_no_server_text_breaks_out(text: str) -> None:
    incident = replace(
        FAILED,
        endpoint=text,
        auth_id=text,
        source_ip=text,
        job_tag=text,
        user_data=text,
        flags=text,
        listed_status=text,
        query_text=text,
        error_message=f"{text} Object '{text}' (A/Bc:1)(Table:\"{text}\")",
        summary=text,
        note=text,
    )
    for redaction in (Redaction(), EVERYTHING):
        card = incident_card(incident, UTC, redaction)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800-\udfff]", card)
        assert "# heading" not in outside_of_code(card)
        assert "<script>" not in outside_of_code(card)
        assert "](" not in outside_of_code(card)


def outside_of_code(card: str) -> list[str]:
    """Lines outside of fenced blocks, code spans taken out, as CommonMark reads them."""
    lines: list[str] = []
    fence = ""
    for line in card.split("\n"):
        opening = re.match("`{3,}", line)
        if fence:
            if opening and len(opening[0]) >= len(fence) and not line.strip("`"):
                fence = ""
        elif opening and "`" not in line[len(opening[0]) :]:
            fence = opening[0]
        else:
            lines.append(re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", line))
    assert not fence
    return lines


@given(st.text())
def test_a_code_span_is_one_span_of_one_line(text: str) -> None:
    span = code_span(text)

    assert "\n" not in span
    assert re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", span) in {"", "(empty)"}


@given(st.text("`a\n ~"))
def test_a_code_block_holds_its_text(text: str) -> None:
    lines = code_block(text, "sql")

    assert outside_of_code("\n".join(lines)) == []
    assert "\n".join(lines[1:-1]) == text


@given(st.text(), st.text(), st.builds(Redaction, *[st.booleans()] * 7))
def test_no_text_stops_a_card(message: str, query: str, redaction: Redaction) -> None:
    incident = replace(FAILED, error_message=message, query_text=query)
    card = incident_card(incident, None, redaction)

    card.encode("utf-8")
    assert card.startswith("# Job 48188 failed")


def test_an_incident_of_the_board_knows_what_the_board_knows() -> None:
    failed = job(
        7,
        "error",
        is_resolved=True,
        finished_s=1_700_000_060.0,
        error_message="bad",
        received_ms=1_700_000_000_000,
        server_offset_s=5.0,
        job_tag="t",
    )
    snapshot = Snapshot(
        cluster=ClusterInfo(CLUSTER, "7.2.3.12", "running"),
        data_s=1_700_000_100.0,
    )
    incident = incident_of_job(
        failed,
        snapshot,
        cluster_name="prod",
        made_s=1_700_000_102.0,
        reply=reply(7, "ERROR", 71),
        asked_s=1_700_000_101.0,
    )

    assert incident.took_s == 65.0
    assert incident.server_version == "7.2.3.12"
    assert (incident.listed_status, incident.asked_status) == ("error", "ERROR")
    assert (incident.listed_s, incident.asked_s) == (1_700_000_100.0, 1_700_000_101.0)
    assert incident.summary == ""


def test_the_words_of_a_job_that_left_the_list_are_not_the_lists() -> None:
    left = job(7, "ERROR", phase=Phase.FAILED, is_listed=False, outcome="bad")

    assert incident_of_job(left, Snapshot(), cluster_name="", made_s=0.0).listed_status == ""


def test_an_incident_of_one_answer() -> None:
    answer = reply(7, "ERROR", 71, status_map={"error_message": "bad"}, info={"job_tag": "t"})
    incident = incident_of_reply(
        answer, DecodedResult(ResultKind.NONE, "/x"), url=CLUSTER, made_s=1.0
    )

    assert (incident.phase, incident.error_message, incident.job_tag) == (Phase.FAILED, "bad", "t")


def test_the_tables_that_a_result_names_are_known() -> None:
    record = {
        "table_name": "a.b",
        "table_names": ["a.b", "c", ""],
        "column_names": ["d"],
        "object": "e",
        "count_inserted": 5,
        "info": {"qualified_table_name": "f.g", "other": "h"},
    }
    result = DecodedResult(ResultKind.RECORD, "/x", record=record)
    incident = incident_of_reply(reply(7, "DONE", 100), result, url=CLUSTER, made_s=1.0)

    assert set(incident.object_names) == {"a.b", "c", "e", "f.g"}


def test_a_result_that_was_left_with_the_server_is_told_by_its_size() -> None:
    answer = reply(
        7, "DONE", 100, withheld=TooLarge(CLUSTER, "too large", size_bytes=1 << 20, limit_bytes=9)
    )
    empty = DecodedResult(ResultKind.NONE, "/x", summary="nothing returned")

    incident = incident_of_reply(answer, empty, url=CLUSTER, made_s=1.0)
    assert incident.summary == "result of 1 MiB"
