"""The header at any width: the link's state first, then what must not be overlooked."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from rich.cells import cell_len
from textual.app import App

from jobview.jobs.phase import Phase
from jobview.jobs.ring import Detour
from jobview.jobs.snapshot import Link, LinkState, Silence, Snapshot
from jobview.ui.frame.header_line import HeaderLine
from jobview.ui.frame.link_words import ASCII_STATE_MARKS, STATE_LOOKS
from jobview.ui.look import Look
from jobview.ui.paint.marks import ASCII_MARKS, UNICODE_MARKS
from jobview.ui.theme import variable_defaults

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from jobview.ui.paint.marks import Marks

NOW_S: Final = 1_795_444_030.0
MONO_S: Final = 1_000.0

BADGES: Final = {
    "is_insecure": ("TLS!", "TLS not verified"),
    "is_exposed": ("http!", "login unencrypted"),
    "is_read_only": ("r/o", "read-only"),
}
WORN: Final = (
    (),
    ("is_insecure",),
    ("is_exposed",),
    ("is_read_only",),
    ("is_insecure", "is_read_only"),
    tuple(BADGES),
)
NAMES: Final = ("prod", "a-cluster-with-a-long-name.example.com:8082")
WIDTHS: Final = (20, 30, 40, 50, 60, 70, 79, 80, 120, 160)


class Shown(NamedTuple):
    """A snapshot, and what stands for its state."""

    snapshot: Snapshot
    word: str
    marks: tuple[str, str]
    """In Unicode and in ASCII."""
    instead: str = ""
    """A word that may stand in its place."""


def _busy(link: Link, *, age_s: float = 1.0, is_paused: bool = False) -> Snapshot:
    """As many jobs as the counts of a busy night take cells."""
    counts = {Phase.RUNNING: 1_234, Phase.DONE: 12_345, Phase.FAILED: 123, Phase.CANCELLED: 45}
    has_data = link.state is not LinkState.CONNECTING
    return Snapshot(
        counts=counts,
        link=link,
        data_s=NOW_S - age_s if has_data else None,
        data_mono_s=MONO_S - age_s if has_data else None,
        is_paused=is_paused,
    )


def _every_state() -> list[Shown]:
    """Each state at its longest, and what is no state but stands in its place."""
    shown = []
    for state in LinkState:
        link = Link(state, NOW_S - 90_000, 0.042)
        marks = (STATE_LOOKS[state][0], ASCII_STATE_MARKS[state])
        if link.is_trouble:
            is_planned = state is not LinkState.UNAUTHORISED
            link = replace(
                link,
                reason="the host's name was not resolved: temporary failure in name resolution",
                attempt=123,
                next_try_s=MONO_S + 59 if is_planned else None,
                pause_s=60.0,
            )
            shown.append(Shown(_busy(link, age_s=90_000), state.value, marks))
        else:
            shown.append(Shown(_busy(link), state.value, marks))
            late = replace(link, awaited_s=MONO_S - 75)
            shown.append(Shown(_busy(late), state.value, marks))
    live = Link(LinkState.LIVE, NOW_S, 0.042)
    down = Link(LinkState.DOWN, NOW_S - 90)
    silences = (Silence(MONO_S - 75, ""), Silence(MONO_S - 12, "no answer within 30 s"))
    green = (STATE_LOOKS[LinkState.LIVE][0], ASCII_STATE_MARKS[LinkState.LIVE])
    return [
        *shown,
        *(Shown(replace(_busy(live), silence=one), "live", green, "progress") for one in silences),
        Shown(_busy(live, age_s=9_000), "stale", green),
        Shown(_busy(live, is_paused=True), "paused", ("‖", "=")),
        Shown(_busy(down, age_s=90, is_paused=True), "paused", ("‖", "=")),
    ]


STATES: Final = _every_state()
DETOURS: Final = (
    None,
    Detour("http://host-b.example.com:9191", "http://host-a:9191", NOW_S, "connection refused"),
)


class Line(HeaderLine):
    """A header that knows how it is to look."""

    def __init__(self, worn: tuple[str, ...], name: str, marks: Marks) -> None:
        look = Look(
            name,
            marks,
            None,
            is_insecure="is_insecure" in worn,
            is_exposed="is_exposed" in worn,
            is_read_only="is_read_only" in worn,
        )
        super().__init__(look)
        self.worn = worn
        self.is_ascii = marks.is_ascii

    def text(self, snapshot: Snapshot) -> str:
        self.set_reactive(HeaderLine.mono_s, MONO_S)
        self.set_reactive(HeaderLine.now_s, NOW_S)
        self.set_reactive(HeaderLine.snapshot, snapshot)
        return self.render().plain


class Headers(App[None]):
    """A header for each way to look, one below the other."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults(self.current_theme)

    def compose(self) -> ComposeResult:
        for worn, name, marks in product(WORN, NAMES, (UNICODE_MARKS, ASCII_MARKS)):
            yield Line(worn, name, marks)


@pytest.mark.parametrize("width", WIDTHS)
async def test_state_and_badges_outlast_all_else(width: int) -> None:
    app = Headers()
    async with app.run_test(size=(width, 30)):
        for shown, detour in product(STATES, DETOURS):
            for line in app.query(Line):
                text = line.text(replace(shown.snapshot, detour=detour))
                _check(text, width, shown, line.worn, is_ascii=line.is_ascii)


def _check(text: str, width: int, shown: Shown, worn: tuple[str, ...], *, is_ascii: bool) -> None:
    assert cell_len(text) <= width, text
    assert text.isascii() or not is_ascii, text
    for fact, forms in BADGES.items():
        assert any(form in text for form in forms) is (fact in worn), (text, fact)
    mark = shown.marks[is_ascii]
    badges = " ".join(BADGES[fact][0] for fact in worn)
    needed = len(f"{badges} {mark} {shown.word}")
    if needed <= width:
        words = [word for word in (shown.word, shown.instead) if word]
        assert any(f"{mark} {word}" in text for word in words), text
    else:
        assert f" {mark} " in text, text


@pytest.mark.parametrize(
    ("width", "is_short"), [(20, True), (79, True), (80, False), (120, False), (160, False)]
)
async def test_a_lone_badge_is_short_where_the_screen_is_narrow(
    width: int, *, is_short: bool
) -> None:
    app = Headers()
    async with app.run_test(size=(width, 30)):
        for line in app.query(Line):
            if line.worn == ("is_read_only",):
                text = line.text(_busy(Link(LinkState.LIVE)))
                assert ("r/o" in text) is is_short
                assert ("read-only" in text) is not is_short


@pytest.mark.parametrize("width", [60, 79, 80])
async def test_counts_and_name_stay_while_there_is_room(width: int) -> None:
    app = Headers()
    async with app.run_test(size=(width, 30)):
        counts = {Phase.RUNNING: 2, Phase.DONE: 8, Phase.FAILED: 1, Phase.CANCELLED: 1}
        text = app.query(Line).first().text(Snapshot(counts=counts, link=Link(LinkState.LIVE)))
        assert text.startswith(" prod ● live")
        assert "▶ 2  ✓ 8  ✗ 1  ⊘ 1" in text
        assert ":" in text
