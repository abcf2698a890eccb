"""Writing to a terminal that takes everything, something, or nothing."""

from __future__ import annotations

import asyncio
import os
import pty
import tty
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from jobview.ui.terminal import output
from jobview.ui.terminal.output import MAX_WAITING, TerminalOutput, own_descriptor
from jobview.ui.terminal.typed import throw_away

if TYPE_CHECKING:
    from collections.abc import Iterator

FAREWELL = b"farewell"
MUCH = b"".join(b"%07d " % n for n in range(40_000))


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    yield master, slave
    for end in (master, slave):
        try:
            os.close(end)
        except OSError:
            continue


def read_all(master: int) -> bytes:
    found = b""
    while True:
        try:
            found += os.read(master, 65_536)
        except OSError:
            return found


async def taken(master: int, size: int) -> bytes:
    """That much, read while the loop runs."""
    found = b""
    async with asyncio.timeout(20):
        while len(found) < size:
            found += read_all(master)
            await asyncio.sleep(0)
    return found


async def test_what_a_terminal_does_not_take_waits_in_order(ends: tuple[int, int]) -> None:
    master, slave = ends
    told: list[bool] = []
    written = TerminalOutput(slave, asyncio.get_running_loop(), told.append)
    written.open()
    written.write(MUCH)  # would block for ever
    written.write(b"more")
    await asyncio.sleep(0)
    assert told == [True]

    assert await taken(master, len(MUCH) + 4) == MUCH + b"more"
    await asyncio.sleep(0.01)  # one turn of the loop, in which it hears that there is room
    assert told == [True, False]


async def test_a_terminal_that_nobody_reads_gets_the_farewell(ends: tuple[int, int]) -> None:
    master, slave = ends
    told: list[bool] = []
    written = TerminalOutput(slave, asyncio.get_running_loop(), told.append)
    written.open()
    written.write(MUCH)
    await asyncio.sleep(0)
    with patch.object(output, "PATIENCE_S", 0.05):
        written.close(FAREWELL)

    assert told == [True, False]
    found = read_all(master)
    assert len(found) < len(MUCH)
    assert found.endswith(FAREWELL)


async def test_nothing_is_written_before_it_is_opened_or_after_it_is_closed(
    ends: tuple[int, int],
) -> None:
    master, slave = ends
    written = TerminalOutput(slave, asyncio.get_running_loop(), print)
    written.write(b"early")
    written.open()
    written.write(b"in time")
    written.close(FAREWELL)
    written.write(b"late")

    assert await taken(master, 7) == b"in time"
    assert read_all(master) == b""


async def test_what_waits_is_bounded(ends: tuple[int, int]) -> None:
    master, slave = ends
    written = TerminalOutput(slave, asyncio.get_running_loop(), lambda _: None)
    written.open()
    written.write(bytes(MAX_WAITING))
    written.write(MUCH)
    assert len(await taken(master, MAX_WAITING)) == MAX_WAITING
    await asyncio.sleep(0)
    assert read_all(master) == b""


async def test_a_terminal_that_has_gone_is_no_trouble(ends: tuple[int, int]) -> None:
    master, slave = ends
    written = TerminalOutput(slave, asyncio.get_running_loop(), print)
    written.open()
    os.close(master)
    written.write(MUCH)
    written.close(FAREWELL)


def test_the_descriptor_that_the_shell_shares_stays_as_it_is(ends: tuple[int, int]) -> None:
    _, slave = ends
    own = own_descriptor(slave)

    assert own != slave
    assert (os.get_blocking(own), os.get_blocking(slave)) == (False, True)
    os.close(own)


def test_without_a_way_to_open_it_anew_the_given_descriptor_does(ends: tuple[int, int]) -> None:
    _, slave = ends
    with patch.object(os, "open", side_effect=PermissionError):
        assert own_descriptor(slave) == slave


def test_all_that_was_typed_is_thrown_away_not_only_what_the_queue_holds(
    ends: tuple[int, int],
) -> None:
    master, slave = ends
    typed = os.write(master, MUCH)
    assert typed > 10_000
    throw_away(slave)
    os.set_blocking(slave, False)

    with pytest.raises(BlockingIOError):
        os.read(slave, 1)
