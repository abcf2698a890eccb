"""A line of input that shows harmlessly whatever was pasted into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from jobview.text import literal

if TYPE_CHECKING:
    from rich.text import Text


class InputLine(Input):
    """Textual's input, whose value is shown as literal text.

    The value itself stays as it was pasted: what was copied out of a result is found in it again.
    """

    @property
    def _value(self) -> Text:
        """What Textual draws of the value, a character for a character."""
        from rich.text import Text  # comes with the first input anyway

        return Text(literal(self.value), no_wrap=True, overflow="ignore", end="")
