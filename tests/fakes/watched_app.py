"""What an app under test gives to its terminal: every byte, and every row of its screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len
from textual.drivers.headless_driver import HeadlessDriver
from textual.widget import Widget

from tests.fakes.hostile import leaks

if TYPE_CHECKING:
    import pytest
    from rich.style import Style
    from textual.app import App

_OWN: Final = re.compile(
    r"\x1b\[[0-9;:]*m"  # colours
    r"|\x1b\[\d+;\d+H"  # places
    r"|\x1b\[\?(?:2026|25)[hl]"  # frames, cursor
    r"|\x1b\]22;[a-z-]*\x07"  # the pointer's shape
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"  # the clipboard, which the user asked for
)
"""Sequences that Textual writes."""

_OWN_ACTIONS: Final = ("app.quit", "evil")
"""What no click does, though texts ask for it."""


class WatchedDriver(HeadlessDriver):
    """Draws nowhere, and keeps what was drawn."""

    def __init__(self, *args: Any, **fields: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **fields)
        self.written: list[str] = []

    @property
    def is_headless(self) -> bool:
        """Not to the app, which would not draw."""
        return False

    def write(self, data: str) -> None:
        self.written.append(data)


def watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let apps that are run in this test draw on a `WatchedDriver`."""
    monkeypatch.setattr("textual.drivers.headless_driver.HeadlessDriver", WatchedDriver)


def check_written(app: App[Any], where: str) -> None:
    """Nothing was written since the last check but Textual's own sequences and plain text."""
    driver = app._driver
    assert isinstance(driver, WatchedDriver)
    written, driver.written = "".join(driver.written), []
    assert "\x1b]52;c;b3duZWQ=" not in written, where
    found = leaks(_OWN.sub("", written), allowed="\n")
    assert not found, f"{where}: {found} in what was written: {written[:2000]!a}"


def check_screen(app: App[Any], where: str) -> None:
    """The screen as composed holds whole rows of plain text, and nothing acts but what is ours."""
    width = app.size.width
    for row, strip in enumerate(app.screen._compositor.render_strips()):
        place = f"{where}, row {row}: {strip.text!a}"
        assert not leaks(strip.text), f"{leaks(strip.text)} in {place}"
        assert strip.cell_length == cell_len(strip.text) == width, place
        for segment in strip:
            _check_style(segment.style, place)
    for widget in app.screen.walk_children(Widget):
        told = f"{widget.tooltip or ''}{widget.border_title or ''}{widget.border_subtitle or ''}"
        assert not leaks(told, allowed="\n"), f"{leaks(told)} in {where}, {widget}"
    assert not leaks(f"{app.title}{app.sub_title}{app.screen.title or ''}"), where
    check_written(app, where)


def _check_style(style: Style | None, place: str) -> None:
    if style is None:
        return
    assert style.link is None, place
    click = str(style.meta.get("@click", ""))
    assert not any(action in click for action in _OWN_ACTIONS), place
