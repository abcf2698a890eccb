"""When the list is asked for next."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.errors import (
    Busy,
    Refused,
    ServerError,
    TooLarge,
    Unauthorised,
    Unavailable,
    UnknownEndpoint,
    Unreachable,
    UntrustedCertificate,
)
from jobview.polling.cadence import (
    JITTER,
    LAST_BACK_OFF_S,
    SHORT_OUTAGE_S,
    Cadence,
    back_off_s,
    period_s,
)

URL = "http://127.0.0.1:9191"
DOWN = Unreachable(URL, "refused")


@pytest.fixture
def rng() -> random.Random:
    return random.Random(3)  # noqa: S311 - jitter, not a secret


@pytest.mark.parametrize(
    ("interval_s", "is_unattended", "is_idle", "expected_s"),
    [
        (2.0, False, False, 2.0),
        (2.0, False, True, 2.0),
        (2.0, True, False, 2.0),
        (2.0, True, True, 10.0),
        (0.2, True, True, 10.0),
        (5.0, True, True, 25.0),
        (30.0, True, True, 60.0),
        (300.0, True, True, 300.0),
    ],
)
def test_only_an_idle_unwatched_list_is_asked_for_less_often(
    *, interval_s: float, is_unattended: bool, is_idle: bool, expected_s: float
) -> None:
    assert period_s(interval_s, is_unattended=is_unattended, is_idle=is_idle) == expected_s


@given(st.integers(1, 10_000), st.integers(0, 100))
def test_a_back_off_doubles_to_a_minute_and_varies(failures: int, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - jitter, not a secret
    delay_s = back_off_s(failures, DOWN, rng)
    base_s = min(LAST_BACK_OFF_S, 2.0 ** min(failures - 1, 20))
    assert base_s * (1 - JITTER) <= delay_s <= min(LAST_BACK_OFF_S, base_s * (1 + JITTER))


def test_two_boards_do_not_come_back_in_step() -> None:
    delays = {back_off_s(3, DOWN, random.Random(seed)) for seed in range(20)}  # noqa: S311 - jitter
    assert len(delays) == 20


@pytest.mark.parametrize(
    ("error", "least_s", "most_s"),
    [
        (Unavailable(URL, "offline"), 0.75, 1.25),
        (Refused(URL, "Access denied"), 0.75, 1.25),
        (UnknownEndpoint(URL, "404"), 45.0, 60.0),
        (UntrustedCertificate(URL, "expired"), 45.0, 60.0),
        (Unauthorised(URL, "401"), math.inf, math.inf),
        (Unavailable(URL, "busy", retry_after_s=0.1), 0.75, 1.25),
        (Unavailable(URL, "busy", retry_after_s=300), 300.0, 300.0),
        (Unavailable(URL, "busy", retry_after_s=1e9), 3600.0, 3600.0),
    ],
)
def test_the_first_back_off_depends_on_the_failure(
    rng: random.Random, error: ServerError, least_s: float, most_s: float
) -> None:
    assert least_s <= back_off_s(1, error, rng) <= most_s


def test_the_first_request_is_due_at_once(rng: random.Random) -> None:
    assert Cadence(2.0, rng).due_s(is_idle=False) == -math.inf


def test_a_request_is_due_an_interval_after_the_start_of_the_one_before(
    rng: random.Random,
) -> None:
    cadence = Cadence(2.0, rng)
    cadence.start(100.0)
    cadence.succeed()
    assert cadence.due_s(is_idle=False) == 102.0
    cadence.interval_s = 5.0
    assert cadence.due_s(is_idle=False) == 105.0
    cadence.is_unattended = True
    assert cadence.due_s(is_idle=True) == 125.0


def outage(cadence: Cadence, until_s: float, error: ServerError = DOWN) -> list[float]:
    """When tries are made that fail at once, the first at 100 s, monotonic."""
    tries, now_s = [], 100.0
    while now_s < until_s:
        tries.append(now_s)
        cadence.start(now_s)
        cadence.fail(now_s, error)
        now_s = cadence.due_s(is_idle=False)
    return tries


@given(st.integers(0, 100), st.sampled_from([0.2, 2.0, 10.0]))
def test_no_interval_passes_without_a_try_while_the_outage_is_short(
    seed: int, interval_s: float
) -> None:
    cadence = Cadence(interval_s, random.Random(seed))  # noqa: S311 - jitter, not a secret
    tries = outage(cadence, 100.0 + SHORT_OUTAGE_S)
    pauses = [later - sooner for sooner, later in pairwise(tries)]
    assert max(pauses) <= interval_s
    assert min(pauses) >= min(1.0, interval_s) * (1 - JITTER) - 1e-9


def test_tries_grow_rare_when_an_outage_is_long(rng: random.Random) -> None:
    tries = outage(Cadence(2.0, rng), 1000.0)
    late = [later - sooner for sooner, later in pairwise(tries) if sooner > 115]
    bases = [2.0, 4.0, 8.0, 16.0, 32.0]
    assert late[:5] == [pytest.approx(base_s, rel=JITTER) for base_s in bases]
    assert all(45 <= pause_s <= 60 for pause_s in late[5:])


def test_a_request_that_hung_is_made_again_at_once(rng: random.Random) -> None:
    cadence = Cadence(2.0, rng)
    cadence.start(100.0)
    cadence.fail(105.0, DOWN)
    assert cadence.due_s(is_idle=False) <= 105.0


@pytest.mark.parametrize(
    ("error", "least_s"),
    [
        (Busy(URL, "429"), 4.0),
        (Unavailable(URL, "starting", retry_after_s=9.0), 9.0),
        (Unauthorised(URL, "401"), math.inf),
    ],
    ids=["busy", "wish", "login"],
)
def test_who_must_not_be_asked_soon_is_not(
    rng: random.Random, error: ServerError, least_s: float
) -> None:
    cadence = Cadence(2.0, rng)
    for _ in range(4):
        cadence.start(100.0)
        cadence.fail(100.0, error)
    assert cadence.due_s(is_idle=False) >= 100.0 + least_s


@pytest.mark.parametrize(
    "error",
    [
        UnknownEndpoint(URL, "404"),
        UntrustedCertificate(URL, "expired"),
        TooLarge(URL, "large", size_bytes=None, limit_bytes=1),
    ],
    ids=["404", "certificate", "large"],
)
def test_what_a_restart_may_mend_is_tried_soon_and_then_rarely(
    rng: random.Random, error: ServerError
) -> None:
    tries = outage(Cadence(2.0, rng), 700.0, error)
    assert len([at_s for at_s in tries if at_s < 115]) >= 8
    assert min(later - sooner for sooner, later in pairwise(tries) if sooner > 115) >= 45


def test_success_ends_a_back_off(rng: random.Random) -> None:
    cadence = Cadence(2.0, rng)
    tries = outage(cadence, 400.0)
    assert cadence.failures == len(tries)
    assert cadence.due_s(is_idle=False) >= tries[-1] + 45
    cadence.start(500.0)
    cadence.succeed()
    assert (cadence.failures, cadence.due_s(is_idle=False)) == (0, 502.0)
    cadence.start(502.0)
    cadence.fail(502.0, DOWN)
    assert cadence.due_s(is_idle=False) <= 503.0


def test_hurrying_holds_until_the_next_start(rng: random.Random) -> None:
    cadence = Cadence(2.0, rng)
    cadence.start(100.0)
    cadence.fail(101.0, Unauthorised(URL, "401"))
    assert cadence.due_s(is_idle=False) == math.inf
    cadence.hurry()
    assert cadence.due_s(is_idle=False) == -math.inf
    cadence.start(200.0)
    assert cadence.due_s(is_idle=False) == math.inf
