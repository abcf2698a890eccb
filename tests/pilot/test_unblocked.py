"""Tests notice when jobview blocks the event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from blockbuster import BlockingError

from jobview.private_file import write_private

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_file_written_on_the_loop_is_noticed_and_by_a_thread_is_not(tmp_path: Path) -> None:
    with pytest.raises(BlockingError):
        write_private(tmp_path / "one", b"x")
    await asyncio.to_thread(write_private, tmp_path / "two", b"x")
    assert (tmp_path / "two").read_bytes() == b"x"


def test_without_a_loop_anything_may_wait(tmp_path: Path) -> None:
    write_private(tmp_path / "one", b"x")
    assert (tmp_path / "one").read_bytes() == b"x"
