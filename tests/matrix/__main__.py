"""Runs the fault matrix and prints it.

    python -m tests.matrix [--readme] [FAULT ...]

Without faults it runs all of them, which takes about ten minutes; a FAULT is a notation such as
`status=503`. `--readme` runs nothing: it writes what must come of each into the README. Exit code 1
means that something is not as expected, 2 that there is no such fault in the matrix.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.matrix.board_cases import run_cases
from tests.matrix.commands import commands
from tests.matrix.expectations import Case, cases
from tests.matrix.stand import stand
from tests.matrix.table import found_lines, with_section

if TYPE_CHECKING:
    from tests.matrix.results import Result

README: Final = Path(__file__).parents[2] / "README.md"


def main() -> int:
    """Do as the arguments say."""
    arguments = sys.argv[1:]
    if arguments == ["--readme"]:
        README.write_text(with_section(README.read_text(encoding="utf-8")), encoding="utf-8")
        return 0
    known = {case.expectation.notation for case in cases()}
    if unknown := [argument for argument in arguments if argument not in known]:
        sys.stderr.write(f"{', '.join(unknown)}: not in the matrix\n{__doc__}")
        return 2
    chosen = [case for case in cases() if not arguments or case.expectation.notation in arguments]
    results = asyncio.run(run(chosen))
    sys.stdout.write("\n".join([*found_lines(results), ""]))
    return 0 if all(result.is_as_expected for result in results) else 1


async def run(chosen: list[Case]) -> list[Result]:
    """The results of these cases, the board's last; each is told on standard error."""
    results: list[Result] = []

    def note(result: Result) -> None:
        results.append(result)
        sys.stderr.write(f"{len(results)} of {len(chosen)}: {result.name}: {result.verdict}\n")

    with stand() as server, commands(server) as runner:
        for case in [case for case in chosen if not case.operation.is_of_board]:
            # A command has an event loop of its own.
            note(await asyncio.to_thread(runner.result, case))
    with stand() as server:
        async for result in run_cases(server, [one for one in chosen if one.operation.is_of_board]):
            note(result)
    return results


if __name__ == "__main__":
    sys.exit(main())
