from __future__ import annotations

from datetime import UTC, timedelta, timezone

import pytest

from jobview.ui.paint.wording import (
    coarse_duration,
    count,
    duration,
    hour_and_minute,
    moment,
    time_of_day,
)


@pytest.mark.parametrize(
    ("seconds", "coarse", "fine"),
    [
        (-5, "0 s", "0 s"),
        (0, "0 s", "0 s"),
        (59.9, "59 s", "59 s"),
        (60, "1 m", "1 m 00 s"),
        (192, "3 m", "3 m 12 s"),
        (3599, "59 m", "59 m 59 s"),
        (7_440, "2 h", "2 h 04 m"),
        (86_400, "1 d", "1 d 00 h"),
        (284_400, "3 d", "3 d 07 h"),
    ],
)
def test_durations_use_one_or_two_units(seconds: float, coarse: str, fine: str) -> None:
    assert coarse_duration(seconds) == coarse
    assert duration(seconds) == fine


def test_moments_say_their_zone() -> None:
    east = timezone(timedelta(hours=2), "EET")

    assert moment(1_763_908_030, UTC) == "2025-11-23 14:27:10 UTC"
    assert moment(1_763_908_030, east) == "2025-11-23 16:27:10 EET"
    assert time_of_day(1_763_908_030, UTC) == "14:27:10"
    assert hour_and_minute(1_763_908_030, UTC) == "14:27"


@pytest.mark.parametrize("epoch_s", [1e18, -1e18, float("inf"), float("nan")])
def test_a_time_no_calendar_holds_is_a_number_not_a_crash(epoch_s: float) -> None:
    assert moment(epoch_s, UTC).endswith("s since 1970")
    assert time_of_day(epoch_s, UTC) == "--:--:--"


def test_counts_are_grouped() -> None:
    assert count(1_204_331) == "1,204,331"
