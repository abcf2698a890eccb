from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from jobview.jobs.phase import Phase
from jobview.ui.detail.facts import fact_line, job_facts, time_fact
from tests.fakes.jobs import job

RECEIVED_MS = 1_700_000_000_000
RECEIVED_S = RECEIVED_MS / 1000


def test_a_running_job_counts_on_and_an_ended_one_has_taken_what_it_took() -> None:
    assert time_fact(job(1, received_ms=RECEIVED_MS), RECEIVED_S + 72.9) == ("elapsed", "1 m 12 s")
    assert time_fact(job(1, received_ms=RECEIVED_MS), RECEIVED_S - 5) == ("elapsed", "0 s")
    skewed = job(1, received_ms=RECEIVED_MS + 7_200_000, server_offset_s=7_200.0)
    assert time_fact(skewed, RECEIVED_S + 72.9) == ("elapsed", "1 m 12 s")
    ended = job(1, "async job done", received_ms=RECEIVED_MS, finished_s=RECEIVED_S + 8)
    assert time_fact(ended, RECEIVED_S + 9000) == ("took", "8 s")


def test_times_that_nobody_told() -> None:
    unlisted = job(1, received_ms=None, first_seen_s=RECEIVED_S)
    assert time_fact(unlisted, RECEIVED_S + 3) == ("seen for", "3 s")
    undated = replace(unlisted, listed=job(1).listed, server_offset_s=None)
    assert time_fact(undated, RECEIVED_S + 3) == ("seen for", "3 s")
    label, value = time_fact(job(1, "async job done", received_ms=RECEIVED_MS), RECEIVED_S + 60)
    assert (label, value) == ("took", "not known: it was not seen at work")


def test_facts_do_not_age_and_unknown_ones_take_no_line() -> None:
    facts = dict(job_facts(job(1, received_ms=RECEIVED_MS, auth_id="", source_ip=""), UTC))
    assert facts["submitted"] == "2023-11-14 22:13:20 UTC"
    assert not {"by", "from", "elapsed", "took", "finished", "listed"} & facts.keys()
    left = dict(job_facts(job(1, is_listed=False, finished_s=RECEIVED_S), UTC))
    assert left["finished"] == "2023-11-14 22:13:20 UTC (seen)"
    assert left["listed"].startswith("no longer")


def test_a_job_that_no_list_told_of_has_not_left_one() -> None:
    known = dict(job_facts(job(1, is_listed=False, received_ms=None), UTC))
    assert known["listed"] == "not seen in any list; known from /get/job"
    unheard = job(1, "", phase=Phase.VANISHED, endpoint="", received_ms=None, is_listed=False)
    unheard = replace(unheard, first_seen_s=RECEIVED_S, finished_s=RECEIVED_S)
    facts = dict(job_facts(unheard, UTC))
    assert facts["listed"] == "not seen in any list"
    assert "finished" not in facts
    assert time_fact(unheard, RECEIVED_S + 3) == ("asked for", "3 s ago")


def test_a_fact_keeps_to_its_line() -> None:
    line = fact_line("query", "a\x1b[31m" + "b" * 100, 40)
    assert line.cell_length < 40
    assert line.plain.startswith(" query       a")
    assert "\x1b" not in line.plain
    assert line.plain.endswith("…")
