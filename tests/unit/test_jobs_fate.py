"""One phrase for each way in which a job is lost, wherever it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jobview.errors import UnknownJob
from jobview.jobs.cancellation import Cancellation, Delivery
from jobview.jobs.fate import FORGOTTEN, LEFT_LIST, SUPERSEDED, UNHEARD_OF, fate_of
from jobview.jobs.identity import superseded
from jobview.jobs.job import JobKey
from jobview.jobs.phase import Phase
from jobview.jobs.source import JobList
from jobview.jobs.store import Store
from jobview.polling.details import JobDetail
from jobview.text import sentence
from jobview.ui.board_result import why_no_result
from jobview.ui.detail.progress_panel import lost_words
from jobview.ui.frame.empty import why_empty_tab
from jobview.ui.jobs.job_cells import outcome_words
from jobview.ui.paint.marks import UNICODE_MARKS
from tests.fakes.jobs import CLUSTER, job, row

if TYPE_CHECKING:
    from jobview.jobs.job import Job


def lost(**fields: Any) -> Job:  # noqa: ANN401 - any field
    return job(7, phase=Phase.VANISHED, is_listed=False, is_resolved=True, **fields)


UNHEARD = lost(status="", endpoint="", received_ms=None)
CASES = [
    (UNHEARD, UNHEARD_OF),
    (lost(progress=46), FORGOTTEN),
    (lost(is_superseded=True), SUPERSEDED),
    (lost(is_synchronous=True), LEFT_LIST),
]
IDS = ["unheard of", "forgotten", "superseded", "synchronous"]


@pytest.mark.parametrize(("lost_job", "phrase"), CASES, ids=IDS)
def test_a_fate_has_one_phrase_in_row_and_overview(lost_job: Job, phrase: str) -> None:
    assert fate_of(lost_job) == phrase
    assert outcome_words(lost_job, UNICODE_MARKS).startswith(phrase)
    assert lost_words(lost_job).startswith(sentence(phrase)[:-1])


@pytest.mark.parametrize(("lost_job", "phrase"), CASES[:3], ids=IDS[:3])
def test_a_result_that_cannot_be_had_is_missed_in_the_same_words(
    lost_job: Job, phrase: str
) -> None:
    assert why_empty_tab(lost_job, None).startswith(sentence(phrase)[:-1])
    assert phrase in why_no_result(lost_job, "export")


@pytest.mark.parametrize(
    ("lost_job", "phrase"),
    [*CASES[:3], (job(7, "done", is_listed=False), FORGOTTEN)],
    ids=[*IDS[:3], "done"],
)
def test_a_result_that_was_asked_for_in_vain_is_missed_in_the_same_words(
    lost_job: Job, phrase: str
) -> None:
    unknown = UnknownJob(f"{CLUSTER}/get/job", "No job with id 7 is known")
    detail = JobDetail(lost_job.key, None, None, unknown, 0.0)
    assert why_empty_tab(lost_job, detail).startswith(sentence(phrase)[:-1])


def test_a_listed_job_that_the_server_does_not_know_is_told_of_in_its_words() -> None:
    unknown = UnknownJob(f"{CLUSTER}/get/job", "No job with id 7 is known")
    listed = job(7, "done")
    detail = JobDetail(listed.key, None, None, unknown, 0.0)
    assert "No job with id 7" in why_empty_tab(listed, detail)


def test_how_far_a_forgotten_job_had_come_is_told() -> None:
    assert outcome_words(lost(progress=46), UNICODE_MARKS) == f"{FORGOTTEN} at 46 %"
    assert lost_words(lost(progress=46)) == "Forgotten by the server at 46 %."


def test_an_answer_about_a_lost_job_is_refused_in_the_same_words() -> None:
    assert "the id 7 is another job's by now" in str(superseded(lost(is_superseded=True)))


@pytest.mark.parametrize("phrase", [FORGOTTEN, LEFT_LIST])
def test_a_cancelled_job_that_was_lost_is_told_of_in_the_same_words(phrase: str) -> None:
    cancellation = Cancellation(100.0, Delivery.ANSWERED, "OK")
    assert cancellation.words(Phase.VANISHED, 300.0, lost=phrase) == phrase


@pytest.mark.parametrize(("is_synchronous", "phrase"), [(True, LEFT_LIST), (False, FORGOTTEN)])
def test_the_store_tells_a_call_that_left_the_list_from_a_forgotten_job(
    *, is_synchronous: bool, phrase: str
) -> None:
    store = Store(CLUSTER)
    key = JobKey(CLUSTER, 7)
    store.fold_list(JobList((row(7),), {}, 0.04, None), asked=0, heard_s=100.0)
    if is_synchronous:
        store.fold_unknown(key, heard_s=101.0)
    store.note_cancel([key], 102.0)
    store.fold_list(JobList((), {}, 0.04, None), asked=store.mark, heard_s=104.0)
    if not is_synchronous:
        store.fold_unknown(key, heard_s=105.0)
    shown = store.register.jobs[key]
    assert shown.phase is Phase.VANISHED
    assert (fate_of(shown), shown.cancel_words) == (phrase, phrase)
