"""The search in all of a JSON value, opened or not, step by step. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from jobview.results.avro_bytes.packed import NESTED
from jobview.results.json_values.nested import opened
from jobview.ui.paint.wording import count
from jobview.ui.text.json_lines import scalar_json
from jobview.ui.text.search_words import Hit, Partial, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jobview.ui.text.search_words import SearchStep

    Path: TypeAlias = tuple[str | int, ...]

MOST_VALUES: Final = 2_000_000
"""After so many values a search ends and says so."""

_STEP_WEIGHT: Final = 100_000
_VALUE_WEIGHT: Final = 60
_PIECE: Final = 65_536


def path_steps(
    value: object, words: str, start: Path, *, is_backward: bool = False, most: int = MOST_VALUES
) -> Iterator[SearchStep[Path]]:
    """The next path in reading order behind `start` whose name or value holds `words`.

    A value holds the words when it is written with them; lists and objects only by their names.
    The search goes round at the end. Backwards, it is the path before.
    """
    wanted = folded(words)
    before: Path | None = None
    """The match to take when there is none behind `start`: the first, or backwards the last."""
    is_behind, last = False, None
    for looked_at, found in enumerate(_walk(value, wanted)):
        if found is None:
            yield None
            continue
        path, is_match = found
        if path == start:
            if is_backward and before is not None:
                yield Hit(before, is_wrapped=False)
                return
            is_behind = True
            before = path if is_match and before is None else before
        elif is_match and is_behind and not is_backward:
            yield Hit(path, is_wrapped=False)
            return
        elif is_match:
            last = path
            before = path if is_backward or before is None else before
        if looked_at >= most:
            yield Partial(f"the first {count(most)} values")
            return
    chosen = (last or before) if is_backward else before
    if chosen is not None:
        yield Hit(chosen, is_wrapped=True)


def _walk(value: object, wanted: str) -> Iterator[tuple[Path, bool] | None]:
    """Every path with whether it matches, in reading order; None now and then, for a pause."""
    keys: list[str | int] = []
    stack: list[Iterator[tuple[str | int, Any]]] = []
    weight = 0
    key: str | int | None = None
    item: Any = value
    while True:
        inner: Any = opened(item)
        is_nested = isinstance(inner, NESTED) and bool(inner)
        text = "" if is_nested else scalar_json(item)
        path = (*keys, key) if key is not None else ()
        name = key if isinstance(key, str) else ""
        yield path, wanted in folded(name) or _holds(text, wanted)
        weight += _VALUE_WEIGHT + len(text) + len(name)
        if weight > _STEP_WEIGHT:
            weight = 0
            yield None
        if is_nested:
            if key is not None:
                keys.append(key)
            stack.append(iter(_entries(inner)))
        while stack and (entry := next(stack[-1], None)) is None:
            stack.pop()
            if keys:
                keys.pop()
        if not stack:
            return
        key, item = entry or (None, None)


def _holds(text: str, wanted: str) -> bool:
    """Looked at in pieces: a text may have any length."""
    return any(
        wanted in folded(text[at : at + _PIECE + len(wanted)]) for at in range(0, len(text), _PIECE)
    )


def _entries(
    inner: Mapping[str, Any] | Sequence[Any],
) -> Iterable[tuple[str | int, Any]]:
    return inner.items() if isinstance(inner, Mapping) else enumerate(inner)
