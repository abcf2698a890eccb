"""What the link's state is after what was heard."""

from __future__ import annotations

import pytest

from jobview.errors import (
    BadAnswer,
    Refused,
    ServerError,
    Unauthorised,
    Unavailable,
    UnknownEndpoint,
    Unreachable,
    UntrustedCertificate,
)
from jobview.jobs.snapshot import LinkState
from jobview.polling.link import LinkWatch

URL = "http://127.0.0.1:9191"


def test_before_anything_is_heard_it_is_connecting() -> None:
    link = LinkWatch(100.0).link
    assert (link.state, link.since_s, link.latency_s) == (LinkState.CONNECTING, 100.0, None)


def test_an_answer_within_the_interval_is_live_and_a_later_one_slow() -> None:
    watch = LinkWatch(100.0)
    watch.heard(0.042, 2.0, 101.0)
    assert (watch.link.state, watch.link.latency_s, watch.link.reason) == (
        LinkState.LIVE,
        0.042,
        "",
    )
    watch.heard(3.44, 2.0, 105.0)
    assert (watch.link.state, watch.link.since_s) == (LinkState.SLOW, 105.0)
    assert "3.4 s" in watch.link.reason


def test_a_late_answer_is_slow_and_keeps_the_latency_known() -> None:
    watch = LinkWatch(100.0)
    watch.heard(0.042, 2.0, 101.0)
    watch.missed(1_002.0, 104.0)
    assert (watch.link.state, watch.link.latency_s) == (LinkState.SLOW, 0.042)
    assert (watch.link.since_s, watch.link.awaited_s) == (104.0, 1_002.0)
    watch.heard(5.0, 2.0, 109.0)
    assert (watch.link.since_s, watch.link.awaited_s) == (104.0, None)


def test_a_late_try_keeps_the_trouble_it_is_a_try_after() -> None:
    watch = LinkWatch(100.0)
    watch.failed(Unreachable(URL, "refused"), 3, 1_007.0, 101.0)
    watch.missed(1_007.0, 108.0)
    link = watch.link
    assert (link.state, link.since_s, link.reason) == (LinkState.DOWN, 101.0, "refused")
    assert link.awaited_s == 1_007.0


def test_an_answer_is_late_after_an_interval_or_what_the_one_before_took() -> None:
    watch = LinkWatch(100.0)
    assert watch.patience_s(2.0) == 2.0
    watch.heard(5.0, 2.0, 105.0)
    assert watch.patience_s(2.0) == 5.0
    watch.failed(Unreachable(URL, "refused"), 1, None, 106.0)
    assert watch.patience_s(2.0) < 1.0


def test_a_mistake_of_our_own_is_not_laid_at_the_servers_door() -> None:
    watch = LinkWatch(100.0)
    watch.faulted(KeyError("secret"), 1, 1_001.0, 101.0)
    link = watch.link
    assert link.state is LinkState.FAULTY
    assert "KeyError" in link.reason
    assert "secret" not in link.reason
    assert "log" in link.remedy


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Unreachable(URL, "refused"), LinkState.DOWN),
        (BadAnswer(URL, "HTML"), LinkState.DOWN),
        (UnknownEndpoint(URL, "404"), LinkState.DOWN),
        (UntrustedCertificate(URL, "expired"), LinkState.DOWN),
        (Unavailable(URL, "offline"), LinkState.LIMITED),
        (Unauthorised(URL, "401"), LinkState.UNAUTHORISED),
        (Refused(URL, "Access denied"), LinkState.DENIED),
    ],
)
def test_each_failure_has_its_state_with_reason_and_remedy(
    error: ServerError, state: LinkState
) -> None:
    watch = LinkWatch(100.0)
    watch.failed(error, 3, 160.0, 101.0)
    link = watch.link
    assert (link.state, link.reason, link.remedy) == (state, error.what, error.remedy)
    assert (link.attempt, link.next_try_s, link.latency_s) == (3, 160.0, None)


def test_a_state_lasts_since_it_began() -> None:
    watch = LinkWatch(100.0)
    for number, now_s in enumerate((101.0, 103.0, 109.0), 1):
        watch.failed(Unreachable(URL, f"try {number}"), number, None, now_s)
    assert (watch.link.since_s, watch.link.reason) == (101.0, "try 3")
    watch.heard(0.04, 2.0, 120.0)
    watch.heard(0.04, 2.0, 122.0)
    assert (watch.link.state, watch.link.since_s) == (LinkState.LIVE, 120.0)


def test_a_damaged_list_is_not_live_and_says_what_is_wrong_with_it() -> None:
    watch = LinkWatch(100.0)
    watch.heard(0.042, 2.0, 101.0)
    watch.heard(0.042, 2.0, 103.0, "40 ids, 38 statuses")
    link = watch.link
    assert (link.state, link.since_s, link.reason) == (
        LinkState.DAMAGED,
        103.0,
        "40 ids, 38 statuses",
    )
    watch.heard(0.042, 2.0, 105.0)
    assert watch.link.state is LinkState.LIVE
