"""What the header must always say, at any width, and what read-only takes from the board."""

from __future__ import annotations

import pytest

from jobview.settings import Settings
from jobview.ui.app import JobviewApp
from jobview.ui.frame.header_line import HeaderLine
from jobview.ui.look import Look
from jobview.ui.paint.marks import UNICODE_MARKS
from tests.fakes.board import Stage, jobs, settled

WHY_READ_ONLY = Settings(read_only=True, read_only_by=("--read-only",)).why_read_only
ALL = {"is_insecure": True, "is_exposed": True, "is_read_only": True}


def staged(**facts: bool) -> Stage:
    """A board of which these facts hold."""
    stage = Stage()
    why = WHY_READ_ONLY if facts.get("is_read_only") else ""
    name = "a-cluster-with-a-long-name.example.com:8082"
    look = Look(name, UNICODE_MARKS, None, **facts, why_read_only=why)
    stage.app = JobviewApp(stage.session.open, look, stage.clock)
    return stage


def header(stage: Stage) -> str:
    return stage.screen_text().splitlines()[0]


@pytest.mark.parametrize("width", [160, 80, 40, 20])
@pytest.mark.parametrize(
    ("fact", "words", "short"),
    [
        ("is_insecure", "TLS not verified", "TLS!"),
        ("is_exposed", "login unencrypted", "http!"),
        ("is_read_only", "read-only", "r/o"),
    ],
    ids=["insecure", "exposed", "read-only"],
)
async def test_a_warning_is_in_the_header_at_any_width(
    width: int, fact: str, words: str, short: str
) -> None:
    words = words if width >= 80 else short
    stage = staged(**{fact: True})
    async with stage.running((width, 24)) as pilot:
        await stage.tell(pilot, jobs())
        assert words in header(stage)

        stage.clock.advance(10_000)  # stale: the right half grows
        stage.app.tick()
        await settled(pilot)
        assert words in header(stage)


@pytest.mark.parametrize(("width", "words"), [(160, "login unencrypted"), (20, "TLS!")])
async def test_three_warnings_are_all_seen(width: int, words: str) -> None:
    stage = staged(**ALL)
    async with stage.running((width, 24)) as pilot:
        await stage.tell(pilot, jobs())
        assert words in header(stage)
        assert "r/o" in header(stage) or "read-only" in header(stage)
        assert "http!" in header(stage) or "login unencrypted" in header(stage)


async def test_what_is_dangerous_is_red() -> None:
    stage = staged(is_insecure=True)
    async with stage.running((80, 24)) as pilot:
        await stage.tell(pilot, jobs())
        strip = stage.on_top().query_one(HeaderLine).render_line(0)
        badge = next(part for part in strip if "TLS" in part.text)
        assert badge.style is not None
        colour = badge.style.color or badge.style.bgcolor
        assert colour is not None
        red, green, blue = colour.get_truecolor()
        assert red > green + 40
        assert red > blue + 40


async def test_without_a_reason_nothing_is_warned_of() -> None:
    stage = staged()
    async with stage.running((160, 24)) as pilot:
        await stage.tell(pilot, jobs())
        assert not any(word in header(stage) for word in ("TLS", "unencrypted", "read-only"))


async def test_read_only_takes_the_key_the_footer_the_palette_and_the_help() -> None:
    stage = staged(is_read_only=True)
    async with stage.running((160, 60)) as pilot:
        await stage.tell(pilot, jobs())
        assert "x cancel" not in stage.screen_text()
        assert not [title for title in titles(stage) if title.startswith("Cancel (")]
        await pilot.press("x")
        await settled(pilot)
        assert stage.on_top() is stage.board
        assert stage.said() == [f"{WHY_READ_ONLY[0].upper()}{WHY_READ_ONLY[1:]}."]

        await stage.board.run_action("cancel_jobs")
        await settled(pilot)
        assert stage.on_top() is stage.board

        await pilot.press("question_mark")
        await settled(pilot)
        assert "Ask the server to cancel" not in stage.screen_text()
        await pilot.press("end")
        await settled(pilot)
        assert "are turned off by --read-only" in stage.screen_text()
        assert stage.session.poller.cancelled == []


async def test_without_read_only_all_of_that_is_there() -> None:
    stage = staged()
    async with stage.running((160, 60)) as pilot:
        await stage.tell(pilot, jobs())
        assert "x cancel" in stage.screen_text()
        assert [title for title in titles(stage) if title.startswith("Cancel (")]


def titles(stage: Stage) -> list[str]:
    return [command.title for command in stage.app.get_system_commands(stage.on_top())]


async def test_a_notice_is_shown_whenever_it_was_told() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await settled(pilot)
        stage.session.notices.tell("what you do is [b]not[/b] on record")
        await settled(pilot)
        assert "what you do is [b]not[/b] on record" in stage.screen_text()
