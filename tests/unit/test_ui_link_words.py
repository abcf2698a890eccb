"""The link's state in words: shorter and shorter, dated, and never more than is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from jobview.jobs.snapshot import Link, LinkState, Silence, Snapshot
from jobview.ui.frame.empty import why_empty
from jobview.ui.frame.link_words import (
    age_words,
    doubt_words,
    is_progress_old,
    is_stale,
    link_forms,
    silence_words,
    trouble_words,
)
from jobview.ui.paint.wording import time_or_day

NOW_S = 1_795_444_030.0
"""14:27:10 on 23 November, by UTC."""
MONO_S = 1_000.0
DOWN = Link(LinkState.DOWN, NOW_S - 90, None, "connection refused", 6, MONO_S + 12, "look at it")
OLD = Snapshot(link=DOWN, data_s=NOW_S - 92, data_mono_s=MONO_S - 92)


def forms(snapshot: Snapshot) -> list[str]:
    return [" | ".join(form) for form in link_forms(snapshot, NOW_S, MONO_S, UTC)]


def test_down_tells_since_when_why_and_what_next_and_drops_the_reason_first() -> None:
    since = time_or_day(NOW_S - 90, NOW_S, UTC)
    assert forms(OLD) == [
        f"down since {since} | connection refused | try 7 in 12 s (r: now)",
        f"down since {since} | try 7 in 12 s (r: now)",
        f"down since {since} | try 7 in 12 s",
        f"down {since} | try 7: 12 s",
    ]


def test_a_try_that_hangs_counts() -> None:
    trying = replace(OLD, link=replace(DOWN, awaited_s=MONO_S - 4))
    assert "try 7, no answer for 4 s" in forms(trying)[0]


@pytest.mark.parametrize("left_s", [0.9, 0.0, -3.0])
def test_a_try_that_is_due_is_said_to_be_now(left_s: float) -> None:
    due = replace(OLD, link=replace(DOWN, attempt=1, next_try_s=MONO_S + left_s))
    since = time_or_day(NOW_S - 90, NOW_S, UTC)
    assert forms(due) == [
        f"down since {since} | connection refused | try 2 now",
        f"down since {since} | try 2 now",
        f"down since {since} | try 2 now",
        f"down {since} | try 2 now",
    ]


def test_refused_credentials_are_not_promised_another_try() -> None:
    refused = replace(OLD, link=replace(DOWN, state=LinkState.UNAUTHORISED, next_try_s=None))
    assert "not asking again (r: retry)" in forms(refused)[0]
    assert forms(refused)[-1].endswith("r: retry")


def test_a_login_that_is_watched_for_names_its_file() -> None:
    link = Link(LinkState.UNAUTHORISED, reason="HTTP 401", login_file="/run/secrets/pw\x1b[1m")
    told = forms(replace(OLD, link=link))
    assert "waits for a new pw" in told[0]
    assert "(r: retry)" in told[0]
    assert "\x1b" not in told[0]
    assert told[-1].endswith("r: retry")


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (Link(LinkState.CONNECTING), "connecting"),
        (Link(LinkState.CONNECTING, awaited_s=MONO_S - 7), "connecting, no answer for 7 s"),
        (Link(LinkState.LIVE, latency_s=0.04), "live"),
        (Link(LinkState.SLOW, latency_s=3.44), "slow, answers take 3.4 s"),
        (
            Link(LinkState.SLOW, latency_s=0.04, awaited_s=MONO_S - 75),
            "slow, no answer for 1 m 15 s",
        ),
    ],
    ids=["connecting", "no-first-answer", "live", "slow", "awaited"],
)
def test_what_is_not_trouble_is_one_clause(link: Link, words: str) -> None:
    assert forms(Snapshot(link=link))[0] == words


def test_stale_is_the_datas_age_whatever_the_state() -> None:
    live = Snapshot(link=Link(LinkState.LIVE), data_s=NOW_S, data_mono_s=MONO_S - 7)
    assert forms(live) == ["stale"]
    slow = replace(live, link=Link(LinkState.SLOW, awaited_s=MONO_S - 7))
    assert forms(slow)[0] == "stale, no answer for 7 s"
    assert is_stale(replace(live, is_paused=True), MONO_S)
    assert not is_stale(replace(live, interval_s=5.0), MONO_S)
    assert not is_stale(replace(live, stretched_s=10.0), MONO_S)
    assert not is_stale(Snapshot(), MONO_S)


def test_progress_that_is_not_told_is_said_beside_a_list_that_is_live() -> None:
    live = Snapshot(link=Link(LinkState.LIVE, latency_s=0.04), data_s=NOW_S, data_mono_s=MONO_S)
    silent = replace(live, silence=Silence(MONO_S - 12, ""))
    assert forms(silent) == [
        "live | progress not told for 12 s",
        "live | progress 12 s old",
        "progress 12 s old",
    ]
    failing = replace(silent, silence=Silence(MONO_S - 12, "HTTP 500\x1b[1m"))
    assert forms(failing)[0].startswith("live | progress not told for 12 s | /get/job: HTTP 500")
    assert "\x1b" not in forms(failing)[0]
    assert is_progress_old(silent, MONO_S)
    assert not is_progress_old(live, MONO_S)
    assert is_progress_old(live, MONO_S + 60)


def test_why_progress_is_not_told_is_a_sentence_while_the_list_is_told() -> None:
    silence = Silence(MONO_S - 12, "answers 500\x1b[1m", "see its log")
    live = Snapshot(link=Link(LinkState.LIVE), data_s=NOW_S, data_mono_s=MONO_S, silence=silence)
    words = silence_words(live)
    assert words.startswith("Progress is not told: answers 500")
    assert words.endswith(" See its log.")
    assert "\x1b" not in words
    assert silence_words(replace(live, silence=None)) == ""
    assert silence_words(replace(live, silence=Silence(MONO_S, ""))) == ""
    assert silence_words(replace(live, is_paused=True)) == ""
    assert silence_words(replace(live, link=DOWN)) == ""


def test_trouble_with_the_list_is_said_and_not_what_comes_of_it() -> None:
    silence = Silence(MONO_S - 12, "cut off")
    assert forms(replace(OLD, silence=silence)) == forms(OLD)
    stale = Snapshot(link=Link(LinkState.LIVE), data_s=NOW_S, data_mono_s=MONO_S - 60)
    assert forms(replace(stale, silence=silence)) == ["stale"]


def test_paused_says_what_it_was_before() -> None:
    assert forms(replace(OLD, is_paused=True)) == [
        "paused (p: resume) | was down",
        "paused | was down",
    ]


def test_a_wall_clock_that_was_set_changes_neither_age_nor_wait() -> None:
    an_hour_on = NOW_S + 3_600
    assert age_words(OLD, an_hour_on, MONO_S, UTC)[0].endswith("1 m 32 s ago")
    assert "try 7 in 12 s" in link_forms(OLD, an_hour_on, MONO_S, UTC)[1][1]


def test_a_time_of_another_day_names_it() -> None:
    assert time_or_day(NOW_S - 3 * 86_400, NOW_S, UTC) == "20 Nov 14:27"
    assert time_or_day(NOW_S - 600, NOW_S, UTC).count(":") == 2
    assert time_or_day(1e30, NOW_S, UTC) == "--:--:--"


def test_the_whole_reason_has_its_remedy_and_is_harmless() -> None:
    assert trouble_words(DOWN) == "Connection refused. Look at it."
    assert trouble_words(Link(LinkState.SLOW, reason="late")) == ""
    denied = trouble_words(replace(DOWN, state=LinkState.DENIED))
    assert denied.endswith("it. Jobs that are known by their id are followed all the same (w).")
    assert "\x1b" not in trouble_words(replace(DOWN, reason="\x1b[31m", remedy="\x1b]0;x"))


@pytest.mark.parametrize("state", list(LinkState), ids=str)
def test_a_request_is_doubted_when_it_would_hardly_be_answered(state: LinkState) -> None:
    is_doubted = state in {
        LinkState.CONNECTING,
        LinkState.DOWN,
        LinkState.UNAUTHORISED,
        LinkState.LIMITED,
    }
    assert bool(doubt_words(replace(DOWN, state=state), NOW_S, UTC)) is is_doubted


@pytest.mark.parametrize(("attempt", "is_said"), [(1, True), (2, False)])
def test_an_empty_list_says_the_reason_unless_the_trouble_line_does(
    attempt: int, *, is_said: bool
) -> None:
    words = why_empty(Snapshot(link=replace(DOWN, attempt=attempt)), "")

    assert words.startswith("The server does not answer.")
    assert ("Connection refused" in words) is is_said
