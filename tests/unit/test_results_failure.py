"""Error messages read: real ones of servers, nested ones, hostile ones, and any text at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.failures.failure import READ_CHARACTERS, FailurePart, read_failure
from jobview.results.failures.failure_pieces import PieceKind, pieces_of
from jobview.results.failures.query_mark import GUESSED

LOADING = (
    "Internal_Error: Error while loading file 's3://a/b.csv' err: Cannot convert string 'five' to "
    'long (EF/EFRc:2575) (EF/EFRc:1578)(Table:"test.product")(Worker:2)  (E/EEFBc:848)'
)
CRASH = (
    "Job process error, what: 'something's wrong: active_toms is empty. (E/Ec:270); code:1 'Error''"
)
NOT_GROUPED = (
    "Error: 'SqlEngine: Expression 't.tripduration' is not being grouped (S/SDc:1283); "
    "error in Job process'"
)
EXPECTING = (
    'SqlEngine: Encountered "FROM" at line 2, column 3.\nWas expecting one of:\n'
    '    "ALL" ...\n    "*" ...\n    <IDENTIFIER> ... (S/SDc:1502)'
)

REAL = (
    "SqlEngine: Object 'ki_home.missing' not found (S/SDc:1513)",
    "Could not find the table: 'ki_home.t' (TM/SMc:1078)",
    "SqlEngine: Could not find the table 'ki_home.t'",
    "No matching table or schema was found: ki_home.t",
    "Parameter map key: 'create_temp_table' is not a valid parameter (U/PUh:348); Job validation",
    "SqlEngine: No match found for function signature STX(<GEO>) (S/SDc:1513)",
    "Value: '' not a valid parameter. Valid values are: binary, json, geojson, arrow (U/PUh:355)",
    "Access denied; ok",
    LOADING,
    CRASH,
    NOT_GROUPED,
    EXPECTING,
)


def parts(message: str, query: str = "") -> list[tuple[int, str]]:
    return [(part.depth, part.words) for part in read_failure(message, query).parts]


def test_the_source_code_is_set_apart() -> None:
    reading = read_failure(REAL[0])

    assert reading.parts == (
        FailurePart("SqlEngine: Object 'ki_home.missing' not found", ("S/SDc:1513",)),
    )
    assert reading.codes == ("S/SDc:1513",)
    assert reading.named("object") == "ki_home.missing"
    assert reading.message == REAL[0]


def test_a_cause_stands_one_deeper_and_context_becomes_facts() -> None:
    reading = read_failure(LOADING)

    assert parts(LOADING) == [
        (0, "Internal_Error: Error while loading file 's3://a/b.csv'"),
        (1, "Cannot convert string 'five' to long"),
    ]
    assert reading.parts[0].codes == ("E/EEFBc:848",)
    assert reading.parts[1].codes == ("EF/EFRc:2575", "EF/EFRc:1578")
    assert reading.named("table") == "test.product"
    assert reading.named("worker") == "2"
    assert reading.named("file") == "s3://a/b.csv"


@pytest.mark.parametrize(
    "message", [CRASH, f"Error: '{CRASH}'", CRASH.replace("what: ", "what:\n ")]
)
def test_wrappers_in_quotes_are_opened(message: str) -> None:
    assert parts(message) == [
        (0, "Job process error"),
        (1, "something's wrong: active_toms is empty."),
        (1, "code:1 'Error'"),
    ]


def test_what_an_older_server_leaves_unquoted_at_the_end_is_kept() -> None:
    assert parts("Job process error, what: 'std::bad_alloc (E/Ec:270); code:1 'Error'") == [
        (0, "Job process error"),
        (1, "std::bad_alloc"),
        (1, "code:1 'Error'"),
    ]


def test_the_stage_belongs_to_the_whole_message() -> None:
    assert parts(NOT_GROUPED) == [
        (0, "SqlEngine: Expression 't.tripduration' is not being grouped"),
        (0, "error in Job process"),
    ]
    assert parts("a err: b (A/Bc:1); error in Job process")[-1] == (0, "error in Job process")


def test_the_list_of_what_was_expected_stays_with_its_message() -> None:
    assert len(parts(EXPECTING)) == 1
    assert parts(EXPECTING)[0][1].endswith("<IDENTIFIER> ...")


@pytest.mark.parametrize(
    "message",
    [
        "no file 'a; b' found",
        'no column "x; y" here',
        "bad statement SELECT 1; SELECT 2",
        "bad statement\nSELECT a\nFROM b\nWHERE c",
    ],
)
def test_quotes_and_statements_are_not_split(message: str) -> None:
    assert parts(message) == [(0, message)]


def test_the_jobs_own_query_is_not_split() -> None:
    query = "select a; b\nnext line err: (A/Bc:1)"

    assert parts(f"cannot run: {query}; and more (A/Bc:2)", query) == [
        (0, f"cannot run: {query}"),
        (0, "and more"),
    ]


def test_lines_are_messages() -> None:
    assert parts("no table\nnear line 3\n") == [(0, "no table"), (0, "near line 3")]


def test_a_code_within_the_words_leaves_one_blank() -> None:
    assert parts("over (A/Bc:1) the top (A/Bc:2).") == [(0, "over the top.")]


def test_codes_without_words_are_not_lost() -> None:
    assert read_failure("(A/Bc:1)").codes == ("A/Bc:1",)
    assert read_failure("a; (A/Bc:1)").codes == ("A/Bc:1",)


@pytest.mark.parametrize(
    ("message", "kind", "name"),
    [
        ("out of memory on rank 3: x", "rank", "3"),
        ("Tier DISK0 on rank 12 is full", "rank", "12"),
        (REAL[1], "table", "ki_home.t"),
        (REAL[2], "table", "ki_home.t"),
        (REAL[3], "table", "ki_home.t"),
        (REAL[4], "parameter", "create_temp_table"),
        (REAL[5], "function", "STX"),
        ("Could not find the table: 'it's' (A/Bc:1)", "table", "it's"),
        ("table 'a' and table 'b's'", "table", "a, b's"),
        ("Cannot alter column 'o'clock' of 'it's': x", "table", "it's"),
        ("column 'o'clock' is no time", "column", "o'clock"),
        ("Cannot alter column 'a' of 'b.c': x", "column", "a"),
        ("Cannot alter column 'a' of 'b.c': x", "table", "b.c"),
        ("Data source 'oracle': no", "data source", "oracle"),
        ('x (A/Bc:1)(Row_id:"7")', "row id", "7"),
        ("rank 1, then rank 2, then rank 1", "rank", "1, 2"),
        ("ranking 5 orders", "rank", ""),
    ],
)
def test_what_the_text_names_is_a_fact(message: str, kind: str, name: str) -> None:
    assert read_failure(message).named(kind) == name


def test_the_place_that_is_told_is_marked() -> None:
    reading = read_failure(EXPECTING, "SELECT\n  FROM x")

    assert reading.mark is not None
    assert (reading.mark.line, reading.mark.start, reading.mark.end) == (1, 2, 6)
    assert reading.mark.words == "line 2, column 3"
    assert not reading.mark.is_guess
    assert reading.unmarked_position == ""


def test_a_name_is_a_guess_and_says_so() -> None:
    reading = read_failure(REAL[0], "SELECT *\n  FROM ki_home.missing")

    assert reading.mark is not None
    assert reading.mark.is_guess
    assert reading.mark.words == GUESSED
    assert reading.position is None


def test_a_place_that_the_query_does_not_have_is_only_said() -> None:
    reading = read_failure("bad token at line 9, column 1", "SELECT a")

    assert reading.mark is None
    assert reading.unmarked_position == "line 9, column 1"


def test_lines_of_a_file_are_not_looked_for_in_the_query() -> None:
    message = "Cannot parse file 'a.csv' at line 1, column 2 (A/Bc:1)"

    assert read_failure(message, "LOAD DATA INTO t").mark is None


@pytest.mark.parametrize(
    "message",
    [
        "line 1, column 2 of file 'x.csv'; SQL error at line 1, column 8",
        "SQL error at line 1, column 8; line 1, column 2 of file 'x.csv'",
    ],
)
def test_a_place_in_the_query_goes_before_one_in_a_file(message: str) -> None:
    reading = read_failure(message, "SELECT abc FROM t")

    assert reading.mark is not None
    assert (reading.mark.start, reading.mark.end) == (7, 10)


@pytest.mark.parametrize(
    ("message", "codes"),
    [
        ("a err: b (B/Bc:1)  (A/Ac:1)", [("A/Ac:1",), ("B/Bc:1",)]),
        ("a err: b (B/Bc:1) (B/Bc:2)", [(), ("B/Bc:1", "B/Bc:2")]),
        ("a err: b (Worker:1) (B/Bc:1)", [(), ("B/Bc:1",)]),
        (
            "a err: b err: c (C/Cc:1)(Worker:1)(Rank:2) (B/Bc:1)  (A/Ac:1) (A/Ac:2)",
            [("A/Ac:1", "A/Ac:2"), ("B/Bc:1",), ("C/Cc:1",)],
        ),
        ("a err: b (B/Bc:1)(Worker:1) and (B/Bc:2)", [(), ("B/Bc:1", "B/Bc:2")]),
        ("a (A/Ac:1)(Worker:1)  (A/Ac:2)  (A/Ac:3)", [("A/Ac:1", "A/Ac:2", "A/Ac:3")]),
        ("a err: b (B/Bc:1)  (A/Ac:1); c (C/Cc:1)", [("A/Ac:1",), ("B/Bc:1",), ("C/Cc:1",)]),
    ],
    ids=range(7),
)
def test_a_code_belongs_to_the_message_that_it_stands_with(
    message: str, codes: list[tuple[str, ...]]
) -> None:
    assert [part.codes for part in read_failure(message).parts] == codes


def test_without_a_query_there_is_no_mark() -> None:
    assert read_failure(EXPECTING).mark is None
    assert read_failure(EXPECTING).unmarked_position == "line 2, column 3"


def test_a_blank_message_has_no_parts() -> None:
    assert read_failure(" \n").parts == ()


def test_what_is_too_long_to_read_follows_unread() -> None:
    message = "a (A/Bc:1); " + "x" * READ_CHARACTERS + "; (A/Bc:2) end"
    reading = read_failure(message)

    assert reading.codes == ("A/Bc:1",)
    assert reading.parts[-1].words.endswith("; (A/Bc:2) end")
    assert sum(len(part.words) for part in reading.parts) > READ_CHARACTERS


_BITS = st.sampled_from(
    [
        "'",
        '"',
        "; ",
        "\n",
        " err: ",
        ", what: '",
        "Error: '",
        "(A/Bc:1)",
        '(Table:"t")',
        "(Worker:2)",
        "SELECT",
        "; error in Job process",
        "Object 'x'",
        "line 1, column 2",
        "(",
        "\\",
        "\x00",
        "\u202e",
    ]
)
MESSAGES = st.lists(_BITS | st.text(max_size=6), max_size=30).map("".join)


@given(MESSAGES, st.text(max_size=20))
def test_the_pieces_are_the_message(message: str, statement: str) -> None:
    pieces = list(pieces_of(message, statement))

    assert "".join(message[start:end] for _, start, end in pieces) == message
    assert all(start < end for _, start, end in pieces)


@given(MESSAGES, st.text(max_size=20))
def test_reading_never_raises_and_loses_nothing(message: str, query: str) -> None:
    reading = read_failure(message, query)
    found = list(pieces_of(message, query))
    words = "".join(message[s:e] for kind, s, e in found if kind is PieceKind.WORDS)
    codes = [message[s + 1 : e - 1] for kind, s, e in found if kind is PieceKind.CODE]

    assert reading.message == message
    assert sorted(reading.codes) == sorted(codes)
    assert "".join("".join(p.words for p in reading.parts).split()) == "".join(words.split())
    if reading.mark is not None:
        mark = reading.mark
        assert (mark.line, mark.start) < (mark.end_line, mark.end)


@pytest.mark.parametrize(
    "bit",
    ["'a ", "('", "(A/", "'\"", "'", " ", "; ", "\n", "err: ", '(A:"x', "'(a", "Object 'a", "x"],
)
def test_time_grows_with_length_only(bit: str) -> None:
    def took(count: int) -> float:
        message = bit * count
        begun = time.thread_time()
        read_failure(message, "SELECT 1")
        return time.thread_time() - begun

    short = min(took(1_000) for _ in range(3))
    long = min(took(16_000) for _ in range(2))
    assert long < 16 * 8 * max(short, 0.0001)


def test_the_ok_that_ends_a_denial_is_no_message_of_its_own() -> None:
    assert [part.words for part in read_failure("Access denied; ok").parts] == ["Access denied; ok"]
    assert len(read_failure("Access denied; ok then").parts) == 2


def test_a_column_is_marked_rather_than_its_table() -> None:
    query = "ALTER TABLE energy.readings ALTER COLUMN is_estimated VARCHAR"
    reading = read_failure("Cannot alter column 'is_estimated' of 'energy.readings'", query)

    assert reading.mark is not None
    assert query[reading.mark.start : reading.mark.end] == "is_estimated"
