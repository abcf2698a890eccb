"""The matrix at the end of a test run: what the tests of all workers have found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from tests.matrix.results import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pytest

PROPERTY: Final = "fault matrix"
"""Under which a test records its results; workers send it with their reports."""


def record(record_property: Callable[[str, object], None], results: Iterable[Result]) -> None:
    """Let the summary know of these results."""
    record_property(PROPERTY, json.dumps(list(results)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the matrix, where any of it was run."""
    results = [
        Result(*fields)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, recorded in getattr(report, "user_properties", ())
        if name == PROPERTY and report.when == "call"
        for fields in json.loads(recorded)
    ]
    if results:
        from tests.matrix.table import found_lines

        terminalreporter.section("fault matrix")
        for line in found_lines(results):
            terminalreporter.write_line(line)
