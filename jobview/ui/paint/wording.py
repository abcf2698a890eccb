"""Times, durations and counts in the words of the screen. Pure; zones are handed in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import tzinfo

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_DAY_S: Final = 86_400
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def coarse_duration(seconds: float) -> str:
    """One short word for a list: `12 s`, `2 m`, `1 h`, `3 d`. Negative counts as 0."""
    whole_s = max(int(seconds), 0)
    if whole_s < _MINUTE_S:
        return f"{whole_s} s"
    if whole_s < _HOUR_S:
        return f"{whole_s // _MINUTE_S} m"
    if whole_s < _DAY_S:
        return f"{whole_s // _HOUR_S} h"
    return f"{whole_s // _DAY_S} d"


def duration(seconds: float) -> str:
    """Two units: `4 s`, `3 m 12 s`, `2 h 04 m`, `3 d 07 h`. Negative counts as 0."""
    whole_s = max(int(seconds), 0)
    if whole_s < _MINUTE_S:
        return f"{whole_s} s"
    if whole_s < _HOUR_S:
        return f"{whole_s // _MINUTE_S} m {whole_s % _MINUTE_S:02} s"
    if whole_s < _DAY_S:
        return f"{whole_s // _HOUR_S} h {whole_s % _HOUR_S // _MINUTE_S:02} m"
    return f"{whole_s // _DAY_S} d {whole_s % _DAY_S // _HOUR_S:02} h"


def moment(epoch_s: float, zone: tzinfo | None) -> str:
    """Date, time and zone: `2026-11-23 14:27:10 CET`; `None` is the machine's own zone.

    A time no calendar holds is given as its number of seconds.
    """
    local = _local(epoch_s, zone)
    return f"{local:%Y-%m-%d %H:%M:%S %Z}" if local else f"{epoch_s:.0f} s since 1970"


def time_of_day(epoch_s: float, zone: tzinfo | None) -> str:
    """Hours, minutes, seconds: `14:27:10`."""
    local = _local(epoch_s, zone)
    return f"{local:%H:%M:%S}" if local else "--:--:--"


def time_or_day(epoch_s: float, now_s: float, zone: tzinfo | None) -> str:
    """`14:27:10` for a time of the last twelve hours, `26 Nov 14:27` for one before."""
    local = _local(epoch_s, zone)
    if local is None or abs(now_s - epoch_s) < _DAY_S / 2:
        return time_of_day(epoch_s, zone)
    return f"{local.day} {_MONTHS[local.month - 1]} {local:%H:%M}"


def hour_and_minute(epoch_s: float, zone: tzinfo | None) -> str:
    """Hours and minutes, for estimates: `14:27`."""
    return time_of_day(epoch_s, zone)[:5]


def count(number: int) -> str:
    """A number with its thousands grouped: `1,204,331`."""
    return f"{number:,}"


def _local(epoch_s: float, zone: tzinfo | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(epoch_s, UTC).astimezone(zone)
    except (OverflowError, OSError, ValueError):
        return None
