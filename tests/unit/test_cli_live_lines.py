"""Progress lines: one place on a terminal, one line a change in a pipe."""

from __future__ import annotations

import io
import re

import pytest

from jobview.cli.live_lines import LiveLines


class Screen(io.StringIO):
    """A terminal that understands going up, erasing a line and erasing what is below."""

    def isatty(self) -> bool:
        return True

    @property
    def rows(self) -> list[str]:
        rows: list[str] = [""]
        at = 0
        for up, erase_line, erase_below, text in re.findall(
            r"\x1b\[(\d+)A\r|(\x1b\[2K)|(\x1b\[J)|([^\x1b]+)", self.getvalue()
        ):
            if up:
                at -= int(up)
            elif erase_line:
                rows[at] = ""
            elif erase_below:
                del rows[at + 1 :]
                rows[at] = ""
            for piece in re.findall(r"\n|[^\n]+", text):
                if piece == "\n":
                    at += 1
                    if at == len(rows):
                        rows.append("")
                else:
                    rows[at] += piece
        return [row for row in rows if row]


@pytest.fixture(autouse=True)
def _able_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def _small_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("LINES", "4")


def test_a_pipe_gets_a_line_when_something_changed() -> None:
    stream = io.StringIO()
    lines = LiveLines(stream)
    for text in ("a 1", "a 1", "a 2"):
        lines.show("a", text)
    lines.drop("a")
    lines.close()

    assert stream.getvalue() == "a 1\na 2\n"


def test_nobody_is_told_where_standard_error_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    lines = LiveLines()
    lines.show("a", "a 1")
    with lines.out_of_the_way():
        lines.drop("a")
    lines.close()

    assert not lines.is_live


def test_a_terminal_has_one_line_a_name() -> None:
    screen = Screen()
    lines = LiveLines(screen)
    lines.show("a", "a 1")
    lines.show("b", "b 1")
    lines.show("a", "a 2")

    assert screen.rows == ["a 2", "b 1"]


def test_a_dropped_line_leaves_nothing_behind() -> None:
    screen = Screen()
    lines = LiveLines(screen)
    lines.show("a", "a 1")
    lines.show("b", "b 1")
    lines.drop("a")

    assert screen.rows == ["b 1"]


def test_what_is_printed_meanwhile_stays_above() -> None:
    screen = Screen()
    lines = LiveLines(screen)
    lines.show("a", "a 1")
    lines.show("b", "b 1")
    with lines.out_of_the_way():
        screen.write("a is done\n")
    lines.drop("a")

    assert screen.rows == ["a is done", "b 1"]


def test_nothing_stays_after_closing() -> None:
    screen = Screen()
    lines = LiveLines(screen)
    lines.show("a", "a 1")
    lines.close()

    assert screen.rows == []


@pytest.mark.usefixtures("_small_terminal")
def test_more_lines_than_the_terminal_has_are_counted() -> None:
    screen = Screen()
    lines = LiveLines(screen)
    for name in "abcde":
        lines.show(name, f"{name} runs")

    assert screen.rows == ["a runs", "b runs", "… and 3 more"]


@pytest.mark.usefixtures("_small_terminal")
def test_a_line_never_wraps() -> None:
    screen = Screen()
    LiveLines(screen).show("a", "x" * 100)

    assert screen.rows == ["x" * 18 + "…"]
