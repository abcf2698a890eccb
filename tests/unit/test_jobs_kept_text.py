"""How much of a server's words is kept for every job."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jobview.jobs import keeping
from jobview.jobs.job import JobKey
from jobview.jobs.kept_text import ERROR_CHARACTERS, LINE_CHARACTERS, TAG_CHARACTERS, kept, whole
from jobview.jobs.source import JobList, JobReply
from jobview.jobs.store import Store
from jobview.results.cells.column_types import base_type
from tests.fakes.jobs import CLUSTER, reply, row

KEY = JobKey(CLUSTER, 1)
LONG = "x" * 1_000_000


def store_told(answer: JobReply, *, is_listed: bool = True) -> Store:
    store = Store(CLUSTER)
    if is_listed:
        store.fold_list(JobList((row(1),), {}, 0.1, None), asked=0, heard_s=1.0)
    store.watch(1)
    store.fold_reply(KEY, answer, asked=store.mark, heard_s=2.0)
    return store


def failed(message: str) -> JobReply:
    status_map = {"error_message": message}
    return replace(reply(1, job_status="ERROR", running=False), status_map=status_map)


def test_a_jobs_error_message_and_outcome_are_kept_in_part() -> None:
    job = store_told(failed(LONG)).register.jobs[KEY]
    assert len(job.error_message) == ERROR_CHARACTERS
    assert job.error_message.endswith("x…")
    assert len(job.outcome) == LINE_CHARACTERS


def test_words_of_a_refusal_are_kept_in_part() -> None:
    store = Store(CLUSTER)
    store.watch(1)
    store.fold_refusal(KEY, heard_s=1.0, words=LONG)
    job = store.register.jobs[KEY]
    assert len(job.error_message) == ERROR_CHARACTERS
    assert len(job.outcome) == LINE_CHARACTERS


def test_a_job_never_listed_has_short_words() -> None:
    for answer in (reply(1, LONG), reply(1, endpoint=LONG)):
        listed = store_told(answer, is_listed=False).register.jobs[KEY].listed
        assert max(len(listed.status), len(listed.endpoint)) == LINE_CHARACTERS


@pytest.mark.parametrize(("length", "kept_length"), [(TAG_CHARACTERS, 1000), (1001, 0)])
def test_a_tag_too_long_to_be_sent_back_is_none(length: int, kept_length: int) -> None:
    answer = replace(reply(1), info={"job_tag": "t" * length})
    assert len(store_told(answer).register.jobs[KEY].job_tag) == kept_length


def test_the_whole_message_is_shown_where_it_is_here() -> None:
    full = "y" + LONG
    assert whole(kept(full, ERROR_CHARACTERS), full) == full
    assert whole("", full) == full
    assert whole("another", full) == "another"
    assert whole(kept(full, ERROR_CHARACTERS), "") == kept(full, ERROR_CHARACTERS)


def test_jobs_that_left_keep_no_more_text_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeping, "KEPT_LEFT_CHARACTERS", 3_500)
    store = Store(CLUSTER)
    for job_id in range(1, 11):
        listed = row(job_id)._replace(user_data="x" * 1_000, status="async job done")
        store.fold_list(JobList((listed,), {}, 0.1, None), asked=store.mark, heard_s=1.0)
    assert {key.job_id for key in store.register.jobs} == {7, 8, 9, 10}


def test_a_watched_job_is_not_dropped_for_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEPT_LEFT_CHARACTERS", 500)
    store = Store(CLUSTER)
    store.watch(1)
    for job_id in range(1, 4):
        listed = row(job_id)._replace(user_data="x" * 1_000)
        store.fold_list(JobList((listed,), {}, 0.1, None), asked=store.mark, heard_s=1.0)
    assert {key.job_id for key in store.register.jobs} == {1, 3}


def test_a_types_rest_beyond_its_limit_says_nothing() -> None:
    assert base_type("int" + " " * 300 + "char64") == "int"
