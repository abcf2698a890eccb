"""What a redacted card must not hold: names, values, people and places, wherever they stand."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.jobs.phase import Phase
from jobview.results.report.incident import Incident
from jobview.results.report.incident_card import incident_card
from jobview.results.report.redaction import EVERYTHING, Redaction
from jobview.results.report.redactor import Redactor

FAILED = Incident(
    job_id=7, endpoint="/execute/sql", phase=Phase.FAILED, made_s=1.8e9, auth_id="alice"
)
VALUES = Redaction(literals=True)
TABLES = Redaction(tables=True)


def card_of(message: str = "", query: str = "", redaction: Redaction = EVERYTHING) -> str:
    incident = replace(FAILED, error_message=message, query_text=query)
    return incident_card(incident, UTC, redaction)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM a, hidden",
        "SELECT * FROM a.b, sch.hidden",
        "DROP TABLE IF EXISTS hidden",
        "CREATE TABLE IF NOT EXISTS hidden (x int)",
        "SELECT * FROM /* c */ hidden",
        "SELECT * FROM (hidden)",
        "SELECT * FROM TABLE(F(INPUT_TABLE(hidden)))",
        "DESCRIBE hidden",
        "CREATE SCHEMA hidden",
        'SELECT "hidden".x FROM "hidden"',
        "SELECT x AS y, lower(sch.hidden.x) FROM z",
        "SELECT * FROM REMOTE QUERY 'SELECT 1 FROM hidden'",
    ],
    ids=range(12),
)
@pytest.mark.parametrize("redaction", [TABLES, EVERYTHING], ids=["tables", "everything"])
def test_no_table_of_the_query_is_in_the_card(query: str, redaction: Redaction) -> None:
    card = card_of("Nothing in hidden (TM/SMc:7)", query, redaction)

    assert "hidden" not in card
    assert "- Source codes: `TM/SMc:7`" in card


def test_a_comment_may_name_tables() -> None:
    card = card_of("x", "SELECT 1 -- not hidden\n/* KI_HINT_NO_JOIN_COUNT */", TABLES)

    assert "SELECT 1 /* ? */\n/* KI_HINT_NO_JOIN_COUNT */" in card


@pytest.mark.parametrize(
    "message",
    [
        "Could not find ki_home.hid-den here",
        "Table already exists: hidden_x",
        "schema hidden_x is not there",
        "Cannot lock table 'hidden'",
        "Column 'ki.hidden.fare' not found",
        'no rows (Table:"hidden")',
    ],
    ids=range(6),
)
def test_a_message_alone_lets_no_table_out(message: str) -> None:
    card = card_of(message, redaction=TABLES)

    assert "hid" not in card
    assert "fare" in card or "fare" not in message


def test_a_table_has_one_stand_in_wherever_it_stands() -> None:
    card = card_of(
        "Object 'mobility.trips' not found; trips is locked",
        'SELECT trips.fare, t.x FROM mobility.trips, "Mobility"."Trips" t',
        TABLES,
    )

    assert "Object 'table_1' not found; table_1 is locked" in card
    assert "SELECT table_1.fare, t.x FROM table_1, table_1 t" in card
    assert "- Object: `table_1`" in card


def test_a_name_that_only_the_message_tells_is_replaced_in_the_facts_too() -> None:
    incident = replace(FAILED, error_message="no table: hidden", user_data="load hidden")

    assert "- User data: `load table_1`" in incident_card(incident, UTC, TABLES)


def test_an_alias_in_a_message_is_no_table() -> None:
    card = card_of("Column 'x' not found in table 't'", "SELECT t.x FROM a.b t")

    assert "Column 'x' not found in table 't'" in card
    assert "SELECT t.x FROM table_1 t" in card


@pytest.mark.parametrize(
    ("summary", "shown"),
    [
        ("created table hidden", "created table ?"),
        ("2 tables with 1,204 records: hidden, other", "2 tables with 1,204 records: ?, ?"),
        ("25 of 48,210,331 rows, more available", "25 of 48,210,331 rows, more available"),
        ("min 4711, max 4712", "min ?, max ?"),
        ("Rossi, Mario", "?, ?"),
        ("restarted the cluster's part in the ring", "restarted the cluster's part in the ring"),
        ("/admin/rebalance in progress, 46 %, OK", "/admin/rebalance in progress, 46 %, OK"),
    ],
)
def test_a_summary_keeps_only_our_own_words_and_counts(summary: str, shown: str) -> None:
    assert Redactor(EVERYTHING).summary(summary) == shown


def test_names_of_the_result_have_stand_ins_in_the_summary() -> None:
    summary = "2 tables with 31 records: hidden, other"
    incident = replace(FAILED, summary=summary, object_names=("hidden", "other"))

    assert ": table_1, table_2`" in incident_card(incident, UTC, TABLES)
    assert ": hidden, other`" in incident_card(incident, UTC, VALUES)


def test_a_value_is_no_expression_to_be_named() -> None:
    card = card_of('Invalid expression "card = 4111111111111111"')

    assert "4111" not in card
    assert "card" not in card
    assert "- Expression: (removed)" in card


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT 'O''Hidden'", "no O'Hidden here"),
        ("SELECT 'O''Hidden'", "no O''Hidden here"),
        ("SELECT $$Hidden$$", "no Hidden here"),
        ("SELECT 'Ann Hidden 12'", "cannot parse Hidden as a date"),
        ("SELECT 'a\nHidden b'", "no a Hidden b"),
        ('SELECT "x" FROM t WHERE a = "Hidden"', "Column 'Hidden' not found"),
        ('SELECT "An Hidden"', "Column 'An Hidden' not found"),
        ("", "cannot read kifs://x/Hidden.csv now"),
        ("", "cannot read Hidden.csv now"),
        ("", "cannot read /home/x/Hidden now"),
        ("", "ask hidden@hidden.org"),
        ("", 'Invalid expression "name = Hidden'),
        ("", "Error: bad value err: 'Hidden' is no number (A/Bc:1)"),
        ("", "no `Hidden`, no \u201cHidden\u201d"),
        ("", "name = Hidden"),
        ("", 'a card AB-HIDDEN-4111 of x (Row_id:"HIDDEN")'),
    ],
    ids=range(16),
)
def test_no_value_is_in_the_card(query: str, message: str) -> None:
    assert "hidden" not in card_of(message, query, VALUES).lower()


@pytest.mark.parametrize(
    "message",
    [
        "From line 3, column 10 to line 3, column 17: Column 'fare' not found (S/SDc:1513); x",
        'Encountered "GROUP" at line 3, column 2.\nWas expecting:\n    "," ... (S/SDc:1502)',
        "out of memory on rank 12: 1,412.4 GiB wanted, 25 of 71 rows are in (T/TMc:623)(Worker:2)",
        "Cannot convert to decimal(18, 4) or char256, record 12, 46 %, HTTP 403, code:1 'Error'",
        "Rank 3 did not answer within 900 s; see /admin/show/cluster/operations (C/CRc:455)",
        "Parameter map key: 'batch_size' is not a valid parameter (U/PUh:348)",
    ],
    ids=range(6),
)
def test_what_makes_a_message_useful_stays(message: str) -> None:
    query = "SELECT fare, 1513, 623, 403 FROM t"

    assert message in card_of(message, query)


def test_an_expression_of_the_querys_names_stays() -> None:
    card = card_of("Expression 'c.site' is not being grouped", "SELECT c.site FROM a.b c")

    assert "- Expression: `c.site`" in card


def test_the_place_in_a_string_shows_nothing_of_it() -> None:
    card = card_of("bad token at line 2, column 4", "SELECT\r\n 'John Hidden 12345'")

    assert "- Place in the query: line 2, column 4, told by the server: `'?'`" in card
    assert "Hidden" not in card


@pytest.mark.parametrize(
    "query",
    ["SELECT 'it's hidden', x FROM hidden", '{"table": "hidden"}', "SELECT 'hidden"],
    ids=["quotes", "json", "open"],
)
@pytest.mark.parametrize("redaction", [TABLES, VALUES], ids=["tables", "values"])
def test_a_query_that_cannot_be_read_is_left_out(query: str, redaction: Redaction) -> None:
    card = card_of("no hidden at line 1, column 9", query, redaction)

    assert "hidden" not in card
    assert "left out: it could not be read as SQL with certainty" in card
    assert "- Place in the query: line 1, column 9, told by the server\n" in card
    assert "no ? at line 1, column 9" in card


def test_a_query_that_cannot_be_read_is_shown_when_nothing_of_it_is_to_be_left_out() -> None:
    assert "SELECT 'it's" in card_of("", "SELECT 'it's", Redaction(user=True))


@pytest.mark.parametrize(
    ("fields", "redaction", "leaking"),
    [
        ({"url": "https://kin-prod.corp:9191/x"}, "cluster", "kin-prod.corp:9191 kin-prod.corp"),
        ({"url": "https://kin-prod.corp:9191"}, "cluster", "kin-prod https://KIN-PROD.corp:9191/y"),
        ({"url": "http://[fe80::2]:9191"}, "cluster", "fe80::2 [fe80::2]:9191"),
        ({"url": "http://10.0.0.1:9191"}, "cluster", "10.0.0.1 10.0.0.1:9192"),
        ({"cluster_name": "prod-eu"}, "cluster", "prod-eu Prod-EU"),
        ({"auth_id": "bob@corp.com"}, "user", "bob bob@corp.com home_bob"),
        ({"auth_id": "CORP\\bob"}, "user", "bob corp\\bob"),
        ({"auth_id": "uid=bob,ou=people"}, "user", "bob"),
        ({"source_ip": "[fe80::1]:5000"}, "source", "fe80::1 [fe80::1]:5000 FE80::1"),
        ({"source_ip": "fe80::1%eth0"}, "source", "fe80::1 fe80::1%eth0"),
        ({"source_ip": "10.1.2.3:40122"}, "source", "10.1.2.3 10.1.2.3:40122"),
        ({"job_tag": "nightly-41", "user_data": "OPS 4"}, "user_data", "nightly-41 ops 4"),
        ({"flags": "owner=bob"}, "flags", "owner=bob"),
    ],
    ids=range(13),
)
def test_people_and_places_are_replaced_in_all_their_forms(
    fields: dict[str, Any], redaction: str, leaking: str
) -> None:
    incident = replace(
        FAILED,
        **fields,
        error_message=f"x; {leaking}; y",
        query_text=f"SELECT '{leaking}'",
        summary=leaking,
        listed_status=leaking,
    )
    card = incident_card(incident, UTC, Redaction(**{redaction: True})).lower()
    plain = incident_card(incident, UTC).lower()

    for word in leaking.lower().split():
        assert word in plain
    for sought in ("kin-prod", "fe80", "10.", "prod-eu", "bob", "nightly", "ops 4"):
        if sought in leaking.lower():
            assert sought not in card


def test_any_address_in_a_message_goes_with_the_cluster() -> None:
    card = card_of("rank 1 at 10.7.7.7:9192, fe80::9, http://other:1/x, std::bad_alloc at 10:11:12")

    assert "rank 1 at (address), (address), (url), std::bad_alloc at" in card


def test_flags_have_a_switch() -> None:
    incident = replace(FAILED, flags="async")

    assert "- Flags: `async`" in incident_card(incident, UTC)
    assert "- Flags: (removed)" in incident_card(incident, UTC, Redaction(flags=True))
    assert "async" not in incident_card(incident, UTC, EVERYTHING)
    spoken = replace(incident, error_message="an async job failed")
    assert "an async job failed" in incident_card(spoken, UTC, EVERYTHING)


def test_the_heading_promises_no_more_than_was_done() -> None:
    card = card_of("x")

    assert "Left out on purpose" not in card
    assert (
        "Replaced where found: user, source address, cluster, tag, user data, values, table names, "
        "flags. Read it through before sending." in card
    )


_LETTERS = st.text("abcxyzäéßİΣσ日本", min_size=3, max_size=6)
CORES = _LETTERS.map("zq".__add__)
NAME_CORES = _LETTERS.map("zk".__add__)
SIGNS = (
    *("-", "'", '"', "$", " ", "''", "\n", "/", ".", "%", "`", "\\", "$$", "; ", "e\u0301", "?"),
    *(" err: ", "what: '", "(A/Bc:1)", " = ", "--", "/*", '(Table:"', "line 1, column 2", "(", ","),
)
SECRETS = st.tuples(CORES, st.sampled_from(SIGNS) | st.text(max_size=4), CORES).map("".join)
NUMBERS = st.integers(10**9, 10**16).map(str)
NAMES = st.tuples(
    NAME_CORES, st.sampled_from(("-", "'", '"', "$", " ", ".", "`", "", "e\u0301")), NAME_CORES
).map("".join)

QUERIES = (
    "SELECT {v}, {n} FROM {s}.{t}, {u} WHERE x = {v} -- {c}",
    "SELECT * FROM (SELECT {t}.x FROM {t} JOIN {s}.{u} ON {t}.a = {u}.b) q WHERE y IN ({n}, {v})",
    "DROP TABLE IF EXISTS {t}, {s}.{u} /* {c} */",
    "CREATE TABLE IF NOT EXISTS {s}.{t} AS SELECT {n} FROM {u} LIMIT {n}",
    "INSERT INTO {t} (a, b) VALUES ({n}, {v}), ({v}, {n}); DESCRIBE {u}",
    "SELECT F(INPUT_TABLE({t}), {s}.{u}) FROM TABLE(G(INPUT_TABLES({u}, {t})))",
    "UPDATE {t} SET a = {v} FROM {s}.{u} WHERE b = $${c}$$ || {n}",
)
ALL_SECRETS = "SELECT {v}, {n} FROM {s}.{t}, {u} /* {c} */"
MESSAGES = (
    "Cannot convert string '{v}' to long (EF/EFRc:2575)",
    'bad {v} at {n} in {t} (A/Bc:1)(Table:"{t}")',
    'Invalid expression "x = {v}"; no {u} in {s}.{t}',
    'Encountered "{v}" at line 1, column 9.',
    "Value: {v} of {u}; error in Job process",
    "Job process error, what: 'no {v} in {u} (E/Ec:270); code:1 'Error''",
    "err: '{v}' is {n} of {s}",
    "Object '{t}' not found within '{s}'",
    "cannot run: {query}",
    "From line 1, column 9 to line 1, column 14: Column '{v}' not found in table '{u}'",
    "{c}",
)


def quoted_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def quoted_value(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


@given(
    st.sampled_from(QUERIES),
    st.lists(st.sampled_from(MESSAGES), min_size=1, max_size=3),
    st.fixed_dictionaries(
        {"v": SECRETS, "t": NAMES, "u": NAMES, "s": NAME_CORES, "c": SECRETS, "n": NUMBERS}
    ),
    st.sampled_from((TABLES, VALUES, EVERYTHING)),
)
def test_a_redacted_card_holds_no_secret(
    template: str, messages: list[str], secrets: dict[str, str], redaction: Redaction
) -> None:
    secrets["c"] = re.sub(r"\W", " ", secrets["c"])
    sql = {name: quoted_name(secrets[name]) for name in "tus"}
    query = f"{template}; {ALL_SECRETS}".format(**secrets | sql | {"v": quoted_value(secrets["v"])})
    message = "; ".join(messages).format(**secrets, query=query)
    incident = replace(FAILED, error_message=message, query_text=query, note=message)
    card = incident_card(incident, UTC, redaction).lower()

    assert not (redaction.literals and "zq" in card), card
    assert not (redaction.literals and secrets["n"] in card)
    assert not (redaction.tables and "zk" in card), card


@given(st.sampled_from(("created table {t}", "2 tables: {t}, {u}", "5 rows of {s}.{t}")), CORES)
def test_a_redacted_summary_holds_no_secret(template: str, core: str) -> None:
    summary = template.format(t=core, u=f"{core}-x", s=f"{core}_s")
    for redaction in (TABLES, VALUES, EVERYTHING):
        assert "zq" not in incident_card(replace(FAILED, summary=summary), UTC, redaction)


@pytest.mark.parametrize(
    "bit",
    [
        "'a ",
        "('",
        "a.",
        "a-",
        "1,",
        "1-",
        '"',
        "= ",
        "://",
        "a@",
        "/a",
        "\n'",
        "\u201c",
        "table ",
        "a_",
    ],
    ids=range(15),
)
def test_time_grows_with_length_only(bit: str) -> None:
    def took(count: int) -> float:
        begun = time.thread_time()
        card_of(bit * count, "SELECT 'abc', 123 FROM t")
        return time.thread_time() - begun

    short = min(took(1_000) for _ in range(3))
    assert took(16_000) < 16 * 8 * max(short, 0.001)


def test_a_query_with_thousands_of_values_takes_moments() -> None:
    rows = ", ".join(f"({n}, 'name {n}')" for n in range(4_000))
    query = " ".join(("INSERT INTO t VALUES", rows))
    begun = time.thread_time()
    card_of(f"cannot run: {query}", query)

    assert time.thread_time() - begun < 20
