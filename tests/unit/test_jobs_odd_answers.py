"""Answers of /get/job in a word that nobody knows: shown, but not the last word on a job."""

from __future__ import annotations

from typing import Any

import pytest

from jobview.jobs.job import Job, JobKey
from jobview.jobs.phase import Phase
from jobview.jobs.source import JobList, JobReply
from jobview.jobs.store import Store
from tests.fakes.jobs import CLUSTER, reply, row

KEY = JobKey(CLUSTER, 1)
NOW_S = 1_700_000_000.0
FLAGS: dict[Phase, dict[str, Any]] = {
    Phase.RUNNING: {"running": True},
    Phase.DONE: {"successful": True},
    Phase.FAILED: {},
}
"""By which a job's phase is read where its word is unknown."""
WORDS = {Phase.RUNNING: "RUNNING", Phase.DONE: "DONE", Phase.FAILED: "ERROR"}


@pytest.fixture
def store() -> Store:
    store = Store(CLUSTER)
    fold_list(store, "running")
    return store


def fold_list(store: Store, status: str) -> None:
    answer = JobList((row(1, status),), {}, 0.1, None)
    store.fold_list(answer, asked=store.mark, heard_s=NOW_S + store.mark)


def fold(store: Store, answer: JobReply, outcome: str = "") -> Job:
    heard_s = NOW_S + store.mark
    store.fold_reply(KEY, answer, asked=store.mark, heard_s=heard_s, outcome=outcome)
    return store.register.jobs[KEY]


def odd(phase: Phase, text: str = "\x1b[2J") -> JobReply:
    """All its texts are wrong; only its flags are true."""
    return reply(
        1,
        text,
        40,
        endpoint=text,
        response_encoding=text,
        status_map={"error_message": text},
        info={"job_tag": text},
        **({"running": False, "successful": False} | FLAGS[phase]),
    )


def plain(phase: Phase) -> JobReply:
    message = "out of memory" if phase is Phase.FAILED else ""
    told = {"error_message": message} if message else {}
    return reply(1, WORDS[phase], 100, status_map=told, info={"job_tag": "nightly"})


@pytest.mark.parametrize("phase", [Phase.DONE, Phase.FAILED])
def test_an_odd_end_is_asked_about_again_and_put_right(store: Store, phase: Phase) -> None:
    job = fold(store, odd(phase), outcome="311 bytes that could not be read")
    assert (job.phase, job.is_resolved) == (phase, False)
    outcome = "7 rows" if phase is Phase.DONE else "out of memory"
    job = fold(store, plain(phase), outcome=outcome)
    message = "out of memory" if phase is Phase.FAILED else ""
    assert (job.phase, job.is_resolved) == (phase, True)
    assert (job.outcome, job.error_message) == (outcome, message)


@pytest.mark.parametrize("phase", FLAGS)
def test_an_odd_answer_gives_no_tag(store: Store, phase: Phase) -> None:
    assert fold(store, odd(phase)).job_tag == ""
    assert fold(store, plain(phase)).job_tag == "nightly"


def test_who_says_the_same_twice_means_it(store: Store) -> None:
    """A newer server may have words that we do not know yet, and need not be asked for ever."""
    done = reply(1, "COMPLETED", 100, successful=True, running=False, info={"job_tag": "nightly"})
    assert not fold(store, done, outcome="7 rows").is_resolved
    job = fold(store, done, outcome="7 rows")
    assert (job.is_resolved, job.outcome, job.job_tag) == (True, "7 rows", "nightly")


def test_who_says_something_else_each_time_does_not(store: Store) -> None:
    for text in ("one", "two", "one"):
        assert not fold(store, odd(Phase.DONE, text)).is_resolved


def test_an_odd_answer_before_a_plain_one_is_forgotten(store: Store) -> None:
    for answer in (odd(Phase.DONE), plain(Phase.RUNNING), odd(Phase.DONE)):
        job = fold(store, answer)
        fold_list(store, "running")
    assert not job.is_resolved


def test_the_endpoint_of_a_job_in_no_list_is_not_taken_from_an_odd_answer() -> None:
    store = Store(CLUSTER)
    store.watch(1)
    assert fold(store, odd(Phase.RUNNING)).endpoint == ""
    assert fold(store, plain(Phase.RUNNING)).endpoint == "/alter/table"
