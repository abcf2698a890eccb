"""Every key of jobview in one table, from which bindings, footer, help, palette and README come."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding

from jobview.ui.bindings.job_keys import JOB_KEYS
from jobview.ui.bindings.key import Key, KeyScope
from jobview.ui.bindings.result_keys import (
    FACT_KEYS,
    PAGE_KEYS,
    SEARCH_KEYS,
    TABLE_KEYS,
    TEXT_KEYS,
    TREE_KEYS,
    VIEW_KEYS,
)

LIST_KEYS: Final = (
    Key("list.up", "up,k", "cursor_up", "up", "Go one row up.", KeyScope.MOVE, "↑ k"),
    Key("list.down", "down,j", "cursor_down", "down", "Go one row down.", KeyScope.MOVE, "↓ j"),
    Key("list.page-up", "pageup", "page_up", "page up", "Go one screen up.", KeyScope.MOVE, "PgUp"),
    Key(
        "list.page-down",
        "pagedown",
        "page_down",
        "page down",
        "Go one screen down.",
        KeyScope.MOVE,
        "PgDn",
    ),
    Key("list.first", "g,home", "first", "first", "Go to the first row.", KeyScope.MOVE, "g Home"),
    Key("list.last", "G,end", "last", "last", "Go to the last row.", KeyScope.MOVE, "G End"),
)
"""Keys of every list that has the focus."""

SIDEWAYS_KEYS: Final = (
    Key("view.left", "left,h", "cursor_left", "left", "Go left.", KeyScope.MOVE, "← h"),
    Key("view.right", "right,l", "cursor_right", "right", "Go right.", KeyScope.MOVE, "→ l"),
)
"""Keys of views that are wider than the screen: result tables, text."""

BOARD_KEYS: Final = (
    Key(
        "board.open",
        "enter",
        "open_detail",
        "open",
        "Open the selected job's detail.",
        KeyScope.MOVE,
        "⏎",
        footer_rank=1,
    ),
    Key(
        "board.back",
        "escape",
        "back",
        "back",
        "Leave the detail, the filter, or the marks.",
        KeyScope.MOVE,
        "Esc",
        footer_rank=1,
    ),
    Key(
        "board.next-pane",
        "tab",
        "next_pane",
        "panes",
        "Change between list and detail.",
        KeyScope.MOVE,
        "Tab",
    ),
    Key(
        "detail.next-tab",
        "right_square_bracket",
        "next_tab",
        "next tab",
        "Show the detail's next tab.",
        KeyScope.VIEW,
        "]",
    ),
    Key(
        "detail.previous-tab",
        "left_square_bracket",
        "previous_tab",
        "previous tab",
        "Show the detail's previous tab.",
        KeyScope.VIEW,
        "[",
    ),
    Key(
        "board.filter",
        "slash",
        "filter",
        "filter",
        "Show only jobs that hold these words in any column.",
        KeyScope.VIEW,
        "/",
        footer_rank=2,
    ),
    Key(
        "board.sort",
        "s",
        "sort",
        "sort",
        "Choose the column to sort by; again turns it round.",
        KeyScope.VIEW,
        footer_rank=3,
    ),
    Key("board.all", "1", "show_phase('All')", "all", "Show all jobs.", KeyScope.VIEW),
    Key(
        "board.running",
        "2",
        "show_phase('Running')",
        "running",
        "Show jobs that are queued or running.",
        KeyScope.VIEW,
    ),
    Key("board.done", "3", "show_phase('Done')", "done", "Show jobs that are done.", KeyScope.VIEW),
    Key(
        "board.failed",
        "4",
        "show_phase('Failed')",
        "failed",
        "Show jobs that failed.",
        KeyScope.VIEW,
    ),
    Key(
        "board.cancelled",
        "5",
        "show_phase('Cancelled')",
        "cancelled",
        "Show jobs that were cancelled.",
        KeyScope.VIEW,
    ),
    *JOB_KEYS,
    Key(
        "job.card",
        "c",
        "incident_card",
        "card",
        "Report on the job in Markdown, redacted if need be.",
        KeyScope.JOB,
    ),
    Key(
        "link.watch",
        "w",
        "watch",
        "watch",
        "Follow a job by its id, or id:tag, without admin rights.",
        KeyScope.LINK,
        footer_rank=11,
    ),
    Key(
        "link.pause",
        "p",
        "pause",
        "pause",
        "Stop and resume asking the server.",
        KeyScope.LINK,
        footer_rank=12,
    ),
    Key("link.refresh", "r", "refresh_now", "refresh", "Ask the server now.", KeyScope.LINK),
    Key(
        "link.slower",
        "plus,equals_sign",
        "slower",
        "slower",
        "Ask the server less often.",
        KeyScope.LINK,
        "+",
    ),
    Key(
        "link.faster", "minus", "faster", "faster", "Ask the server more often.", KeyScope.LINK, "-"
    ),
    Key(
        "app.help",
        "question_mark,f1",
        "help",
        "help",
        "Show what the keys and marks mean.",
        KeyScope.APP,
        "? F1",
        footer_rank=5,
        is_vital=True,
    ),
    Key(
        "app.debug",
        "D",
        "debug",
        "debug",
        "Show what jobview itself is doing: requests, memory, last troubles.",
        KeyScope.APP,
    ),
    Key(
        "app.quit",
        "q",
        "app.quit",
        "quit",
        "Leave jobview.",
        KeyScope.APP,
        footer_rank=6,
        is_vital=True,
    ),
)
"""Keys of the board itself."""

PALETTE_KEY: Final = Key(
    "app.palette",
    "ctrl+p",
    "app.command_palette",
    "palette",
    "Find any action or theme by its name.",
    KeyScope.APP,
    "^p",
    footer_rank=7,
)
"""Bound by Textual; listed here for footer, help and README."""

SUSPEND_KEY: Final = Key(
    "app.suspend",
    "ctrl+z",
    "app.suspend_process",
    "suspend",
    "Leave the terminal to the shell until `fg`.",
    KeyScope.APP,
    "^z",
)
"""Bound by the app, so that it works over dialogs too."""

ALL_KEYS: Final = (
    *LIST_KEYS,
    *SIDEWAYS_KEYS,
    *BOARD_KEYS,
    *SEARCH_KEYS,
    *PAGE_KEYS,
    *VIEW_KEYS,
    *FACT_KEYS,
    *TABLE_KEYS,
    *TREE_KEYS,
    *TEXT_KEYS,
    PALETTE_KEY,
    SUSPEND_KEY,
)


ACTING_KEYS: Final = frozenset({"job.cancel"})
"""Ids of the keys that change something at the server; where that is forbidden they only say so."""


def is_forbidden(key: Key, *, is_read_only: bool) -> bool:
    """Whether a key does nothing but say so, and is told of nowhere."""
    return is_read_only and key.id in ACTING_KEYS


def bindings(keys: tuple[Key, ...]) -> list[Binding]:
    """Textual bindings for `keys`, for a class's `BINDINGS`."""
    return [
        Binding(
            key.keys,
            key.action,
            key.label,
            show=key.footer_rank > 0,
            tooltip=key.tooltip,
            id=key.id,
        )
        for key in keys
    ]


def by_scope(*, is_read_only: bool = False) -> dict[KeyScope, list[Key]]:
    """All keys under their headings, in table order, but for those that are forbidden."""
    allowed = [key for key in ALL_KEYS if not is_forbidden(key, is_read_only=is_read_only)]
    keys = {scope: [key for key in allowed if key.scope is scope] for scope in KeyScope}
    return {scope: some for scope, some in keys.items() if some}


def markdown_table() -> str:
    """The README's table of keys, each scope's under its name."""
    rows = ["| Key | Does |", "| --- | --- |"]
    for scope, keys in by_scope().items():
        rows.append(f"| **{scope.value}** | |")
        rows += [f"| `{key.names()}` | {key.tooltip} |" for key in keys]
    return "\n".join(rows)
