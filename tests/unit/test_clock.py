"""The machine's clocks: one for people, one for durations that counts sleep too."""

from __future__ import annotations

import time

from jobview.clock import SystemClock


def test_durations_go_by_the_clock_that_counts_sleep() -> None:
    elapsing = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    before_s = time.clock_gettime(elapsing)
    now_s = SystemClock().monotonic_s()
    assert before_s <= now_s <= time.clock_gettime(elapsing)


def test_the_wall_clock_is_the_machines() -> None:
    before_s = time.time()
    assert before_s <= SystemClock().wall_s() <= time.time()
