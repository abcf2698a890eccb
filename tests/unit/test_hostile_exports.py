"""Hostile texts in what leaves jobview: files, their names, reports, what a pager is given."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC
from typing import TYPE_CHECKING

import pytest

from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import Snapshot
from jobview.jobs.source import ClusterInfo
from jobview.results.model import ResultKind
from jobview.results.report.incident import incident_of_job
from jobview.results.report.incident_card import file_name, incident_card
from jobview.results.report.redaction import EVERYTHING, NOTHING
from jobview.results.writers.delimited import guarded
from jobview.results.writers.formats import Format
from jobview.results.writers.writing import written_text
from jobview.text import REPLACEMENT
from jobview.ui.outward.export_run import proposed_name
from jobview.ui.outward.outside_text import (
    text_of_error,
    text_of_query,
    text_of_reply,
    text_of_result,
)
from tests.fakes.hostile import CORPUS, DENSE, leaks
from tests.fakes.hostile_session import FAILED, hostile_detail, hostile_job, hostile_result

if TYPE_CHECKING:
    from jobview.ui.outward.outside_text import OutsideText

every_text = pytest.mark.parametrize(
    "text", [*CORPUS.values(), DENSE], ids=[*CORPUS.keys(), "dense"]
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def as_utf8(text: str) -> str:
    """What a file in UTF-8 can hold of it."""
    return _SURROGATE.sub(REPLACEMENT, text)


def content(outside: OutsideText | None) -> str:
    assert outside is not None
    return b"".join(outside.chunks).decode("utf-8")


@every_text
def test_a_spreadsheet_runs_nothing_and_loses_nothing(text: str) -> None:
    written = written_text(hostile_result(text), Format.CSV)
    head, first, *_ = list(csv.reader(io.StringIO(written, newline="")))
    for cell in (head[0], first[0]):
        assert cell in {as_utf8(text), f"'{as_utf8(text)}"}
        assert not cell.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("before", [*"\t \x00\x1b\x85\xa0\xad\u200b\u202e\u2066\ufeff\ufe0f\ufff9"])
def test_nothing_unseen_hides_a_formula(before: str) -> None:
    assert guarded(f"{before}=1+1") == f"'{before}=1+1"


@every_text
def test_a_row_of_tsv_stays_one(text: str) -> None:
    lines = written_text(hostile_result(text), Format.TSV).split("\n")
    assert [line.count("\t") for line in lines] == [2, 2, 2, 2, 0]


@every_text
def test_json_files_hold_the_text_itself(text: str) -> None:
    document = json.loads(written_text(hostile_result(text), Format.JSON))
    assert document["table"]["columns"][0]["name"] == document["table"]["rows"][0][0] == text
    assert document["record"]["list"] == [text]
    for line in written_text(hostile_result(text), Format.JSONL).split("\n")[:-1]:
        json.loads(line)


@every_text
def test_what_is_for_reading_is_harmless(text: str) -> None:
    for kind in (ResultKind.TABLE, ResultKind.RECORD, ResultKind.TEXT):
        assert not leaks(written_text(hostile_result(text, kind), Format.TABLE), allowed="\n")
        markdown = written_text(hostile_result(text, kind), Format.MARKDOWN)
        assert not leaks(markdown, allowed="\n")
        if kind is not ResultKind.TEXT:  # which is one block of code
            assert "<script" not in markdown
            assert "<img" not in markdown


@every_text
def test_proposed_names_are_plain(text: str) -> None:
    job = hostile_job(7, Phase.DONE, text)
    for wanted in Format:
        assert re.fullmatch(r"jobview-7-[A-Za-z0-9._-]{1,70}", proposed_name(job, wanted))


@every_text
@pytest.mark.parametrize("redaction", [NOTHING, EVERYTHING], ids=["all", "redacted"])
def test_incident_cards_are_harmless(text: str, redaction: object) -> None:
    detail = hostile_detail(FAILED, text)
    incident = incident_of_job(
        hostile_job(FAILED, Phase.FAILED, text),
        Snapshot(cluster=ClusterInfo(text, text, text)),
        cluster_name=text,
        made_s=1_700_000_000.0,
        reply=detail.reply,
        result=hostile_result(text),
        asked_s=0.0,
    )
    assert not leaks(incident_card(incident, UTC, redaction), allowed="\n")  # type: ignore[arg-type]
    assert re.fullmatch(r"jobview-102-[a-z]+\.md", file_name(incident))


@every_text
def test_pagers_are_given_harmless_text(text: str) -> None:
    detail = hostile_detail(FAILED, text)
    assert detail.reply is not None
    for outside in (
        *(
            text_of_result(hostile_result(text, kind), is_harmless=True)
            for kind in (ResultKind.TABLE, ResultKind.RECORD, ResultKind.TEXT)
        ),
        text_of_error(text, text, is_harmless=True),
        text_of_query(text, is_harmless=True),
        text_of_reply(detail.reply, hostile_result(text)),
    ):
        assert not leaks(content(outside), allowed="\n")
