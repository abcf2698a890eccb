"""One case of the matrix on the board: what is done, and what is wrong with what it shows."""

from __future__ import annotations

import asyncio
import math
import re
from typing import TYPE_CHECKING, Final

from jobview.jobs.job import JobKey
from jobview.jobs.snapshot import LinkState
from tests.matrix.board import FILTER, LIST, MORE_IF_LATE, MOST_LISTS, Board, View, running_board
from tests.matrix.expectations import Case, Fate, Moment, Operation
from tests.matrix.results import Result
from tests.matrix.stand import INTERVAL_S

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

    from tests.matrix.stand import Stand

GET: Final = "/get/job"
UNHEARD: Final = "progress"
"""What the header says of progress that is not told."""
ALTER: Final = "/admin/alter/jobs"

ROUNDS: Final = 4
"""Lists that come while single jobs cannot be asked about."""


class Findings:
    """What was found wrong and measured in one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.wrong: list[str] = []
        self.seen_s: float | None = None
        self.back_s: float | None = None

    def check(self, holds: object, sentence: str) -> None:
        """Note the sentence unless that holds."""
        if not holds:
            self.wrong.append(sentence)

    def result(self) -> Result:
        """All of it."""
        expectation, operation, moment = self.case
        wrong = "; ".join(self.wrong)
        return Result(expectation.notation, operation, moment, wrong, "", self.seen_s, self.back_s)


def first_states(case: Case) -> tuple[LinkState, ...]:
    """The states that are right as soon as the fault is there."""
    expectation = case.expectation
    if expectation.link is not LinkState.DOWN:
        return expectation.links
    # While the answer may still come, it is late and no more, or the first that is waited for.
    is_first = case.operation is Operation.BOARD_LIST and case.moment is Moment.START
    late = LinkState.CONNECTING if is_first and expectation.is_late else LinkState.SLOW
    return (LinkState.DOWN, late)


def most_lists(case: Case) -> int:
    """How many lists may be asked for until a turn is told."""
    return MOST_LISTS + MORE_IF_LATE * case.expectation.is_late


async def watched_fault(board: Board, found: Findings) -> None:
    """The fault is there: wait for the right word, then for the reason."""
    expectation = found.case.expectation
    states = first_states(found.case)
    found.seen_s = await board.until_says(*states)
    found.check(math.isfinite(found.seen_s), f"the header never says so: {board.header!r}")
    found.check(
        board.lists_until(*states) <= most_lists(found.case), "it is said after too many lists"
    )
    end_s = await board.until_says(*expectation.links)
    found.check(math.isfinite(end_s), f"the header does not say {expectation.link}")
    if not expectation.is_harmless:
        board.begin_count()
        await asyncio.sleep(INTERVAL_S)
        found.check(LinkState.LIVE not in board.told_since(), "it is called live all the same")
    if expectation.words:
        reason = board.app.snapshot.link.reason
        found.check(re.search(expectation.words, reason), f"the reason is {reason!r}")
    found.wrong += board.wrongs()


async def watched_recovery(board: Board, stand: Stand, found: Findings) -> None:
    """The fault ends: wait until the board is live, after `r` where it has stopped asking."""
    stand.end_all()
    board.begin_count()
    if not found.case.expectation.comes_back:
        board.app.board.action_refresh_now()
    found.back_s = await board.until_says(LinkState.LIVE)
    found.check(math.isfinite(found.back_s), f"it is not live again: {board.header!r}")
    most = most_lists(found.case)
    found.check(board.lists_until(LinkState.LIVE) <= most, "it is live after too many lists")


async def listed_at_start(stand: Stand, found: Findings) -> None:
    """The fault is there before the board is."""
    expectation = found.case.expectation
    stand.begin(expectation.at(LIST))
    async with running_board(stand, is_late=expectation.is_late) as board:
        board.begin_count()
        await watched_fault(board, found)
        if not expectation.is_harmless:
            found.check(not board.app.snapshot.jobs, "there are jobs that nobody told of")
            found.check("No jobs" not in board.screen, "it says that there are no jobs")
        await watched_recovery(board, stand, found)
        await check_truth(board, stand, found)
        found.wrong += board.wrongs()


def untruth(board: Board, stand: Stand) -> str:
    """What is otherwise than on the server: not the same jobs, or other ones that run."""
    shown = {key.job_id: job.phase for key, job in board.app.snapshot.jobs.items()}
    told = {job.job_id for job in stand.jobs}
    if shown.keys() != told:
        return f"other jobs are shown: {shown.keys() ^ told}"
    now_s = stand.server.engine.now_s()
    running = {job.job_id for job in stand.jobs if not job.is_over(now_s)}
    active = {job_id for job_id, phase in shown.items() if phase.is_active}
    return f"other jobs run: {active ^ running}" if active != running else ""


async def check_truth(board: Board, stand: Stand, found: Findings) -> None:
    """All jobs of the server are shown, each in its phase."""
    await board.until(lambda: not untruth(board, stand))
    found.check(not untruth(board, stand), untruth(board, stand))


def check_view(board: Board, before: View, found: Findings) -> None:
    """Nothing has moved."""
    for name, was, now in zip(View._fields, before, board.view(), strict=True):
        found.check(was == now, f"the {name} changed{_difference(was, now)}")


def _difference(was: object, now: object) -> str:
    return f": {was!r} is {now!r}" if isinstance(was, str) and isinstance(now, str) else ""


async def listed_midway(board: Board, stand: Stand, found: Findings) -> None:
    """The board is live, a result is open and a filter set when the fault begins."""
    before = board.view()
    board.begin_count()
    stand.begin(found.case.expectation.at(LIST))
    await watched_fault(board, found)
    if not found.case.expectation.may_be_unreadable:
        check_view(board, before, found)
    await watched_recovery(board, stand, found)
    await board.until(lambda: board.view() == before)
    check_view(board, before, found)


async def opened(board: Board, stand: Stand, found: Findings) -> None:
    """A finished job is opened while its detail cannot be had; then it comes by itself."""
    expectation = found.case.expectation
    key = JobKey(stand.url, stand.fresh_done_job().job_id)
    await board.to_list()
    stand.begin(expectation.at(GET))
    await board.select(key)
    await board.pilot.press("enter")
    if expectation.words:
        found.seen_s = await board.until(
            lambda: re.search(expectation.words, board.pane) is not None
        )
        found.check(math.isfinite(found.seen_s), f"the detail does not say why: {board.pane}")
    await board.settle()
    found.check(board.state == LinkState.LIVE, f"the header says {board.header!r}")
    found.check(board.app.board.table.selected_key == key, "the selection moved")
    found.wrong += board.wrongs()
    stand.end_all()
    if not expectation.is_patient:
        board.app.board.action_refresh_now()
    found.back_s = await board.until(lambda: is_result(board, key))
    found.check(math.isfinite(found.back_s), f"the detail does not come: {board.pane}")


def is_result(board: Board, key: JobKey) -> bool:
    """Whether the pane has that job's result."""
    detail = board.app.board.detail
    return detail is not None and detail.key == key and detail.error is None


