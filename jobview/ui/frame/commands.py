"""The palette's commands: the keys of what has the focus, those of the board, and the themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.app import SystemCommand

from jobview.ui.bindings.key import KeyScope
from jobview.ui.bindings.keys import ALL_KEYS, BOARD_KEYS, is_forbidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import App
    from textual.dom import DOMNode
    from textual.screen import Screen

_HERE: Final = frozenset(
    {KeyScope.SEARCH, KeyScope.RESULT, KeyScope.TABLE, KeyScope.TREE, KeyScope.TEXT}
)
"""Whose keys belong to what has the focus, such as a result's table."""

_NOT_BY_NAME: Final = frozenset(
    {"board.open", "board.back", "board.next-pane", "result.end-search", "view.page"}
)
"""Keys that only move, or whose meaning is in being pressed where one is."""


def commands(
    app: App[int],
    board: Screen[None],
    screen: Screen[object],
    theme_names: tuple[str, ...],
    *,
    is_read_only: bool = False,
) -> Iterator[SystemCommand]:
    """All of them, those of what has the focus first.

    Args:
        app: runs them.
        board: whose commands are there under a dialog too.
        screen: the one that the palette was opened over.
        theme_names: to choose from, ours first. They are found by their names; a list of all the
            palette's commands has one line for the choice between them.
        is_read_only: whether those that act are left out.
    """
    active = screen.active_bindings
    for key in ALL_KEYS:
        found = active.get(key.keys.split(",")[0])
        if key.scope not in _HERE or key.id in _NOT_BY_NAME or found is None:
            continue
        if found.binding.id == key.id:
            title = f"Here: {key.label} ({key.names()})"
            yield SystemCommand(title, key.tooltip, _run(app, found.node, key.action))
    for key in BOARD_KEYS:
        if key.id not in _NOT_BY_NAME and not is_forbidden(key, is_read_only=is_read_only):
            title = f"{key.label.capitalize()} ({key.names()})"
            yield SystemCommand(title, key.tooltip, _run(app, board, key.action))
    yield SystemCommand("Theme", "Change colours.", app.action_change_theme)
    for name in theme_names:
        what = f"Theme: {name}"
        yield SystemCommand(what, "Take these colours.", _choose(app, name), discover=False)


def _run(app: App[int], node: DOMNode, action: str) -> Callable[[], object]:
    return lambda: app.run_worker(app.run_action(action, node))


def _choose(app: App[int], theme_name: str) -> Callable[[], object]:
    return lambda: setattr(app, "theme", theme_name)
