"""Which job /get/job asks about next.

What the user sees comes first: the selected job, the visible ones, the watched ones. All others
wait in three lines, which are served in turn so that none starves: jobs that left the list and
whose fate is unknown, running jobs, and finished jobs whose outcome is not known. A job that was
done before anybody looked is in no line: its answer holds its whole result, which may be large, so
it is asked about only when it is seen. Within a line it goes round: who has waited longest is next.

A job is asked about once a round at most; a round begins with each answer to the list. One that
will hardly have anything new to tell is spared some rounds, unless the user has picked it out.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, TypeAlias

from jobview.jobs.job import Place
from jobview.jobs.phase import Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jobview.jobs.job import Job, JobKey

    _Line: TypeAlias = OrderedDict[JobKey, None]


class Rotation:
    """Chooses, remembers who was asked when, and forgets jobs that need no more asking.

    Args:
        jobs: all jobs, live; `follow` is told which of them changed.
    """

    def __init__(self, jobs: Mapping[JobKey, Job]) -> None:
        self._jobs = jobs
        self._selected: JobKey | None = None
        self._visible: Sequence[JobKey] = ()
        self._watched: list[JobKey] = []
        self._front: deque[JobKey] | None = None
        """What the user sees and this round has not asked about; None until it is made up."""
        self._left: _Line = OrderedDict()
        self._running: _Line = OrderedDict()
        self._finished: _Line = OrderedDict()
        self._turns = deque([self._left, self._running, self._finished, self._running])
        """The lines in the order in which they are served; the running get half of all turns."""
        self._round = 0
        self._asked: dict[JobKey, int] = {}
        """The round in which a job was last asked about."""
        self._in_flight: set[JobKey] = set()
        self._resting: dict[JobKey, int] = {}
        """Jobs not to be asked about before a round."""
        self._doubtful: set[JobKey] = set()
        """Those of them whose newest answer may have been about more than this job."""
        self._spared: dict[JobKey, float] = {}
        """Jobs that need not be asked about before a time, unless something happens to them."""

    @property
    def in_flight_count(self) -> int:
        """Jobs that were chosen and not yet released."""
        return len(self._in_flight)

    def attend(self, selected: JobKey | None, visible: Sequence[JobKey]) -> None:
        """The user looks at these jobs now."""
        self._selected = selected
        self._visible = visible
        self._front = None
        if selected in self._spared:
            self.follow([selected])

    def watch(self, key: JobKey) -> None:
        """Ask about a job even when it is in no list."""
        if key not in self._watched:
            self._watched.append(key)
            self._front = None
            self.follow([key])

    def follow(self, keys: Iterable[JobKey]) -> None:
        """These jobs are new, changed or gone."""
        for key in keys:
            self._spared.pop(key, None)
            job = self._jobs.get(key)
            line = None if job is None or key in self._resting else self._line_of(job)
            for other in (self._left, self._running, self._finished):
                if other is not line:
                    other.pop(key, None)
            if line is not None:
                line.setdefault(key)
            elif key not in self._resting:
                self._asked.pop(key, None)

    def new_round(self, until_s: float) -> None:
        """Every job may be asked about once more that is not spared beyond `until_s`."""
        self._round += 1
        self._front = None
        rested = [key for key, until in self._resting.items() if until <= self._round]
        self.wake(rested)
        self.follow([key for key, end_s in self._spared.items() if end_s <= until_s])

    def choose(self) -> JobKey | None:
        """The next job to ask about, in flight from now on; None when this round needs no more."""
        key = self._from_front()
        if key is None:
            key = self._from_lines()
        if key is not None:
            self._asked[key] = self._round
            self._in_flight.add(key)
            for line in (self._left, self._running, self._finished):
                if key in line:
                    line.move_to_end(key)
        return key

    def has_due(self) -> bool:
        """Whether `choose` would give a job."""
        if self._front is None:
            self._front = deque(self._seen())
        if any(self._is_due(key) and self._is_wanted(key) for key in self._front):
            return True
        lines = (self._left, self._running, self._finished)
        return any(self._first_of(line) is not None for line in lines)

    def has_any(self) -> bool:
        """Whether there is a job to ask about, be it in a later round."""
        if self._in_flight or self._resting or self._spared:
            return True
        if self._left or self._running or self._finished:
            return True
        return any(self._is_wanted(key) for key in self._seen())

    def release(self, key: JobKey, *, is_given_up: bool = False) -> None:
        """The request about `key` has ended; one given up may be made once more in this round."""
        self._in_flight.discard(key)
        if is_given_up:
            self._asked.pop(key, None)
            self._front = None
            for line in (self._left, self._running, self._finished):
                if key in line:
                    line.move_to_end(key, last=False)

    def rest(self, key: JobKey, rounds: int, *, is_doubtful: bool = False) -> None:
        """Do not ask about `key` for so many rounds: asking is no use at present.

        Args:
            key: the job.
            rounds: how many.
            is_doubtful: whether the answer may have been about more than this job: it made no
                sense, or was a refusal.
        """
        (self._doubtful.add if is_doubtful else self._doubtful.discard)(key)
        self._resting[key] = self._round + rounds
        self._leave_lines(key)

    def spare(self, key: JobKey, until_s: float) -> None:
        """Do not ask about `key` before that time, unless it changes or the user picks it out.

        The clock is that of `new_round`.
        """
        if key != self._selected and key not in self._watched:
            self._spared[key] = until_s
            self._leave_lines(key)

    def wake(self, keys: Sequence[JobKey]) -> None:
        """Ask about these jobs after all, if they rest."""
        rested = [key for key in keys if self._resting.pop(key, None) is not None]
        self._doubtful.difference_update(rested)
        if rested:
            self._front = None
            self.follow(rested)

    def rest_none(self) -> None:
        """Ask about resting jobs after all: another cluster answers now."""
        self.wake([*self._resting])

    def doubt_one_less(self) -> None:
        """Ask after all about one job that rests in doubt, the selected one if it does."""
        doubtful = [key for key in self._resting if key in self._doubtful]
        if doubtful:
            self.wake([self._selected if self._selected in doubtful else doubtful[0]])

    def ask_all(self) -> None:
        """Ask in the next round after all about jobs that are spared or rest in doubt.

        The user wants to see for himself, or there are answers again.
        """
        self.follow([*self._spared])
        self.wake([*self._doubtful])

    def spare_one_less(self, key: JobKey) -> bool:
        """Ask about a spared job after all, other than `key`.

        Returns:
            Whether there is another job than `key` to be asked about without that having rested.
        """
        spared = next((other for other in self._spared if other != key), None)
        if spared is not None:
            self.follow([spared])
            return True
        lines = (self._left, self._running, self._finished)
        return any(other != key for line in lines for other in itertools.islice(line, 2))

    def _leave_lines(self, key: JobKey) -> None:
        for line in (self._left, self._running, self._finished):
            line.pop(key, None)

    def _from_front(self) -> JobKey | None:
        if self._front is None:
            self._front = deque(self._seen())
        while self._front:
            key = self._front.popleft()
            if self._is_due(key) and self._is_wanted(key):
                return key
        return None

    def _seen(self) -> Iterator[JobKey]:
        """What the user sees, running jobs before finished ones of uncertain outcome."""
        selected = () if self._selected is None else (self._selected,)
        seen = dict.fromkeys((*selected, *self._visible, *self._watched))
        finished = []
        for key in seen:
            job = self._jobs.get(key)
            if job is not None and job.phase.is_final:
                finished.append(key)
            else:
                yield key
        yield from finished

    def _from_lines(self) -> JobKey | None:
        for _ in range(len(self._turns)):
            line = self._turns[0]
            self._turns.rotate(-1)
            if (key := self._first_of(line)) is not None:
                return key
        return None

    def _first_of(self, line: _Line) -> JobKey | None:
        for _ in range(len(line)):
            key = next(iter(line))
            if self._asked.get(key) == self._round:
                # The line is in the order of asking, so everybody behind was asked as well.
                return None
            if key not in self._in_flight:
                return key
            line.move_to_end(key)
        return None

    def _is_due(self, key: JobKey) -> bool:
        return (
            self._asked.get(key) != self._round
            and key not in self._in_flight
            and key not in self._resting
            and key not in self._spared
        )

    def _is_wanted(self, key: JobKey) -> bool:
        job = self._jobs.get(key)
        return key in self._watched if job is None else not _is_settled(job)

    def _line_of(self, job: Job) -> _Line | None:
        """The line a job waits in; None when it is not worth asking about unseen."""
        if _is_settled(job):
            return None
        if not job.is_listed:
            return self._left
        if job.phase.is_active:
            return self._running
        ended_before_us = job.phase is Phase.DONE and job.finished_s is None
        return None if ended_before_us else self._finished


def _is_settled(job: Job) -> bool:
    """Whether /get/job has nothing more to tell about the job."""
    if job.place is Place.ELSEWHERE and not job.job_tag:
        return True
    return job.is_synchronous or (job.is_resolved and job.phase.is_final)
