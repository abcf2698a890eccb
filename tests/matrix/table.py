"""The matrix as tables: as it was found, for the terminal, and as it must be, for the README."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product
from typing import TYPE_CHECKING, Final

from tests.matrix.expectations import (
    EXPECTATIONS,
    Expectation,
    Fate,
    Moment,
    Operation,
    cases,
)
from tests.matrix.stand import INTERVAL_S

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.matrix.results import Result

BEGIN: Final = "<!-- fault matrix: begin; python -m tests.matrix --readme writes it -->"
END: Final = "<!-- fault matrix: end -->"

_SHORT: Final = {Moment.START: "start", Moment.MIDWAY: "mid"}


def counted(results: Sequence[Result]) -> str:
    """How many cells there are, how they came out, and how long the board took at most."""
    counts = Counter(result.verdict for result in results)
    parts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    lines = [f"{len(results)} of {len(list(cases()))} cases: {parts}"]
    waiting = {one.notation for one in EXPECTATIONS if one.is_told_to_wait}
    listed = [
        result
        for result in results
        if result.operation == Operation.BOARD_LIST and result.fault not in waiting
    ]
    if listed:
        seen = max(result.seen_s or 0.0 for result in listed) / INTERVAL_S
        back = max(result.back_s or 0.0 for result in listed) / INTERVAL_S
        lines.append(
            f"the board named the state within {seen:.1f} intervals of {INTERVAL_S:g} s, and was"
            f" live within {back:.1f} after the fault's end, or when Retry-After said"
        )
    return "; ".join(lines)


def found_lines(results: Sequence[Result]) -> Iterator[str]:
    """One line a fault, one column an operation and moment; under them what is wrong."""
    existing = {(case.operation, case.moment) for case in cases()}
    columns = [pair for pair in product(Operation, Moment) if pair in existing]
    heads = [
        f"{operation} {_SHORT[moment]}".replace("board: ", "b-") for operation, moment in columns
    ]
    by_fault: dict[str, dict[tuple[str, str], Result]] = defaultdict(dict)
    for result in results:
        by_fault[result.fault][result.operation, result.moment] = result
    yield f"{'fault':<20}" + "".join(f"{head:>14}" for head in heads)
    for expectation in EXPECTATIONS:
        row = by_fault.get(expectation.notation)
        if row is not None:
            cells = [
                _cell(row.get((operation.value, moment.value))) for operation, moment in columns
            ]
            yield f"{expectation.notation:<20}" + "".join(f"{cell:>14}" for cell in cells)
    yield "figures: intervals until the board named the state / until it was live again"
    for result in results:
        if result.wrong or result.known:
            why = f" (known: {result.known})" if result.known else ""
            yield f"{result.verdict}: {result.name}: {result.wrong}{why}"
    yield counted(results)


def _cell(result: Result | None) -> str:
    if result is None:
        return "-"
    figures = [
        "-" if seconds is None else f"{seconds / INTERVAL_S:.1f}"
        for seconds in (result.seen_s, result.back_s)
    ]
    return result.verdict if figures == ["-", "-"] else f"{result.verdict} {'/'.join(figures)}"


def markdown_section() -> str:
    """What must come of each fault, between the two marks of the README."""
    rows = [
        "| Fault | Board, when the list is hit | Commands | cancel, submit |",
        "|---|---|---|---|",
        *(_row(expectation) for expectation in EXPECTATIONS),
    ]
    every = list(cases())
    per = Counter(case.operation for case in every)
    shares = ", ".join(f"{operation} {per[operation]}" for operation in Operation)
    text = (
        f"**{len(every)} cases** over real sockets, of {len(EXPECTATIONS)} faults: {shares}. "
        "The fault is there before the command or the board is, or begins in mid-flight."
    )
    folded = ["<details><summary>All faults</summary>", "", *rows, "", "</details>"]
    return "\n".join([BEGIN, text, "", *folded, END])


def with_section(readme: str) -> str:
    """The README with the section as it must be now.

    Raises:
        ValueError: the marks are not in it.
    """
    before, _, rest = readme.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"the README has no {BEGIN}")
    return f"{before}{markdown_section()}{after}"


def _row(expectation: Expectation) -> str:
    if expectation.is_harmless:
        commands, acting = "answer", "answer"
        if expectation.may_be_unreadable:
            commands = "answer, or 4 where it cannot be read"
    else:
        commands = "4"
        acting = "4, refused: not done" if expectation.fate is Fate.REFUSED else "4, fate unknown"
    again = "" if expectation.comes_back else " (`r`)"
    return f"| `{expectation.notation}` | {expectation.link}{again} | {commands} | {acting} |"
