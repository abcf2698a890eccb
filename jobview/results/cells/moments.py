"""Kinetica's timestamps as text: milliseconds since the epoch (protocol §3.5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS_A_SECOND: Final = 1000
_NO_OFFSET: Final = "+00:00"
_READERS: Final[dict[str, Callable[[str], date | time]]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


def timestamp_text(epoch_ms: int, zone: tzinfo | None = UTC) -> str:
    """A timestamp for the eye: as `iso_text`, or the number and why no calendar has it."""
    text = iso_text(epoch_ms, zone)
    return text or f"{epoch_ms} ({'after year 9999' if epoch_ms > 0 else 'before year 1'})"


def iso_text(epoch_ms: int, zone: tzinfo | None = UTC) -> str | None:
    """A timestamp as ISO 8601, such as `2023-11-14T23:13:20+01:00`.

    Args:
        epoch_ms: any number; milliseconds are written only when there are any.
        zone: where it is told; None is the machine's own.

    Returns:
        None for one that is outside of the years 1 to 9999 of the zone.
    """
    try:
        moment = (_EPOCH + timedelta(milliseconds=epoch_ms)).astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return None
    text = moment.isoformat(timespec="milliseconds" if epoch_ms % _MS_A_SECOND else "seconds")
    is_utc = zone is UTC or moment.tzname() == "UTC"
    return text.removesuffix(_NO_OFFSET) + "Z" if is_utc else text


def is_date_text(text: str, base: str) -> bool:
    """Whether a text is what its column's type says, as far as Python's own dates know.

    Args:
        text: as the server sent it, such as `2023-11-14 22:13:20.123`.
        base: `date`, `time` or `datetime`; every text fits another type.
    """
    read = _READERS.get(base)
    try:
        return read is None or read(text.strip()) is not None
    except ValueError:
        return False
