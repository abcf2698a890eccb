"""When a result that could not be had is asked for again."""

from __future__ import annotations

import pytest

from jobview.errors import OtherJob, Refused, ServerError, Unreachable
from jobview.jobs.job import JobKey
from jobview.polling.details import JobDetail
from jobview.ui.lost_result import MOST_DOUBLINGS, SOON_TRIES, LostResult
from tests.fakes.jobs import reply

URL = "http://127.0.0.1:9191"


def lost(error: ServerError) -> JobDetail:
    return JobDetail(JobKey(URL, 7), None, None, error, 100.0)


def lists_until_due(result: LostResult, detail: JobDetail, first: int) -> int:
    """How many lists it takes, the first of them heard at `first`; 0 when 100 are not enough."""
    due = (number for number in range(100) if result.is_due(float(first + number), detail))
    return next(due, -1) + 1


@pytest.mark.parametrize(
    ("error", "is_tried"),
    [
        (Unreachable(URL, "cut off"), True),
        (OtherJob(URL, "another tag"), True),
        (Refused(URL, "denied"), False),
    ],
    ids=["down", "other-job", "refused"],
)
def test_what_a_later_list_may_mend_is_asked_for_again(
    error: ServerError, *, is_tried: bool
) -> None:
    result, detail = LostResult(), lost(error)
    result.note(detail)
    assert lists_until_due(result, detail, 0) == int(is_tried)


def test_soon_at_first_and_then_ever_more_rarely() -> None:
    result, waits = LostResult(), []
    for number in range(SOON_TRIES + MOST_DOUBLINGS + 2):
        detail = lost(Unreachable(URL, "cut off"))
        result.note(detail)
        waits.append(lists_until_due(result, detail, 1_000 * number))
    assert waits == [1] * SOON_TRIES + [2, 4, 8, 16, 32, 32, 32]


def odd(job_status: str) -> JobDetail:
    return JobDetail(JobKey(URL, 7), reply(7, job_status, successful=True), None, None, 100.0)


def test_an_answer_in_a_word_that_nobody_knows_is_asked_for_again() -> None:
    result = LostResult()
    for number, word in enumerate(["\x1b[2J", "[/x]"]):
        result.note(odd(word))
        assert lists_until_due(result, odd(word), 1_000 * number) == 1
    result.note(odd("DONE"))
    assert lists_until_due(result, odd("DONE"), 5_000) == 0


def test_who_says_the_same_odd_word_twice_means_it() -> None:
    result = LostResult()
    for _ in range(2):
        result.note(odd("COMPLETED"))
    assert lists_until_due(result, odd("COMPLETED"), 0) == 0


def test_a_snapshot_without_a_new_list_does_not_count() -> None:
    result, detail = LostResult(), lost(Unreachable(URL, "cut off"))
    assert not result.is_due(5.0, detail)
    result.note(detail)
    assert not any(result.is_due(5.0, detail) for _ in range(100))
    assert result.is_due(6.0, detail)
