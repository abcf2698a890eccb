"""What is wrong with a list of jobs whose arrays are not equally long, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOUNS: Final = {
    "status": ("status", "statuses"),
    "endpoint_name": ("endpoint", "endpoints"),
    "time_received": ("time", "times"),
    "auth_id": ("user", "users"),
    "source_ip": ("address", "addresses"),
    "query_text": ("query", "queries"),
    "user_data": ("user-data text", "user-data texts"),
    "flags": ("set of flags", "sets of flags"),
}
"""What one cell of a column is, and several."""

_LATER_COLUMNS: Final = frozenset({"source_ip", "query_text", "flags"})
"""Columns that older servers do not have (protocol §1.5): they may be missing altogether."""


def absent_columns(cell_counts: Mapping[str, int]) -> frozenset[str]:
    """The columns that are missing as an older server's list lacks them, without being damaged.

    Args:
        cell_counts: as of `list_damage`.
    """
    return frozenset(name for name in _LATER_COLUMNS if not cell_counts[name])


def list_damage(id_count: int, unreadable_count: int, cell_counts: Mapping[str, int]) -> str:
    """What is wrong, such as `the list has 40 job ids but 38 statuses and 1 user`, or nothing.

    Args:
        id_count: cells in the array of ids.
        unreadable_count: those among them that are no ids.
        cell_counts: cells in each other array, by its name; 0 for one that is missing.
    """
    odd = [
        _counted(count, *_NOUNS[name])
        for name, count in cell_counts.items()
        if count != id_count and not (count == 0 and name in _LATER_COLUMNS)
    ]
    if not odd and not unreadable_count:
        return ""
    words = f"the list has {_counted(id_count, 'job id', 'job ids')}"
    if unreadable_count:
        of_them = "" if id_count == 1 else f"{unreadable_count:,} of them "
        words += f", {of_them}unreadable" + ("," if odd else "")
    if not odd:
        return words
    first = ", ".join(odd[:-1])
    return f"{words} but {first} and {odd[-1]}" if first else f"{words} but {odd[-1]}"


def lacks_rows(id_count: int, unreadable_count: int, cell_counts: Mapping[str, int]) -> bool:
    """Whether there are cells of jobs whose ids are not told; arguments as of `list_damage`."""
    return unreadable_count > 0 or id_count < max(cell_counts.values(), default=0)


def _counted(count: int, one: str, several: str) -> str:
    return f"{f'{count:,}' if count else 'no'} {one if count == 1 else several}"
