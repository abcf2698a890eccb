"""Mistakes of our own: what a terminal is given of an exception that nobody caught."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tests.fakes.hostile import DENSE, leaks
from tests.fakes.terminal import NOWHERE, Terminal

if TYPE_CHECKING:
    from pathlib import Path

_OWN: Final = re.compile(r"\x1b\[[0-9;]*m")

PASSWORD: Final = "Tr0ubadour-of-nine"

PLACES: Final = {
    "board": (
        "import jobview.ui.jobs.job_table as m; m.JobTable.render_line = fail",
        (),
    ),
    "list": (
        "import jobview.cli.connection as m; m.connected = fail; import jobview.cli.list as n",
        ("list",),
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_traceback_steers_no_terminal_and_tells_no_secret(name: str, tmp_path: Path) -> None:
    place, arguments = PLACES[name]
    script = tmp_path / "spoilt.py"
    script.write_text(
        "from jobview.cli import main\n"
        "from jobview.journal.logins import note_login\n"
        "from jobview.settings import Login, Secret\n"
        f"password = {PASSWORD[::-1]!r}[::-1]\n"
        "def fail(*_, **__):\n"
        "    note_login(Login('alice', Secret(password)))\n"
        "    raise RuntimeError('spoilt ' + "
        f"{DENSE!a} + ' authorization: Basic c2VjcmV0OnB3, ' + password)\n"
        f"{place}\nmain()\n",
        encoding="utf-8",
    )
    command = (sys.executable, str(script), *arguments, "--url", NOWHERE)
    with Terminal(command=command) as terminal:
        assert terminal.end() == 1
        assert terminal.is_clean
        shown = terminal.written.decode()
    assert "RuntimeError" in shown, shown
    told = _OWN.sub("", shown[shown.rindex("RuntimeError") :])
    assert "spoilt ␛[2J" in told
    assert not leaks(told, allowed="\r\n")
    assert PASSWORD not in shown
    assert "c2VjcmV0OnB3" not in told
