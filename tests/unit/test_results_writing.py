"""Every format of a result: what it holds can be had back, what it cannot hold is said."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
from base64 import b64decode
from dataclasses import replace
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.cells.plain import json_value, result_json
from jobview.results.cells.values import ValueStyle
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from jobview.results.writers.delimited import csv_pieces, guarded, tsv_pieces, tsv_row
from jobview.results.writers.formats import FACTS, Format, fitting, unfit
from jobview.results.writers.json_pieces import distinct
from jobview.results.writers.markdown import markdown_cell
from jobview.results.writers.partial import partial_words
from jobview.results.writers.pieces import ROWS_A_PIECE, Piece, grid_of_table
from jobview.results.writers.writing import pieces, written_text
from jobview.text import literal_lines, utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(columns: Sequence[tuple[str, str]], *rows: Sequence[object]) -> Table:
    data = tuple([row[index] for row in rows] for index in range(len(columns)))
    return Table(tuple(Column(*column) for column in columns), data, len(rows))


def table_result(columns: Sequence[tuple[str, str]], *rows: Sequence[object]) -> DecodedResult:
    return DecodedResult(
        ResultKind.TABLE,
        "/execute/sql",
        record={"count_affected": 0},
        table=table(columns, *rows),
        raw=b"\x00\x01",
        note="a note",
    )


def joined(some: Iterable[Piece]) -> str:
    return b"".join(piece.data for piece in some).decode("utf-8")


RECORD = DecodedResult(
    ResultKind.RECORD, "/x", record={"count": 2, "names": ["a|b", "c"], "none": None}, raw=b"r"
)
TEXT = DecodedResult(ResultKind.TEXT, "/x", text="one\r\n```two\x1b[31m", raw=b"t")
BYTES = DecodedResult(ResultKind.BYTES, "/x", raw=bytes(range(40)), note="unreadable")
NOTHING = DecodedResult(ResultKind.NONE, "/x")


def test_csv_tells_null_from_an_empty_text() -> None:
    result = table_result([("a", "char4"), ("b", "int")], ["", None], [None, 3], ["x,y", 4])

    assert written_text(result, Format.CSV) == 'a,b\r\n"",\r\n,3\r\n"x,y",4\r\n'


def test_a_csv_of_one_column_has_no_line_that_a_reader_skips() -> None:
    result = table_result([("a", "char4")], [None], [""], ["x"])

    assert written_text(result, Format.CSV) == 'a\r\n""\r\n""\r\nx\r\n'


def test_tsv_escapes_what_would_break_its_lines() -> None:
    result = table_result([("a", ""), ("b", "")], ["t\tn\nr\rb\\", None], ["\\N", ""])

    assert written_text(result, Format.TSV) == "a\tb\nt\\tn\\nr\\rb\\\\\t\\N\n\\\\N\t\n"


BLANKS = {
    "": "none",
    " ": "blank",
    "\t": "tab",
    "\n": "lf",
    "\r\n": "crlf",
    "\x00 ": "nul",
    "\xa0": "nbsp",
    "\ufeff\u200b": "no-width",
}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
@pytest.mark.parametrize("before", BLANKS, ids=BLANKS.values())
def test_texts_that_a_spreadsheet_would_run_get_an_apostrophe(before: str, sign: str) -> None:
    assert guarded(f"{before}{sign}cmd|x") == f"'{before}{sign}cmd|x"


@pytest.mark.parametrize(
    "text", ["-5", "+1.25", "-.5e-3", "-5.", " -5", "-Infinity", "", "a=b", "\tx", "\nSELECT -1"]
)
def test_numbers_and_plain_texts_are_no_formulas(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize("number", ["-5 -3", "-5\n=1", "-\u0661", "--5", "-5e"])
def test_what_only_begins_as_a_number_is_guarded(number: str) -> None:
    assert guarded(number) == f"'{number}"


def test_every_text_is_guarded_and_nothing_else() -> None:
    columns = [("=x", "decimal(4,2)"), ("t", "char8"), ("n", "long"), ("v", "bytes")]
    result = table_result(columns, ["-1.20", "-a", -3, b"\xfb\xef\xbe"])

    assert written_text(result, Format.CSV) == "'=x,t,n,v\r\n-1.20,'-a,-3,++++\r\n"
    assert written_text(result, Format.TSV) == "'=x\tt\tn\tv\n-1.20\t'-a\t-3\t++++\n"


@pytest.mark.parametrize(
    ("column_type", "text"),
    [
        ("decimal(18,4)", "=cmd|'/C calc'!A0"),
        ("int", "=HYPERLINK(1)"),
        ("ulong", "@SUM(1)"),
        ("timestamp", "+1+1"),
    ],
)
def test_a_text_is_guarded_whatever_its_column_claims(column_type: str, text: str) -> None:
    result = table_result([("a", column_type), ("b", "")], [text, None])

    assert written_text(result, Format.CSV) == f"a,b\r\n'{text},\r\n"


def test_a_row_to_copy_is_not_guarded() -> None:
    made = table([("a", "char8"), ("b", "timestamp"), ("c", "")], ["-foo\t", 0, None])

    assert tsv_row(made.columns, made.row(0)) == "-foo\\t\t1970-01-01T00:00:00Z\t\\N"


@pytest.mark.parametrize("wanted", [Format.CSV, Format.TSV])
def test_the_apostrophe_is_told_where_the_format_is_chosen(wanted: Format) -> None:
    assert "' before formulas" in FACTS[wanted].meaning
    assert len(FACTS[wanted].meaning) <= 52, "wider than its line of the dialog"


def test_values_are_exact_in_csv() -> None:
    columns = [
        ("ts", "timestamp"),
        ("ul", "ulong"),
        ("f", "float"),
        ("d", "double"),
        ("b", "boolean"),
        ("i", "int8"),
        ("raw", "bytes"),
        ("v", "vector(2)"),
        ("list", "array(int)"),
        ("nan", "double"),
    ]
    vector = struct.pack("<2f", 0.1, float("inf"))
    row = [
        1_700_000_000_123,
        2**64 - 1,
        0.10000000149011612,
        0.1,
        1,
        1,
        b"\x00\xff",
        vector,
        [1, {"a": None}],
        float("nan"),
    ]
    reader = csv.reader(io.StringIO(written_text(table_result(columns, row), Format.CSV)))

    _, cells = list(reader)
    assert cells == [
        "2023-11-14T22:13:20.123Z",
        "18446744073709551615",
        "0.1",
        "0.1",
        "true",
        "1",
        "AP8=",
        '[0.1, "Infinity"]',
        '[1, {"a": null}]',
        "NaN",
    ]


def test_json_is_the_document_of_get_json() -> None:
    result = table_result([("a", "int"), ("a", "bytes")], *([n, b"x"] for n in range(1201)))

    assert json.loads(written_text(result, Format.JSON)) == result_json(result)
    assert json.loads(written_text(RECORD, Format.JSON)) == result_json(RECORD)
    empty = table_result([("a", "int")])
    assert json.loads(written_text(empty, Format.JSON)) == result_json(empty)


def test_json_has_all_parts_also_beside_a_table() -> None:
    whole = table_result([("a", "int")], [1])
    result = replace(whole, text="t", remarks=("record 2: no int",), rest_at=0)

    document = json.loads(written_text(result, Format.JSON))
    assert document == result_json(result)
    assert document["unread_bytes"] == 2
    assert document["remarks"] == ["record 2: no int"]
    assert list(document) == ["kind", "record", "table", "text", "remarks", "note", "unread_bytes"]


def test_json_lines_tell_columns_of_one_name_apart() -> None:
    result = table_result([("a", "int"), ("a", "int"), ("a_2", "int")], [1, 2, 3])

    assert written_text(result, Format.JSONL) == '{"a": 1, "a_3": 2, "a_2": 3}\n'


@given(st.lists(st.sampled_from(["a", "a_2", "a_3", "a_2_2", "b", ""]), max_size=8))
def test_distinct_names_are_distinct(names: list[str]) -> None:
    unique = distinct(names)

    assert len(set(unique)) == len(names)
    assert set(names) <= set(unique)


def test_a_record_is_a_line_an_object_or_names_and_values() -> None:
    assert json.loads(written_text(RECORD, Format.JSONL)) == RECORD.record
    assert written_text(RECORD, Format.TSV) == (
        'name\tvalue\ncount\t2\nnames\t["a|b", "c"]\nnone\t\\N\n'
    )
    assert written_text(RECORD, Format.MARKDOWN).splitlines()[3:] == [
        '| names | \\["a\\|b", "c"] |',
        "| none | *null* |",
    ]
    assert written_text(RECORD, Format.TABLE).splitlines()[0] == "count  2"


def test_markdown_shows_signs_as_they_are() -> None:
    assert markdown_cell("a|b\nc<b>*x*[l](u) ki_home _e_ &lt;\x1b") == (
        "a\\|b<br>c&lt;b>\\*x\\*\\[l](u) ki_home \\_e\\_ &amp;lt;␛"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("@alice", "<span>@</span>alice"),
        ("cc:@org/team", "cc:<span>@</span>org/team"),
        ("@_bot", "<span>@</span>\\_bot"),
        ("a#12 #345", "a<span>#</span>12 <span>#</span>345"),
        ("group/p!7", "group/p<span>!</span>7"),
        ("$x$ $", r"<span>\$</span>x<span>\$</span> <span>\$</span>"),
        ("alice@example.com", "alice@example.com"),
        ("# 1 @ no! $5", "# 1 @ no! $5"),
        ("&#64;alice", "&amp;<span>#</span>64;alice"),
    ],
)
def test_markdown_calls_nobody_and_links_no_ticket(text: str, written: str) -> None:
    assert markdown_cell(text) == written
    shown_text = re.sub(r"</?span>|\\(?=[^A-Za-z0-9\s])", "", written).replace("&amp;", "&")
    assert shown_text == text
    assert f"| {written} |" in written_text(table_result([("n", "")], [text]), Format.MARKDOWN)


def test_a_text_is_fenced_longer_than_its_own_fences() -> None:
    assert written_text(TEXT, Format.MARKDOWN) == "````\none\n```two␛[31m\n````\n"


def test_a_text_for_reading_is_harmless_across_pieces() -> None:
    text = "x" * ((1 << 20) - 1) + "\r\n" + "\x1b"
    result = DecodedResult(ResultKind.TEXT, "/x", text=text, raw=b"t")

    assert written_text(result, Format.TABLE) == literal_lines(text) + "\n"


def test_a_table_for_reading_is_aligned() -> None:
    result = table_result([("n", "int"), ("名", "char8")], [7, "x"], [1234, None], [None, "\x1b"])

    assert written_text(result, Format.TABLE).splitlines() == [
        "   n  名",
        "────  ──",
        "   7  x",
        "1234  ∅",
        "   ∅  ␛",
    ]


def test_bytes_leave_raw_or_as_a_dump() -> None:
    assert b"".join(piece.data for piece in pieces(BYTES, Format.RAW)) == BYTES.raw
    assert written_text(BYTES, Format.TABLE).count("\n") == 3


@pytest.mark.parametrize(
    ("result", "wanted", "words"),
    [
        (TEXT, Format.CSV, "a text, which has no rows; csv cannot hold it, but table, json, md"),
        (BYTES, Format.JSON, "could not be read; json cannot hold it, but raw, table can"),
        (NOTHING, Format.RAW, "the job returned nothing; nothing can be written"),
    ],
)
def test_what_a_format_cannot_hold_is_said(
    result: DecodedResult, wanted: Format, words: str
) -> None:
    assert words in unfit(result, wanted)
    assert list(pieces(result, wanted)) == []


@pytest.mark.parametrize("result", [table_result([("a", "int")], [1]), RECORD, TEXT, BYTES])
def test_every_format_that_fits_writes_something(result: DecodedResult) -> None:
    for wanted in fitting(result):
        assert unfit(result, wanted) == ""
        assert written_text(result, wanted)
        assert FACTS[wanted].suffix.startswith(".")


def test_rows_come_in_pieces_that_tell_how_many_they_hold() -> None:
    result = table_result([("a", "int")], *([n] for n in range(2 * ROWS_A_PIECE + 1)))
    for wanted in (Format.CSV, Format.TSV, Format.JSON, Format.JSONL, Format.MARKDOWN):
        counts = [piece.row_count for piece in pieces(result, wanted) if piece.row_count]

        assert counts == [ROWS_A_PIECE, ROWS_A_PIECE, 1]


def test_lone_surrogates_break_no_format() -> None:
    result = table_result([("\ud800", "")], ["a\udfffb"])
    for wanted in fitting(result):
        assert written_text(result, wanted)
    assert json.loads(written_text(result, Format.JSONL)) == {"\ud800": "a\udfffb"}
    assert "a\ufffdb" in written_text(result, Format.CSV)


cells = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(min_value=-(2**70), max_value=2**70),
    st.floats(allow_nan=False),
    st.binary(max_size=6),
    st.lists(st.integers() | st.text(max_size=3), max_size=3),
)
rows = st.lists(st.tuples(cells, cells), max_size=6)


def had_back(value: object, text: str) -> object:
    """`text` read as a value of the same type as `value`."""
    if isinstance(value, bytes):
        return b64decode(text, validate=True)
    if isinstance(value, int):
        return int(text)
    if isinstance(value, float):
        return float(text)
    return json.loads(text) if isinstance(value, list) else text


def as_utf8(value: object) -> object:
    return guarded(utf8(value).decode()) if isinstance(value, str) else value


@given(rows)
def test_csv_gives_the_same_values_back(some: list[tuple[object, object]]) -> None:
    text = joined(csv_pieces(grid_of_table(table([("a", ""), ("b", "")], *some))))

    header, *lines = list(csv.reader(io.StringIO(text, newline="")))
    assert header == ["a", "b"]
    assert len(lines) == len(some)
    for row, line in zip(some, lines, strict=True):
        for value, cell in zip(row, line, strict=True):
            if value is None:
                assert cell == ""
            elif isinstance(value, list) and any(isinstance(item, str) for item in value):
                assert isinstance(json.loads(cell), list)
            else:
                assert had_back(value, cell) == as_utf8(value)


@given(rows)
def test_tsv_gives_the_same_values_back(some: list[tuple[object, object]]) -> None:
    text = joined(tsv_pieces(grid_of_table(table([("a", ""), ("b", "")], *some))))

    lines = text.split("\n")[1:-1]
    signs = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}
    assert len(lines) == len(some)
    for row, line in zip(some, lines, strict=True):
        for value, cell in zip(row, line.split("\t"), strict=True):
            assert (cell == "\\N") is (value is None)
            if isinstance(value, str):
                plain = re.sub(r"\\[tnr\\]", lambda match: signs[match[0]], cell)
                assert plain == as_utf8(value)


@given(rows)
def test_json_lines_give_the_same_values_back(some: list[tuple[object, object]]) -> None:
    text = written_text(table_result([("a", ""), ("b", "")], *some), Format.JSONL)

    lines = [json.loads(line) for line in text.split("\n")[:-1]]
    assert lines == [{"a": json_value(a), "b": json_value(b)} for a, b in some]


@given(rows)
def test_no_control_character_gets_into_markdown(some: list[tuple[object, object]]) -> None:
    text = written_text(table_result([("a\x1b", ""), ("b", "")], *some), Format.MARKDOWN)

    assert literal_lines(text) == text
    assert text.count("\n") == len(some) + 2
    for line in text.split("\n")[:-1]:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 3


PAGE = table([("n", "int")], [1], [2])


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (replace(PAGE, total_row_count=48_210_331), "first 2 of 48,210,331 rows"),
        (replace(PAGE, total_row_count=3, has_more=True), "first 2 of 3 rows"),
        (replace(PAGE, has_more=True), "first 2 rows, more on the server"),
        (replace(table([("n", "")], [1]), has_more=True), "first 1 row, more on the server"),
        (replace(PAGE, total_row_count=2), ""),
        (PAGE, ""),
        (None, ""),
    ],
)
def test_a_page_says_how_much_of_the_rows_it_is(page: Table | None, words: str) -> None:
    assert partial_words(page) == words


@pytest.mark.parametrize("wanted", Format)
def test_only_texts_for_reading_hold_the_words_that_rows_are_missing(wanted: Format) -> None:
    page = replace(PAGE, total_row_count=48_210_331)
    result = replace(table_result([("n", "int")]), table=page)
    text = written_text(result, wanted)

    if wanted in {Format.TABLE, Format.MARKDOWN}:
        assert text.endswith("\n\nfirst 2 of 48,210,331 rows\n")
    else:
        assert "first" not in text
    whole = written_text(replace(result, table=PAGE), wanted)
    assert text.startswith(whole)


def test_only_texts_for_reading_tell_times_in_another_zone() -> None:
    result = table_result([("at", "timestamp")], [1_700_000_000_000], [2**60])
    style = ValueStyle(timezone(timedelta(hours=1)))
    styled, plain = (
        {
            wanted: b"".join(piece.data for piece in pieces(result, wanted, *more))
            for wanted in Format
        }
        for more in ((style,), ())
    )

    changed = {wanted for wanted in Format if styled[wanted] != plain[wanted]}
    assert changed == {Format.TABLE, Format.MARKDOWN}
    assert all(b"2023-11-14T23:13:20+01:00" in styled[wanted] for wanted in changed)
    assert plain[Format.CSV] == b"at\r\n2023-11-14T22:13:20Z\r\n%d\r\n" % 2**60


def test_names_are_told_apart_in_time_that_grows_with_their_number_only() -> None:
    names = ["a"] * 100_000

    assert distinct(names)[-1] == "a_100000"
