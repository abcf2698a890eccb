"""What holds for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.matrix.summary import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]

if TYPE_CHECKING:
    from collections.abc import Iterator

# How long an example takes says how busy the machine is; times belong into tests/bench.
settings.register_profile(
    "unhurried", parent=settings.get_profile(settings.get_current_profile_name()), deadline=None
)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True, scope="session")
def _state_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a test cancels is not written into the audit log of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield
