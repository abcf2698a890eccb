"""Themes: complete, legible, and phases told apart; palettes made of them."""

from __future__ import annotations

import pytest
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from jobview.jobs.phase import Phase
from jobview.ui.paint.palette import Palette, palette_of
from jobview.ui.theme import ANSI, DARK, LIGHT, THEMES, VARIABLE_NAMES, variable_defaults
from tests.fakes.jobs import job

OURS = [theme.name for theme in THEMES]
ALL = {theme.name: theme for theme in (*BUILTIN_THEMES.values(), *THEMES)}
PHASES = [name for name in VARIABLE_NAMES if name.startswith("phase-")]


def variables(theme: Theme) -> dict[str, str]:
    return theme.to_color_system().generate() | variable_defaults(theme) | theme.variables


def palette(theme: Theme) -> Palette:
    return palette_of(variables(theme), Style(), is_ansi=theme.ansi)


def test_our_themes_have_our_names() -> None:
    assert OURS == ["jobview-dark", "jobview-light", "jobview-ansi"]
    assert LIGHT.dark is False


@pytest.mark.parametrize("name", OURS)
def test_our_themes_define_every_variable(name: str) -> None:
    assert set(VARIABLE_NAMES) <= ALL[name].variables.keys()
    assert variable_defaults(ALL[name]) == {}


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_theme_gives_every_variable_one_plain_colour(name: str) -> None:
    values = variables(ALL[name])

    for variable in VARIABLE_NAMES:
        assert Color.parse(values[variable]).a == 1.0, variable


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("variable", [*PHASES, "muted", "key", "literal-name", "literal-word"])
@pytest.mark.parametrize("ground", ["background", "cursor", "cursor-blurred"])
def test_text_is_legible(theme: Theme, variable: str, ground: str) -> None:
    values = variables(theme)

    assert contrast(Color.parse(values[variable]), Color.parse(values[ground])) >= 4.0


def contrast(one: Color, other: Color) -> float:
    """The WCAG contrast ratio."""
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: Color) -> float:
    parts = [part / 255 for part in colour.rgb]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", OURS)
def test_what_needs_attention_has_a_colour_of_its_own(name: str) -> None:
    drawn = palette(ALL[name])
    colours = [drawn.running, drawn.stalled, drawn.done, drawn.failed, drawn.cancelled]

    assert len({style.color for style in colours}) == len(colours)


def test_the_ansi_theme_keeps_to_the_terminals_own_colours() -> None:
    for variable in VARIABLE_NAMES:
        assert Color.parse(ANSI.variables[variable]).ansi is not None
    assert palette(ANSI).cursor.bgcolor is None


def test_palettes_of_one_theme_are_equal_and_of_two_are_not() -> None:
    assert palette(DARK) == palette(DARK)
    assert palette(DARK) != palette(LIGHT)


def test_a_palette_knows_every_phase() -> None:
    drawn = palette(DARK)

    assert drawn.phase(Phase.FAILED) == drawn.failed
    assert drawn.phase(Phase.RUNNING, is_stalled=True) == drawn.stalled
    assert drawn.of_job(job(1, "error")) == drawn.failed
    assert all(drawn.phase(phase) for phase in Phase)


def test_a_faded_palette_mutes_all_text_but_not_the_cursor() -> None:
    drawn = palette(DARK)
    faded = drawn.faded()

    assert {faded.phase(phase) for phase in Phase} == {drawn.muted}
    assert faded.cursor == drawn.cursor
    assert faded.accent_bar == drawn.accent_bar


def test_a_broken_variable_is_drawn_plain() -> None:
    drawn = palette_of({"phase-done": "auto 87%", "track": "$x"}, Style(), is_ansi=False)

    assert drawn.done.color is None
    assert drawn.failed.color is None
