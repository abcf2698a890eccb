"""Which jobs a list shows and in what order: phase tab, filter text, sort column, kept up to date.

The order is total (equal values go by job id), so rows keep their place until their own sort
value changes. Updating costs what changed plus one linear pass: the changed jobs are taken out of
the sorted list, put at its end with their new places, and merged by the sort, which finds the rest
in order.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final, TypeAlias

from jobview.jobs.columns import COLUMNS_BY_ID, search_text
from jobview.jobs.phase import Phase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from jobview.jobs.columns import SortValue
    from jobview.jobs.job import Job, JobKey
    from jobview.jobs.snapshot import Snapshot

_Place: TypeAlias = "tuple[int, SortValue, int, JobKey]"
"""Missing or not, sort value, job id, key: compared in this order."""

TABS: Final[Mapping[str, frozenset[Phase] | None]] = {
    "All": None,
    "Running": frozenset({Phase.QUEUED, Phase.RUNNING}),
    "Done": frozenset({Phase.DONE}),
    "Failed": frozenset({Phase.FAILED}),
    "Cancelled": frozenset({Phase.CANCELLED}),
}
"""The phase tabs and the phases each shows; None is all. A queued job counts as running."""


class JobOrder:
    """The keys of the jobs to show, sorted; follows snapshots and the user's wishes.

    Attributes:
        keys: the keys in order; another list after every change, never changed in place.
    """

    def __init__(self, column_id: str = "id", *, descending: bool = True) -> None:
        self.keys: Sequence[JobKey] = []
        self._column = COLUMNS_BY_ID[column_id]
        self._descending = descending
        self._phases: frozenset[Phase] | None = None
        self._words: tuple[str, ...] = ()
        self._jobs: Mapping[JobKey, Job] = {}
        self._serial = 0
        self._texts: dict[JobKey, str] = {}
        self._places: list[_Place] = []
        self._place_of: dict[JobKey, _Place] = {}

    @property
    def column_id(self) -> str:
        """The column sorted by."""
        return self._column.id

    @property
    def is_descending(self) -> bool:
        """Whether the greatest value comes first; missing values are last either way."""
        return self._descending

    def index_of(self, key: JobKey) -> int | None:
        """Where `key` stands in `keys`, counted from 0; None when it is not shown."""
        place = self._place_of.get(key)
        if place is None:
            return None
        index = bisect_left(self._places, place)
        return len(self._places) - 1 - index if self._descending else index

    def update(self, snapshot: Snapshot) -> bool:
        """Follow `snapshot`; snapshots may have been left out in between.

        Returns:
            Whether `keys` changed.
        """
        if snapshot.jobs is self._jobs:
            self._serial = snapshot.serial
            return False
        if 0 < self._serial == snapshot.serial - 1:
            changed: Collection[JobKey] = snapshot.changed
            removed: Collection[JobKey] = snapshot.removed
        else:
            changed, removed = _difference(self._jobs, snapshot.jobs)
        self._serial = snapshot.serial
        self._jobs = snapshot.jobs
        return self._replace(changed, removed)

    def set_query(self, query: str) -> bool:
        """Show only jobs in which every word of `query` occurs in some column, ignoring case.

        Returns:
            Whether `keys` changed.
        """
        words = tuple(query.casefold().split())
        if words == self._words:
            return False
        narrows = all(any(old in new for new in words) for old in self._words)
        self._words = words
        if not words:
            self._texts = {}
        return self._thin_out() if narrows else self._rebuild()

    def set_phases(self, phases: Collection[Phase] | None) -> bool:
        """Show only jobs in one of `phases`; None shows all. `TABS` holds the usual sets.

        Returns:
            Whether `keys` changed.
        """
        wanted = None if phases is None else frozenset(phases)
        if wanted == self._phases:
            return False
        self._phases = wanted
        return self._rebuild()

    def set_sort(self, column_id: str, *, descending: bool) -> bool:
        """Sort by another column or direction.

        Returns:
            Whether `keys` changed.

        Raises:
            KeyError: no column of `columns.COLUMNS` has this id.
        """
        self._column = COLUMNS_BY_ID[column_id]
        self._descending = descending
        return self._rebuild()

    def _replace(self, changed: Iterable[JobKey], removed: Iterable[JobKey]) -> bool:
        """Give each of the changed jobs its new place and drop the removed ones."""
        left: set[int] = set()
        """Ids of the place tuples that are void: cheaper to look up than the places."""
        taken: list[_Place] = []
        for key in removed:
            self._texts.pop(key, None)
            if (old := self._place_of.pop(key, None)) is not None:
                left.add(id(old))
        for key in changed:
            self._texts.pop(key, None)
            job = self._jobs[key]
            place = self._place(job) if self._admits(job) else None
            old = self._place_of.get(key)
            if place == old:
                continue
            if old is not None:
                left.add(id(old))
                del self._place_of[key]
            if place is not None:
                taken.append(place)
                self._place_of[key] = place
        if not left and not taken:
            return False
        kept = [place for place in self._places if id(place) not in left] if left else self._places
        return self._settle([*kept, *taken])

    def _thin_out(self) -> bool:
        """Match only what is shown: what a longer query finds, the shorter one had found."""
        kept = [place for place in self._places if self._admits(self._jobs[place[3]])]
        self._place_of = {place[3]: place for place in kept}
        return self._settle(kept)

    def _rebuild(self) -> bool:
        places = [self._place(job) for job in self._jobs.values() if self._admits(job)]
        self._place_of = {place[3]: place for place in places}
        return self._settle(places)

    def _settle(self, places: list[_Place]) -> bool:
        places.sort()
        self._places = places
        keys = [place[3] for place in places]
        if self._descending:
            keys.reverse()
        if keys == self.keys:
            return False
        self.keys = keys
        return True

    def _place(self, job: Job) -> _Place:
        # The list is kept ascending and read backwards for a descending order, so a missing
        # value, last in both, has to be the smallest in one and the greatest in the other.
        value = self._column.sort_value(job)
        if value is None:
            return (0 if self._descending else 1), 0, job.key.job_id, job.key
        return (1 if self._descending else 0), value, job.key.job_id, job.key

    def _admits(self, job: Job) -> bool:
        if self._phases is not None and job.phase not in self._phases:
            return False
        if not self._words:
            return True
        text = self._texts.get(job.key)
        if text is None:
            text = self._texts[job.key] = search_text(job)
        for word in self._words:  # noqa: SIM110 - all() would make a generator for each job
            if word not in text:
                return False
        return True


def _difference(
    old: Mapping[JobKey, Job], new: Mapping[JobKey, Job]
) -> tuple[list[JobKey], list[JobKey]]:
    """Keys that are new or hold another object, and keys that are gone."""
    changed = [key for key, job in new.items() if old.get(key) is not job]
    removed = [key for key in old if key not in new]
    return changed, removed
