"""The fault matrix, in parts that share a server; the whole of it is slow.

The parts that are not slow: the list on a board that is live, every command from its start, and
the cancellation that is hit after a good look at the job.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jobview.simulator.faults.kinds import KINDS
from tests.matrix.board_cases import run_cases
from tests.matrix.commands import commands
from tests.matrix.expectations import EXPECTATIONS, Expectation, Moment, Operation, cases
from tests.matrix.stand import Stand, stand
from tests.matrix.summary import record
from tests.matrix.table import markdown_section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.matrix.commands import Commands
    from tests.matrix.results import Result

README = Path(__file__).parents[2] / "README.md"
SHARES = 8
"""So many tests a part, for the workers to share."""

in_shares = pytest.mark.parametrize("share", range(SHARES))

COMMANDS = [operation for operation in Operation if not operation.is_of_board]


@pytest.fixture(scope="module")
def server() -> Iterator[Stand]:
    with stand() as played:
        yield played


@pytest.fixture
def runner(server: Stand) -> Iterator[Commands]:
    with commands(server) as made:
        yield made


def of_share(share: int) -> Sequence[Expectation]:
    return EXPECTATIONS[share::SHARES]


def judged(record_property: Callable[[str, object], None], results: Sequence[Result]) -> None:
    """Hand the results to the summary, and fail for those that are not as expected."""
    record(record_property, results)
    odd = [f"{one.name}: {one.verdict}: {one.wrong}" for one in results if not one.is_as_expected]
    assert not odd, "\n".join(odd)


def run_commands(
    runner: Commands, share: int, operations: Sequence[Operation], moment: Moment
) -> list[Result]:
    return [
        runner.result(case)
        for case in cases()
        if case.expectation in of_share(share)
        and case.operation in operations
        and case.moment is moment
    ]


async def run_board(share: int, operation: Operation, moment: Moment) -> list[Result]:
    chosen = [
        case
        for case in cases()
        if case.expectation in of_share(share) and case[1:] == (operation, moment)
    ]
    with stand() as played:
        return [result async for result in run_cases(played, chosen)]


@in_shares
def test_commands_that_meet_a_fault(
    share: int, runner: Commands, record_property: Callable[[str, object], None]
) -> None:
    judged(record_property, run_commands(runner, share, COMMANDS, Moment.START))


@in_shares
def test_a_cancellation_that_meets_a_fault(
    share: int, runner: Commands, record_property: Callable[[str, object], None]
) -> None:
    judged(record_property, run_commands(runner, share, [Operation.CANCEL], Moment.MIDWAY))


@pytest.mark.slow
@in_shares
def test_commands_that_meet_a_fault_later(
    share: int, runner: Commands, record_property: Callable[[str, object], None]
) -> None:
    others = [operation for operation in COMMANDS if operation is not Operation.CANCEL]
    judged(record_property, run_commands(runner, share, others, Moment.MIDWAY))


@in_shares
async def test_a_live_board_whose_list_meets_a_fault(
    share: int, record_property: Callable[[str, object], None]
) -> None:
    judged(record_property, await run_board(share, Operation.BOARD_LIST, Moment.MIDWAY))


@pytest.mark.slow
@in_shares
@pytest.mark.parametrize(
    ("operation", "moment"),
    [
        (Operation.BOARD_LIST, Moment.START),
        (Operation.BOARD_GET, Moment.START),
        (Operation.BOARD_GET, Moment.MIDWAY),
        (Operation.BOARD_CANCEL, Moment.MIDWAY),
    ],
)
async def test_a_board_that_meets_a_fault(
    share: int,
    operation: Operation,
    moment: Moment,
    record_property: Callable[[str, object], None],
) -> None:
    judged(record_property, await run_board(share, operation, moment))


def test_no_kind_of_fault_is_missing() -> None:
    faults = [expectation.fault for expectation in EXPECTATIONS]

    assert {fault.kind for fault in faults} == KINDS.keys()
    midway = {fault.kind for fault in faults if fault.midway}
    assert midway == {kind for kind, facts in KINDS.items() if facts.may_be_midway}


def test_the_readme_has_the_matrix() -> None:
    assert markdown_section() in README.read_text(encoding="utf-8")
