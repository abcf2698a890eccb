"""One job in words: its facts, and each kind of result in its own form."""

from __future__ import annotations

from typing import Any

import pytest

from jobview.cli.report import HEX_LINES, report_lines
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from jobview.text import literal
from tests.fakes.jobs import reply

HOSTILE = "a\x1b[2J\x07\u202e"


def report(kind: ResultKind, *, width: int | None = None, **parts: Any) -> list[str]:  # noqa: ANN401
    result = DecodedResult(kind, "/x", **parts)
    return list(report_lines(reply(7, "DONE", 100), result, width=width))


def test_the_facts_come_first() -> None:
    lines = report(ResultKind.NONE, summary="nothing returned", form="bare")

    assert lines == [
        "job       7",
        "endpoint  /alter/table",
        "status    DONE (done)",
        "progress  100 %",
        "result    nothing returned",
        "read as   bare",
    ]


def test_remarks_stand_under_the_result() -> None:
    lines = report(
        ResultKind.NONE, summary="2 rejected", remarks=("record 2: no int", f"b{HOSTILE}")
    )

    assert lines[-2:] == ["remarks   record 2: no int", f"          b{literal(HOSTILE)}"]
    assert "\x1b" not in lines[-1]


def test_an_error_of_several_lines_stays_so() -> None:
    failed = reply(7, "ERROR", 40, status_map={"error_message": "no table\nnear line 3\n"})
    lines = list(report_lines(failed, DecodedResult(ResultKind.NONE, "/x")))

    assert lines[-2:] == ["error     no table", "          near line 3"]


def test_an_error_is_read_apart() -> None:
    message = (
        "Internal_Error: load err: bad 'five' at line 2, column 3 (EF/EFRc:2575)"
        '(Table:"test.product")(Worker:2)  (E/EEFBc:848); error in Job process'
    )
    failed = reply(7, "ERROR", 40, status_map={"error_message": message})
    lines = list(report_lines(failed, DecodedResult(ResultKind.NONE, "/x")))

    assert lines[4:] == [
        "error     Internal_Error: load",
        "            - bad 'five' at line 2, column 3",
        "          error in Job process",
        "codes     E/EEFBc:848  EF/EFRc:2575",
        "table     test.product",
        "worker    2",
        "position  line 2, column 3",
    ]


def test_a_long_error_is_printed_in_full() -> None:
    failed = reply(7, "ERROR", 40, status_map={"error_message": "x" * 5_000})
    lines = list(report_lines(failed, DecodedResult(ResultKind.NONE, "/x")))

    assert lines[-1] == "error     " + "x" * 5_000


def test_a_record_is_names_and_values() -> None:
    lines = report(
        ResultKind.RECORD,
        record={"table_name": "t", "info": {"a": "1"}, "data": b"\x00\x01", "many": "x\ny"},
    )

    assert lines[lines.index("") + 1 :] == [
        "table_name  t",
        'info        {"a":"1"}',
        "data        2 B  00 01",
        "many        x",
        "            y",
    ]


def test_an_incomplete_record_is_followed_by_the_bytes_that_are_left() -> None:
    lines = report(ResultKind.RECORD, record={"table_name": "t"}, raw=b"\x02t\xff", rest_at=2)

    first, second = lines[lines.index("") + 1 :][::2]
    assert first == "table_name  t"
    assert second.startswith("00000002  ff ")


def test_a_table_is_aligned_by_its_types() -> None:
    table = Table((Column("n", "int"), Column("w", "char4")), ([7, 1000], ["a", None]), 2)

    lines = report(ResultKind.TABLE, table=table, record={})

    assert lines[lines.index("") + 1 :] == ["   n  w", "   7  a", "1000  ∅"]


def test_a_page_of_a_table_ends_with_how_many_rows_there_are() -> None:
    table = Table((Column("n", "int"),), ([7],), 1, 48_210_331)

    lines = report(ResultKind.TABLE, table=table, record={})

    assert lines[-3:] == ["7", "", "first 1 of 48,210,331 rows"]


def test_a_table_is_cut_at_the_terminals_edge() -> None:
    table = Table((Column("w", "string"),), (["x" * 70],), 1)

    lines = report(ResultKind.TABLE, table=table, record={}, width=20)

    assert lines[-1] == "x" * 19 + "…"


def test_text_is_text() -> None:
    lines = report(ResultKind.TEXT, text="one\r\ntwo\tthree")

    assert lines[-2:] == ["one", "two    three"]


@pytest.mark.parametrize(("size", "is_cut"), [(5, False), (256, False), (257, True)])
def test_bytes_are_shown_in_hexadecimal_and_a_cut_is_said(size: int, is_cut: bool) -> None:  # noqa: FBT001
    lines = report(ResultKind.BYTES, raw=b"\xff" * size)
    dump = lines[lines.index("") + 1 :]

    assert dump[0].startswith("00000000  ff ff ff ff ff")
    assert ("--raw -o FILE" in dump[-1]) == is_cut
    assert len(dump) <= HEX_LINES + 1


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        (ResultKind.RECORD, {"record": {HOSTILE: HOSTILE, "list": [HOSTILE]}}),
        (ResultKind.TEXT, {"text": HOSTILE}),
        (
            ResultKind.TABLE,
            {"record": {}, "table": Table((Column(HOSTILE, HOSTILE),), ([HOSTILE],), 1)},
        ),
        (ResultKind.BYTES, {"raw": HOSTILE.encode()}),
        (ResultKind.NONE, {"summary": HOSTILE, "note": HOSTILE, "form": HOSTILE}),
    ],
)
def test_no_server_text_steers_the_terminal(kind: ResultKind, parts: dict[str, Any]) -> None:
    text = "".join(report(kind, **parts))

    assert not {"\x1b", "\x07", "\u202e"} & set(text)