async def asked_midway(board: Board, stand: Stand, found: Findings) -> None:
    """Single jobs cannot be asked about for some rounds: the list is as it was, and live.

    That progress is not told is said meanwhile, and not any more as soon as it is.
    """
    is_unheard = found.case.expectation.keeps_jobs_unheard
    before = board.view()
    arrived = stand.arrivals.counts[LIST]
    stand.begin(found.case.expectation.at(GET))
    board.app.board.post_message(board.app.board.RefreshAsked())
    if is_unheard:
        found.seen_s = await board.until(lambda: UNHEARD in board.header)
        found.check(math.isfinite(found.seen_s), f"progress is told: {board.header!r}")
    await board.until(lambda: stand.arrivals.counts[LIST] >= arrived + ROUNDS)
    is_right = (UNHEARD in board.header) is is_unheard
    may_differ = found.case.expectation.may_be_unreadable
    found.check(is_right or may_differ, f"of progress the header says {board.header!r}")
    found.check(board.state == LinkState.LIVE, f"the header says {board.header!r}")
    check_view(board, before, found)
    await check_truth(board, stand, found)
    found.wrong += board.wrongs()
    stand.end_all()
    if not found.case.expectation.comes_back:
        board.app.board.action_refresh_now()
    if is_unheard:
        found.back_s = await board.until(lambda: UNHEARD not in board.header)
        found.check(math.isfinite(found.back_s), f"progress is not told: {board.header!r}")


