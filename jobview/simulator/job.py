"""One simulated job: what it is, and its state at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.simulator.course import Course
    from jobview.simulator.kind import Kind, Script, TableFacts

DISPATCHED_S: Final = 2.0
"""How long a started job says `dispatched` before it says `running`, at most."""
CLEANUP_PERCENT: Final = 97
"""From here on a job is `done at TOM`: done on a worker, not yet on all."""


ASYNCHRONOUS: Final = "async"
SYNCHRONOUS: Final = "sync"


class Ending(StrEnum):
    """How a job ends; the value is the `job_status` of /get/job (protocol §1.2)."""

    DONE = "DONE"
    ERROR = "ERROR"
    CANCELLED = "CANCELLED"


FINAL_WORDS: Final = {
    Ending.DONE: "async job done",
    Ending.ERROR: "error",
    Ending.CANCELLED: "cancelled",
}
"""What /admin/show/jobs says of a finished asynchronous job (protocol §1.3)."""


class JobState(NamedTuple):
    """A job at one moment."""

    word: str
    """The status in /admin/show/jobs."""
    job_status: str
    """The status in /get/job."""
    percent: int
    is_running: bool


@dataclass(slots=True, eq=False)
class SimulatedJob:
    """A job whose whole life is known when it is made; only a cancellation changes it later."""

    job_id: int
    key: str
    """Seeds everything drawn for this job, so that its result can be drawn when it is asked for."""
    kind: Kind
    script: Script
    endpoint: str
    table: TableFacts
    """What it is about."""
    details_s: float
    """The time its texts speak of: `particulars(chance(key), details_s, table)` gives their
    details again."""
    auth_id: str
    source_ip: str
    query_text: str
    user_data: str
    tag: str
    encoding: str
    """`binary` or `json`: the form of its result."""
    is_asynchronous: bool
    """Whether /get/job knows it; a synchronous job is only listed, and only while it runs."""
    received_s: float
    """Simulated time."""
    received_ms: int
    """What clients are told, by the wall clock."""
    wait_s: float
    """How long it is queued before it starts."""
    course: Course
    ending: Ending
    end_s: float
    """Simulated time of its end."""
    error_message: str = ""
    cancel_asked_s: float | None = None
    """Since when an accepted cancellation is under way."""
    request: Mapping[str, object] | None = None
    """The request given to /create/job; None for an invented job."""

    @property
    def flags(self) -> str:
        """The list's marker text; its real words are undocumented (protocol §1.4)."""
        return (SYNCHRONOUS, ASYNCHRONOUS)[self.is_asynchronous] + self.kind.marks

    def is_over(self, now_s: float) -> bool:
        """Whether it has ended."""
        return now_s >= self.end_s

    def state_at(self, now_s: float) -> JobState:
        """Status words and progress at simulated time `now_s`."""
        if self.is_over(now_s):
            return JobState(
                FINAL_WORDS[self.ending], self.ending.value, self._percent_at(self.end_s), False
            )
        percent = self._percent_at(now_s)
        return JobState(self._active_word(now_s, percent), "RUNNING", percent, True)

    def cancel(self, now_s: float, delay_s: float) -> bool:
        """Ask a running job to stop; it ends `delay_s` later, unless it is finished before.

        Returns:
            Whether the server accepts: False for one that is over or cannot be cancelled.
        """
        if self.is_over(now_s) or not self.kind.is_cancellable:
            return False
        if self.cancel_asked_s is None or self.cancel_asked_s > now_s:
            self.cancel_asked_s = now_s
            if now_s + delay_s < self.end_s:
                self.ending = Ending.CANCELLED
                self.end_s = now_s + delay_s
        return True

    def _percent_at(self, at_s: float) -> int:
        if self.kind.is_perpetual:
            return 0
        if self.ending is Ending.DONE and at_s >= self.end_s:
            return 100
        stopped_s = at_s if self.cancel_asked_s is None else min(at_s, self.cancel_asked_s)
        return min(self.course.percent_at(stopped_s - self.received_s - self.wait_s), 99)

    def _active_word(self, now_s: float, percent: int) -> str:
        if self.cancel_asked_s is not None and now_s >= self.cancel_asked_s:
            return "cancelling"
        started_s = self.received_s + self.wait_s
        if now_s < started_s:
            return "none"
        if self.kind.is_perpetual or now_s - started_s < min(
            DISPATCHED_S, self.course.duration_s / 10
        ):
            return "dispatched"
        return "done at TOM" if percent >= CLEANUP_PERCENT else self.kind.running_word
