"""The search in lines of text and in bytes, step by step, so that it can run beside the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.ui.text.search_words import Hit, folded, round_from
from jobview.ui.text.text_lines import LINE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jobview.ui.text.search_words import SearchStep

_STEP_CHARACTERS: Final = 100_000
"""Of text are looked at in a step, which takes a few milliseconds."""
_LINE_CHARACTERS: Final = 20
"""What a line costs beside its characters."""
_STEP_BYTES: Final = 1 << 20


def line_steps(
    lines: Sequence[str], words: str, start: int, *, is_backward: bool = False
) -> Iterator[SearchStep[int]]:
    """The first line from `start` on that holds `words`, the search going round at the end.

    Words that go over from one piece of an endless line into the next are found in the first.
    """
    wanted, looked_at = folded(words), 0
    numbers = round_from(start, len(lines), is_backward=is_backward)
    for done, (number, is_wrapped) in enumerate(numbers):
        line = lines[number]
        if len(line) == LINE_LIMIT and number + 1 < len(lines):
            line += lines[number + 1][: len(words) - 1]
        if wanted in folded(line):
            yield Hit(number, is_wrapped)
            return
        looked_at += len(line) + _LINE_CHARACTERS
        if looked_at > _STEP_CHARACTERS:
            looked_at = 0
            yield done / len(lines)


class Needle(NamedTuple):
    """What is searched for among bytes."""

    wanted: bytes
    is_exact: bool
    """Whether the case of ASCII letters counts."""


def needle_of(words: str) -> Needle:
    """`0x` and hex digits are those bytes; everything else is text, in UTF-8."""
    if words.casefold().startswith("0x"):
        try:
            return Needle(bytes.fromhex(words[2:]), is_exact=True)
        except ValueError:
            pass  # not a number of hex bytes, so text that begins like one
    return Needle(words.encode("utf-8", "surrogatepass").lower(), is_exact=False)


def offset_of(words: str) -> int | None:
    """The offset that `@` and hex digits ask for; None for other words."""
    try:
        return int(words[1:], 16) if words.startswith("@") else None
    except ValueError:
        return None


def byte_steps(
    data: bytes, words: str, start: int, *, is_backward: bool = False
) -> Iterator[SearchStep[int]]:
    """The offset of the first place from `start` on that holds `words`, going round at the end."""
    offset = offset_of(words)
    if offset is not None:
        if 0 <= offset < len(data):
            yield Hit(offset, is_wrapped=False)
        return
    needle = needle_of(words)
    if not needle.wanted:
        return
    block_count = -(-len(data) // _STEP_BYTES)
    first_block = min(max(start, 0) // _STEP_BYTES, block_count - 1)
    blocks = [*round_from(first_block, block_count, is_backward=is_backward)]
    # The block one starts in is looked at last once more, for what stands on its other side.
    blocks += [(first_block, True)] if blocks else []
    for number, (block, is_wrapped) in enumerate(blocks):
        found = [
            place
            for place in _places(data, needle, block)
            if number or (place <= start if is_backward else place >= start)
        ]
        if found:
            yield Hit(found[-1] if is_backward else found[0], is_wrapped)
            return
        yield None


def _places(data: bytes, needle: Needle, block: int) -> list[int]:
    """Where the needle begins within a block of the data."""
    first = block * _STEP_BYTES
    piece = data[first : first + _STEP_BYTES + len(needle.wanted) - 1]
    piece = piece if needle.is_exact else piece.lower()
    places: list[int] = []
    place = piece.find(needle.wanted)
    while place >= 0:
        places.append(first + place)
        place = piece.find(needle.wanted, place + 1)
    return places
