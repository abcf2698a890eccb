"""More than a terminal takes, and more than a user types."""

from __future__ import annotations

import os
import random
import signal
import time
from typing import TYPE_CHECKING

import pytest

from tests.fakes.terminal import Terminal, board, children_of, demo, gone, resident_kib

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

LEAVING = b"q\x11"
"""What is typed to leave: `q`, and ctrl-Q, which Textual binds to the same."""
LEADING_OUT = b"\x10oO"
"""Keys after which others leave, or end the program the terminal is handed to: ctrl-P (the palette
can quit), `o` and `O` (pager and editor; ctrl-C and ctrl-\\ are signals again meanwhile)."""
ESCAPED = b"\x1b" * 6


def unread(terminal: Terminal, seconds: float) -> list[int]:
    """Its memory while keys are pressed and nothing is read."""
    sizes = []
    os.set_blocking(terminal.master, False)
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        os.write(terminal.master, b"jkjk345125")
        time.sleep(0.25)
        sizes.append(resident_kib(terminal.process.pid))
    return sizes


def busy() -> Terminal:
    return Terminal("demo", "--jobs", "200", "--speed", "20", size=(200, 60))


def test_a_terminal_that_nobody_reads_holds_up_neither_the_end_nor_the_memory() -> None:
    with busy() as terminal:
        terminal.until_shown("PROGRESS", "of 2")
        children = children_of(terminal.process.pid)
        terminal.fill()
        sizes = unread(terminal, 5)
        terminal.process.send_signal(signal.SIGTERM)

        assert terminal.process.wait(20) == 143
        assert max(sizes) - sizes[len(sizes) // 2] < 4 * 1024
        assert gone(children)
        terminal.quiet()
        assert terminal.is_clean


def test_leaving_by_key_needs_no_reader_either() -> None:
    with busy() as terminal:
        terminal.until_shown("PROGRESS", "of 2")
        terminal.fill()
        os.write(terminal.master, b"q")

        assert terminal.process.wait(20) == 0
        terminal.quiet()
        assert terminal.is_clean


def test_a_terminal_that_is_read_again_shows_what_is_now() -> None:
    with busy() as terminal:
        terminal.until_shown("PROGRESS", "of 2")
        terminal.quiet()
        terminal.fill()
        unread(terminal, 3)
        terminal.resize(200, 60)
        terminal.press(b"?")
        terminal.until_shown("jobview help")
        terminal.press(b"\x1b")
        terminal.until(lambda: "jobview help" not in terminal.text)
        terminal.press(b"1")
        terminal.until_shown("PROGRESS", "running", "palette")

        assert terminal.end(signal.SIGTERM) == 143
        assert terminal.is_clean


def noise(seed: int) -> bytes:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    kept = bytes(set(range(256)) - set(LEAVING + LEADING_OUT))
    return bytes(chance.choices(kept, k=20_000))


def partial(seed: int) -> bytes:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    starts = [b"\x1b[<35;", b"\x1b[?2026;", b"\x1b[48;36;120;", b"\x1b[M", b"\x1bN", b"\x1b["]
    starts += [b"\x1b", b"\x1b]52;c;", b"\x1bP+", b"\x1b[200", b"\x1b[27;5;", b"\x1b[>1"]
    return b"".join(chance.choices(starts, k=4_000))


def mouse(seed: int) -> bytes:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    return b"".join(
        b"\x1b[<%d;%d;%d%c"
        % (chance.randint(0, 255), chance.randint(-5, 400), chance.randint(-5, 400), end)
        for end in chance.choices(b"Mm", k=5_000)
    )


STORMS = {
    "paste": b"\x1b[200~" + b"x" * 2_000_000 + b"\x1b[201~",
    "filter": b"/\x1b[200~" + b"xyz " * 250_000 + b"\x1b[201~\x1b\x1b",
    "sizes": b"\x1b[48;0;0;0;0t\x1b[48;99999;99999;0;0t\x1b[48;36;120;0;0t",
    "focus": b"\x1b[O\x1b[I" * 2_000,
    **{f"mouse{seed}": mouse(seed) for seed in range(2)},
    **{f"partial{seed}": partial(seed) for seed in range(3)},
    **{f"noise{seed}": noise(seed) for seed in range(6)},
}


@pytest.mark.parametrize("name", STORMS)
def test_the_board_outlives_a_storm(name: str, tmp_path: Path) -> None:
    with board(folder=tmp_path, size=(120, 36)) as terminal:
        terminal.until_shown("PROGRESS")
        terminal.press(STORMS[name])
        terminal.quiet(0.3)
        terminal.press(b"\x1b[201~" + ESCAPED)
        terminal.until_shown("PROGRESS")

        assert terminal.end(signal.SIGTERM) == 143
        assert terminal.is_clean


@pytest.mark.parametrize("name", STORMS)
def test_the_board_ends_in_the_midst_of_a_storm(name: str, tmp_path: Path) -> None:
    with demo(folder=tmp_path, environ={"SHELL": "/bin/false"}) as terminal:
        terminal.until_shown("PROGRESS", "of 3")
        children = children_of(terminal.process.pid)
        terminal.press(STORMS[name])

        assert terminal.end(signal.SIGTERM) == 143
        assert terminal.is_clean
        assert gone(children)
