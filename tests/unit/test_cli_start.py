"""What starts at once: version and help import nothing heavy, nor the commands they speak of."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from jobview.cli.root import COMMANDS

HEAVY = ("httpx", "aiohttp", "textual", "rich", "fastavro", "msgspec", "asyncio", "starlette")

PROBE = """
import json, sys
from jobview.cli.entry import run
code = run(sys.argv[1:])
print(json.dumps({"code": code, "modules": sorted(sys.modules)}), file=sys.stderr)
"""


def started(*arguments: str) -> tuple[int, set[str], str]:
    """Exit code, imported modules and standard output of one run in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stderr.splitlines()[-1])
    return told["code"], set(told["modules"]), done.stdout


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["completion", "bash"]])
def test_what_needs_no_server_imports_nothing_heavy(arguments: list[str]) -> None:
    code, modules, output = started(*arguments)

    assert code == 0
    assert output
    assert not modules & set(HEAVY)


def test_help_imports_no_command() -> None:
    _, modules, output = started("--help")

    assert not modules & {command.module for command in COMMANDS.values()}
    assert all(name in output for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commands_help_needs_no_network_and_no_screen(name: str) -> None:
    code, modules, output = started(name, "--help")

    assert code == 0
    assert "Usage: " in output
    assert not modules & set(HEAVY)


def test_the_module_is_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jobview", "--version"], capture_output=True, text=True, check=True
    )

    assert done.stdout.startswith("jobview ")


def test_a_board_paints_as_soon_as_there_is_something_to_paint() -> None:
    probe = "import jobview.ui.app, textual.constants; print(textual.constants.MAX_FPS)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert int(done.stdout) == 240
