"""`jobview get`: in which zone it tells times, and that a page of rows is not all of them."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from jobview.cli.flags import settings_of
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from tests.fakes.jobs import reply
from tests.fakes.program import Outcome, jobview

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import click

    from jobview.jobs.source import JobReply
    from jobview.settings import Settings

TABLE = Table((Column("at", "timestamp"), Column("n", "int")), ([1_700_000_000_000], [-1]), 1)
RESULT = DecodedResult(ResultKind.TABLE, "/execute/sql", record={}, table=TABLE, raw=b"r")
PAGE = replace(RESULT, table=replace(TABLE, total_row_count=48_210_331))
WORDS = "first 1 of 48,210,331 rows"

HERE, UTC_TEXT = "2023-11-15T03:43:20+05:30", "2023-11-14T22:13:20Z"


@pytest.fixture(autouse=True)
def in_kolkata(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def get(result: DecodedResult, *arguments: str) -> Outcome:
    """What the command says of a job that returned `result`."""

    def converse(context: click.Context, _talk: object) -> tuple[JobReply, Settings]:
        return reply(7, "DONE", 100), settings_of(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jobview.cli.get.converse", converse)
        patch.setattr("jobview.cli.get.decoded", lambda _: result)
        return jobview("get", "7", *arguments)


@pytest.mark.parametrize("wish", [(), ("--format", "table"), ("--format", "md")])
def test_people_read_times_in_their_zone_or_in_utc(wish: tuple[str, ...]) -> None:
    assert HERE in get(RESULT, *wish).answer
    assert UTC_TEXT in get(RESULT, *wish, "--utc").answer


@pytest.mark.parametrize(
    ("wanted", "text"), [("csv", UTC_TEXT), ("tsv", UTC_TEXT), ("json", "1700000000000")]
)
def test_programs_read_the_same_in_every_zone(wanted: str, text: str) -> None:
    here, utc = get(RESULT, "--format", wanted), get(RESULT, "--format", wanted, "--utc")

    assert here == utc
    assert text in here.answer


@pytest.mark.parametrize("wanted", ["csv", "tsv", "json", "jsonl"])
def test_of_rows_for_programs_standard_error_says_what_is_missing(wanted: str) -> None:
    page = get(PAGE, "--format", wanted)

    assert page.words == f"jobview: job 7: {WORDS}; its result holds no more\n"
    assert page.answer == get(RESULT, "--format", wanted).answer
    assert get(RESULT, "--format", wanted).words == ""


@pytest.mark.parametrize("wanted", ["table", "md"])
def test_of_rows_for_reading_the_last_line_says_what_is_missing(wanted: str) -> None:
    page = get(PAGE, "--format", wanted)

    assert page.answer.endswith(f"\n{WORDS}\n")
    assert page.words == ""


@pytest.mark.parametrize("wanted", ["csv", "table", "json"])
def test_the_closing_words_of_a_file_say_what_is_missing(tmp_path: Path, wanted: str) -> None:
    arguments = ("--format", wanted, "--force", "-o", str(tmp_path / "rows"))

    assert f": {WORDS}, " in get(PAGE, *arguments).words
    assert ": 1 row, " in get(RESULT, *arguments).words


def test_the_document_has_the_remarks() -> None:
    outcome = get(replace(RESULT, remarks=("record 2: no int",)), "--json")

    assert outcome.document["result"]["remarks"] == ["record 2: no int"]


MANY = 3000
LONG = Table((Column("n", "int"),), (list(range(MANY)),), MANY)


@pytest.mark.parametrize("is_terminal", [True, False])
@pytest.mark.parametrize(
    ("wish", "verbs"),
    [
        ((), ["laying out 16 %", "writing 50 %"]),
        (("--format", "csv"), ["writing 50 %"]),
        (("--format", "table"), ["writing 50 %"]),
    ],
    ids=["report", "csv", "table"],
)
def test_a_terminal_is_told_how_far_a_long_answer_is(
    monkeypatch: pytest.MonkeyPatch, wish: tuple[str, ...], verbs: list[str], *, is_terminal: bool
) -> None:
    monkeypatch.setattr("jobview.cli.live_lines.can_move_cursor", lambda _: is_terminal)
    monkeypatch.setattr("jobview.cli.work_line.QUIET_S", 0)
    monkeypatch.setattr("jobview.cli.work_line.SHOWN_EVERY_S", 0)

    outcome = get(replace(RESULT, table=LONG), *wish)

    assert [verb in outcome.words for verb in verbs] == [is_terminal] * len(verbs)
    assert "writing" not in outcome.answer
    assert len(outcome.answer.splitlines()) >= MANY


def test_a_terminal_is_told_that_a_large_result_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobview.cli.live_lines.can_move_cursor", lambda _: True)
    monkeypatch.setattr("jobview.cli.get.LONG_BYTES", 0)

    assert "decoding 0 bytes" in get(RESULT).words
    assert "making the JSON document" in get(RESULT, "--json").words
