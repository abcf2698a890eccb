"""What the log says of how the server is heard."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from jobview.errors import Unreachable
from jobview.polling.link import LinkWatch

if TYPE_CHECKING:
    import pytest


def test_changes_of_the_link_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "jobview")
    watch = LinkWatch(0.0)
    for attempt in (1, 2, 3):
        watch.failed(Unreachable("http://h", "connection refused"), attempt, 5.0, 1.0)
    for _ in range(3):
        watch.heard(0.1, 2.0, 3.0)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "down, was connecting: connection refused"),
        ("INFO", "live, was down: heard"),
    ]
