"""What holds for all tests that drive the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.board import FOLLOWS_S
from tests.fakes.unblocked import unblocked

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True, scope="package")
def _unblocked() -> Iterator[None]:
    with unblocked():
        yield


@pytest.fixture(autouse=True)
def _detail_follows_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The detail follows a resting cursor sooner than for people: every test would wait for it."""
    monkeypatch.setattr("jobview.ui.board_layout.DETAIL_FOLLOWS_S", FOLLOWS_S)
