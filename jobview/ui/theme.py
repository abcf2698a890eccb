"""jobview's own themes, and the variables every theme must offer.

Three themes: dark and light in quiet greys, and one in the terminal's own sixteen colours. Colour
carries the phase of a job and nothing else; what frames a job is grey. Textual's own themes work
too: `variable_defaults` gives them phases out of their colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.color import Color
from textual.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE_NAMES: Final = (
    "phase-queued",
    "phase-running",
    "phase-stalled",
    "phase-done",
    "phase-failed",
    "phase-cancelled",
    "phase-unknown",
    "phase-vanished",
    "track",
    "rule",
    "muted",
    "key",
    "accent-bar",
    "cursor",
    "cursor-blurred",
    "literal-name",
    "literal-text",
    "literal-number",
    "literal-word",
)
"""jobview's own variables, as `$name` in style sheets; each is one plain colour."""

DARK: Final = Theme(
    name="jobview-dark",
    primary="#6aa8e0",
    secondary="#7f93a8",
    accent="#6aa8e0",
    success="#82b480",
    warning="#dba64b",
    error="#ec6a6a",
    foreground="#c6cdd5",
    background="#10141a",
    surface="#171c24",
    panel="#1b212a",
    dark=True,
    variables={
        "phase-queued": "#8fa5bb",
        "phase-running": "#6aa8e0",
        "phase-stalled": "#dba64b",
        "phase-done": "#82b480",
        "phase-failed": "#ec6a6a",
        "phase-cancelled": "#838d98",
        "phase-unknown": "#c6cdd5",
        "phase-vanished": "#838d98",
        "track": "#3a4450",
        "rule": "#333d48",
        "muted": "#838d98",
        "key": "#9fc4e8",
        "accent-bar": "#6aa8e0",
        "cursor": "#1f2d3d",
        "cursor-blurred": "#1a2028",
        "literal-name": "#9fc4e8",
        "literal-text": "#a9c3a0",
        "literal-number": "#d5b483",
        "literal-word": "#b3a4d0",
        "footer-background": "#1b212a",
        "scrollbar": "#333d48",
        "scrollbar-hover": "#475462",
        "scrollbar-active": "#6aa8e0",
        "scrollbar-background": "#10141a",
        "scrollbar-background-hover": "#10141a",
        "scrollbar-background-active": "#10141a",
        "scrollbar-corner-color": "#10141a",
        "border": "#6aa8e0",
        "border-blurred": "#333d48",
    },
)

LIGHT: Final = Theme(
    name="jobview-light",
    primary="#1c68b0",
    secondary="#55687c",
    accent="#1c68b0",
    success="#2c7437",
    warning="#8f5c00",
    error="#bd2730",
    foreground="#2a3037",
    background="#fbfbf9",
    surface="#f3f3f0",
    panel="#ebebe7",
    dark=False,
    variables={
        "phase-queued": "#4d6479",
        "phase-running": "#1c68b0",
        "phase-stalled": "#8f5c00",
        "phase-done": "#2c7437",
        "phase-failed": "#bd2730",
        "phase-cancelled": "#666d75",
        "phase-unknown": "#2a3037",
        "phase-vanished": "#666d75",
        "track": "#c0c5ca",
        "rule": "#cfd2d4",
        "muted": "#666d75",
        "key": "#1c5a97",
        "accent-bar": "#1c68b0",
        "cursor": "#dbe7f3",
        "cursor-blurred": "#efefeb",
        "literal-name": "#1c5a97",
        "literal-text": "#3c6b34",
        "literal-number": "#8a5a12",
        "literal-word": "#6a4c9c",
        "footer-background": "#ebebe7",
        "scrollbar": "#cfd2d4",
        "scrollbar-hover": "#aab1b7",
        "scrollbar-active": "#1c68b0",
        "scrollbar-background": "#fbfbf9",
        "scrollbar-background-hover": "#fbfbf9",
        "scrollbar-background-active": "#fbfbf9",
        "scrollbar-corner-color": "#fbfbf9",
        "border": "#1c68b0",
        "border-blurred": "#cfd2d4",
    },
)

ANSI: Final = Theme(
    name="jobview-ansi",
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_blue",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    ansi=True,
    variables={
        # Textual's style sheets name these and its ansi colour system leaves them out.
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "foreground-disabled": "ansi_bright_black",
        "surface-active": "ansi_default",
        "phase-queued": "ansi_cyan",
        "phase-running": "ansi_blue",
        "phase-stalled": "ansi_yellow",
        "phase-done": "ansi_green",
        "phase-failed": "ansi_red",
        "phase-cancelled": "ansi_bright_black",
        "phase-unknown": "ansi_default",
        "phase-vanished": "ansi_bright_black",
        "track": "ansi_bright_black",
        "rule": "ansi_bright_black",
        "muted": "ansi_bright_black",
        "key": "ansi_cyan",
        "accent-bar": "ansi_blue",
        "cursor": "ansi_default",
        "cursor-blurred": "ansi_default",
        "literal-name": "ansi_cyan",
        "literal-text": "ansi_green",
        "literal-number": "ansi_yellow",
        "literal-word": "ansi_magenta",
        "border": "ansi_blue",
        "block-cursor-background": "ansi_blue",
        "footer-key-foreground": "ansi_cyan",
        "scrollbar": "ansi_bright_black",
        "scrollbar-hover": "ansi_bright_black",
        "scrollbar-active": "ansi_blue",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
    },
)

THEMES: Final = (DARK, LIGHT, ANSI)


def variable_defaults(theme: Theme) -> dict[str, str]:
    """Values of `VARIABLE_NAMES` for a theme that does not define them, out of its own colours.

    For `App.get_theme_variable_defaults`; empty for a theme that defines them all.
    """
    if set(VARIABLE_NAMES) <= theme.variables.keys():
        return {}
    generated = theme.to_color_system().generate()
    plain, back = generated["foreground"], generated["background"]
    muted = _mixed(back, plain, 0.55)
    faint = _mixed(back, plain, 0.22)
    return _coloured(generated, plain=plain, muted=muted) | {
        "track": faint,
        "rule": faint,
        "cursor": _mixed(back, generated["primary"], 0.22),
        "cursor-blurred": _mixed(back, plain, 0.07),
    }


def _coloured(generated: Mapping[str, str], *, plain: str, muted: str) -> dict[str, str]:
    primary, secondary = generated["primary"], generated["secondary"]
    return {
        "phase-queued": secondary,
        "phase-running": primary,
        "phase-stalled": generated["warning"],
        "phase-done": generated["success"],
        "phase-failed": generated["error"],
        "phase-cancelled": muted,
        "phase-unknown": plain,
        "phase-vanished": muted,
        "muted": muted,
        "key": generated["accent"],
        "accent-bar": generated["accent"],
        "literal-name": primary,
        "literal-text": generated["success"],
        "literal-number": generated["warning"],
        "literal-word": generated["accent"],
    }


def _mixed(back: str, front: str, share: float) -> str:
    """`share` of the colour `front` over `back`; a terminal's own colours cannot be mixed."""
    front_colour, back_colour = Color.parse(front), Color.parse(back)
    if front_colour.ansi is not None or back_colour.ansi is not None:
        return "ansi_bright_black"
    return back_colour.blend(front_colour, share, alpha=1.0).hex
