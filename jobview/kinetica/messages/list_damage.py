"""What is wrong with a list of jobs whose arrays are not equally long, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOUNS: Final = {
    "status": "statuses",
    "endpoint_name": "endpoints",
    "time_received": "times",
    "auth_id": "users",
    "source_ip": "addresses",
    "query_text": "queries",
    "user_data": "user data",
    "flags": "flags",
}

_LATER_COLUMNS: Final = frozenset({"source_ip", "query_text", "flags"})
"""Columns that older servers do not have (protocol §1.5): they may be missing altogether."""


def absent_columns(cell_counts: Mapping[str, int]) -> frozenset[str]:
    """The columns that are missing as an older server's list lacks them, without being damaged.

    Args:
        cell_counts: as of `list_damage`.
    """
    return frozenset(name for name in _LATER_COLUMNS if not cell_counts[name])


def list_damage(id_count: int, unreadable_count: int, cell_counts: Mapping[str, int]) -> str:
    """What is wrong, such as `40 ids, 38 statuses, no users`; empty when nothing is.

    Args:
        id_count: cells in the array of ids.
        unreadable_count: those among them that are no ids.
        cell_counts: cells in each other array, by its name; 0 for one that is missing.
    """
    odd = [
        f"{count or 'no'} {_NOUNS[name]}"
        for name, count in cell_counts.items()
        if count != id_count and not (count == 0 and name in _LATER_COLUMNS)
    ]
    if not odd and not unreadable_count:
        return ""
    unreadable = [f"{unreadable_count} of them unreadable"] if unreadable_count else []
    return ", ".join([f"{id_count or 'no'} ids", *unreadable, *odd])
