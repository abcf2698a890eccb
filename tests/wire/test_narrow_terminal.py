"""A terminal without UTF-8, to which a byte of a harmless letter can be the start of a sequence."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Final

import pytest

from jobview.simulator.faults.fault import fault_of
from jobview.simulator.options import SimulatorOptions
from tests.fakes.server import RunningSimulator, running_simulator
from tests.fakes.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT: Final = "\u011b2J caf\xe9 日本 \u055d0;owned\u045c"
"""In UTF-8 it holds the bytes 9B and 9D, which start sequences, and 9C, which ends one."""
LOCALES: Final[dict[str, dict[str, str | None]]] = {
    "posix": {"LC_ALL": "POSIX", "PYTHONIOENCODING": None},
    "ascii": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
COMMANDS: Final = (
    ("list", "--no-progress"),
    ("list", "--no-progress", "--json"),
    ("get", "1", "--card"),
    ("doctor",),
)


@pytest.fixture(scope="module")
def server() -> Iterator[RunningSimulator]:
    with (
        pytest.MonkeyPatch.context() as patch,
        running_simulator(SimulatorOptions(jobs=12, speed=0.001)) as server,
    ):
        patch.setattr("jobview.simulator.faults.spoiling.HOSTILE_TEXTS", (TEXT,))
        server.faults.add(fault_of("hostile:/admin/*"))
        yield server


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands_write_ascii(
    server: RunningSimulator, command: tuple[str, ...], locale: str
) -> None:
    with Terminal(*command, "--url", server.url, environ=LOCALES[locale]) as terminal:
        terminal.end()
    assert terminal.written.strip()
    assert terminal.written.isascii()


def test_the_board_writes_ascii_and_keeps_its_columns(server: RunningSimulator) -> None:
    size = (160, 30)
    with Terminal("--url", server.url, environ=LOCALES["posix"], size=size) as terminal:
        terminal.until_shown("?2J caf? ???? ?0;owned?")
        terminal.quiet()
        rows = [row for row in terminal.text.splitlines() if "?2J caf" in row]

        assert terminal.end(signal.SIGTERM) == 143
    assert terminal.written.isascii()
    assert len({row.rindex("?2J caf? ????") for row in rows[3:7]}) == 1
