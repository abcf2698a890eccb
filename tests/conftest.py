"""What holds for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from jobview.journal.logins import forget_logins
from tests.matrix.summary import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

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


@pytest.fixture(autouse=True)
def _no_login_of_another_test() -> None:
    """A password `x` would be masked in whatever is said in the next one."""
    forget_logins()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make a failure's words such that the process that collects them can read them.

    Tests of hostile texts quote lone surrogates, which UTF-8 cannot hold.
    """
    report = yield
    if report.failed and report.longrepr is not None:
        words = str(report.longrepr)
        if (plain := _plain(words)) != words:
            report.longrepr = plain
    report.sections = [(name, _plain(text)) for name, text in report.sections]
    return report


def _plain(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
