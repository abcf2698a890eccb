"""What is said about a cancellation, from asking to the outcome."""

from __future__ import annotations

import pytest

from jobview.jobs.cancellation import PATIENCE_S, Cancellation, Delivery
from jobview.jobs.phase import Phase


def test_asked_then_the_servers_words_then_how_long_it_runs_on() -> None:
    asked = Cancellation(100.0)
    answered = Cancellation(100.0, Delivery.ANSWERED, "Job cancel requested")
    assert asked.words(Phase.RUNNING, 100.0) == "cancel asked"
    assert asked.words(Phase.RUNNING, 500.0) == "cancel asked"
    assert answered.words(Phase.RUNNING, 101.0) == "Job cancel requested"
    assert answered.words(Phase.RUNNING, 100 + PATIENCE_S) == "still running 5 s after cancel"
    assert answered.words(Phase.QUEUED, 112.9) == "still queued 12 s after cancel"
    assert answered.words(Phase.UNKNOWN, 112.9) == "still running 12 s after cancel"


@pytest.mark.parametrize("delivery", [Delivery.ASKED, Delivery.ANSWERED, Delivery.UNCERTAIN])
@pytest.mark.parametrize(
    ("phase", "words"),
    [
        (Phase.CANCELLED, "cancelled"),
        (Phase.DONE, "finished anyway"),
        (Phase.FAILED, "failed, not cancelled"),
        (Phase.VANISHED, "forgotten by the server"),
    ],
)
def test_the_outcome_is_told_by_the_job_itself(
    delivery: Delivery, phase: Phase, words: str
) -> None:
    assert Cancellation(100.0, delivery, "OK").words(phase, 300.0) == words


def test_without_an_answer_the_fate_stays_unknown_while_it_runs() -> None:
    lost = Cancellation(100.0, Delivery.UNCERTAIN, "no answer: cut off; fate unknown")
    assert lost.words(Phase.RUNNING, 300.0) == "no answer: cut off; fate unknown"


def test_a_rejected_cancellation_takes_no_credit_for_the_outcome() -> None:
    rejected = Cancellation(100.0, Delivery.REJECTED, "not cancelled: Access denied")
    for phase in Phase:
        assert rejected.words(phase, 300.0) == "not cancelled: Access denied"
