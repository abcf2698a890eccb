"""Options whose help tells bounds and defaults in words: `[default: 2; 0.2 to 3600]`."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.types import OptionHelpExtra


class PlainOption(click.Option):
    """click's option, which would write `[default: (2); 0.2<=x<=3600.0]`."""

    def get_help_extra(self, ctx: click.Context) -> OptionHelpExtra:
        """What the help says of the option in brackets behind its sentence."""
        extra = super().get_help_extra(ctx)
        if isinstance(self.show_default, str):
            extra["default"] = self.show_default
        elif "default" in extra and isinstance(self.default, Enum):
            extra["default"] = str(self.default.value)
        if isinstance(self.type, click.IntRange | click.FloatRange):
            extra.pop("range", None)
            if words := _range_words(self.type):
                extra["range"] = words
        return extra


def _range_words(bounds: click.IntRange | click.FloatRange) -> str:
    """From where to where; empty where it goes without saying, as for a time above 0."""
    if bounds.min is None or bounds.max is None:
        return ""
    return f"{_number(bounds.min)} to {_number(bounds.max)}"


def _number(value: float) -> str:
    return f"{int(value)}" if value == int(value) else f"{value}"