async def cancelled(board: Board, stand: Stand, found: Findings) -> None:
    """A running job is cancelled, and the fault befalls the request."""
    expectation = found.case.expectation
    victim = stand.running_job()
    key = JobKey(stand.url, victim.job_id)
    await board.to_list()
    await board.until(lambda: key in board.app.snapshot.jobs)
    await board.select(key)
    before = stand.arrivals.counts[ALTER]
    await board.open_cancel()
    stand.begin(expectation.at(ALTER))
    await board.confirm()
    found.seen_s = await board.until(
        lambda: board.app.snapshot.jobs[key].cancel_words not in {"", "cancel asked"}
    )
    job = board.app.snapshot.jobs[key]
    words = job.cancel_words
    found.check(math.isfinite(found.seen_s), f"nothing comes of it: {words!r}")
    found.check(stand.arrivals.counts[ALTER] - before <= 1, "it was sent more than once")
    was_done = victim.cancel_asked_s is not None
    if words.startswith("not cancelled"):
        found.check(not was_done, f"it was done, yet the row says {words!r}")
    if expectation.fate is Fate.REFUSED:
        found.check(words.startswith("not cancelled"), f"it was refused; the row says {words!r}")
    elif expectation.fate is Fate.UNKNOWN:
        is_said = re.search("unknown|not known|the server said nothing", words)
        found.check(is_said or not was_done, f"it was done, yet the row says {words!r}")
    found.wrong += board.wrongs()
    stand.end_all()
    await board.until_says(LinkState.LIVE)


LIVE_CASES: Final[
    Mapping[tuple[Operation, Moment], Callable[[Board, Stand, Findings], Awaitable[None]]]
] = {
    (Operation.BOARD_LIST, Moment.MIDWAY): listed_midway,
    (Operation.BOARD_GET, Moment.START): opened,
    (Operation.BOARD_GET, Moment.MIDWAY): asked_midway,
    (Operation.BOARD_CANCEL, Moment.MIDWAY): cancelled,
}
"""What is done on a board that is live already; the only other case begins with the board."""


async def run_cases(stand: Stand, cases: Sequence[Case]) -> AsyncIterator[Result]:
    """Every case, one after the other; those that can share one board do."""
    for case in [case for case in cases if case[1:] not in LIVE_CASES]:
        found = Findings(case)
        await listed_at_start(stand, found)
        yield found.result()
    for is_late in (False, True):
        shared = [
            case for case in cases if case[1:] in LIVE_CASES and case.expectation.is_late is is_late
        ]
        if shared:
            async with running_board(stand, is_late=is_late) as board:
                for case in shared:
                    found = Findings(case)
                    await made_ready(board, stand)
                    await LIVE_CASES[case.operation, case.moment](board, stand, found)
                    stand.end_all()
                    yield found.result()


async def made_ready(board: Board, stand: Stand) -> None:
    """Live, with a filter, a row selected and its result open."""
    await board.until_says(LinkState.LIVE)
    # What was told of the case before would cover the detail.
    board.app.clear_notifications()
    key = JobKey(stand.url, stand.done_job().job_id)
    await board.until(lambda: key in board.app.snapshot.jobs)
    screen = board.app.board
    if is_result(board, key) and screen.query_words == FILTER and screen.table.selected_key == key:
        return
    await board.to_list()
    if screen.query_words != FILTER:
        await board.pilot.press("slash", *FILTER, "enter")
    await board.select(key)
    await board.pilot.press("enter")
    await board.until(lambda: is_result(board, key))
    await board.settle()
