"""Server text inside Markdown: shown as it is, whatever marks it holds, and harmless.

Everything goes into code, where no mark means anything but the fence itself; the fence is longer
than any run of backticks inside (CommonMark, code spans and fenced code blocks).
"""

from __future__ import annotations

import re
from typing import Final

from jobview.text import literal, literal_lines

_BACKTICKS: Final = re.compile("`+")
_SHORTEST_FENCE: Final = 3


def code_span(text: str, *, limit: int | None = None) -> str:
    """One line of server text as inline code; `(empty)` for text without a character."""
    shown = literal(text, limit=limit)
    if not shown:
        return "(empty)"
    fence = "`" * (_longest_run(shown) + 1)
    # A renderer takes one blank away on either side, if there is one on both.
    is_padded = shown[0] in "` " or shown[-1] in "` "
    inner = f" {shown} " if is_padded and shown.strip(" ") else shown
    return f"{fence}{inner}{fence}"


def code_block(text: str, language: str = "", *, left_out: int = 0) -> list[str]:
    """Lines of server text as a fenced block, and how many characters were left out of it."""
    shown = literal_lines(text)
    fence = "`" * max(_longest_run(shown) + 1, _SHORTEST_FENCE)
    lines = [f"{fence}{language}", *shown.split("\n"), fence]
    return [*lines, "", f"({left_out:,} more characters)"] if left_out > 0 else lines


def _longest_run(text: str) -> int:
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)
