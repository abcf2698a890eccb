"""What holds for all tests that speak to servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.unblocked import unblocked

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True, scope="package")
def _unblocked() -> Iterator[None]:
    with unblocked():
        yield
