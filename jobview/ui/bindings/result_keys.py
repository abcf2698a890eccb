"""The keys of what can be read: those of every pane, of a result's pane, then of each view."""

from __future__ import annotations

from typing import Final

from jobview.ui.bindings.key import Key, KeyScope

AGAIN_KEYS: Final = (
    Key(
        "result.search-next",
        "n",
        "search_again(1)",
        "next",
        "Go to the next place that was found.",
        KeyScope.SEARCH,
        footer_rank=1,
    ),
    Key(
        "result.search-previous",
        "N",
        "search_again(-1)",
        "previous",
        "Go to the place found before.",
        KeyScope.SEARCH,
        footer_rank=1,
    ),
)
"""Keys that need a search."""

SEARCH_KEYS: Final = (
    Key(
        "result.search",
        "slash",
        "search",
        "search",
        "Search the text; Esc ends it. In hex: text, 0x and hex digits, or @ and an offset.",
        KeyScope.SEARCH,
        "/",
        footer_rank=2,
    ),
    *AGAIN_KEYS,
    Key(
        "result.end-search",
        "escape",
        "end_search",
        "end search",
        "End the search; the next Esc leaves.",
        KeyScope.SEARCH,
        "Esc",
    ),
)
"""Keys of every pane that can be searched."""

VIEW_KEYS: Final = (
    Key(
        "result.next-view",
        "v",
        "step_view(1)",
        "view",
        "Show the result in the next view: table, facts, tree, text, hex.",
        KeyScope.RESULT,
        footer_rank=4,
    ),
    Key(
        "result.previous-view",
        "V",
        "step_view(-1)",
        "previous view",
        "Show the result in the view before.",
        KeyScope.RESULT,
    ),
)
"""Keys of the pane that holds a result's views."""

PAGE_KEYS: Final = (
    Key(
        "view.page",
        "space",
        "page_down",
        "page",
        "Go one screen down.",
        KeyScope.SEARCH,
        "Space",
    ),
)
"""The pager's key, in views where a space has nothing else to do."""

TABLE_KEYS: Final = (
    Key(
        "table.open-cell",
        "enter",
        "open",
        "cell",
        "Open the cell in full.",
        KeyScope.TABLE,
        "⏎",
        footer_rank=1,
    ),
    Key(
        "table.sort",
        "s",
        "sort",
        "sort",
        "Sort by the cursor's column; again turns it round, a third time ends it.",
        KeyScope.TABLE,
        footer_rank=3,
    ),
)

TREE_KEYS: Final = (
    Key("tree.open", "right,l", "open_node", "open", "Open the node.", KeyScope.TREE, "→ l"),
    Key(
        "tree.close",
        "left,h",
        "close_node",
        "close",
        "Close the node, or go to the one above it.",
        KeyScope.TREE,
        "← h",
    ),
    Key(
        "tree.toggle",
        "enter,space",
        "toggle_node",
        "open",
        "Open or close the node; a value opens in full.",
        KeyScope.TREE,
        "⏎ Space",
        footer_rank=1,
    ),
    Key(
        "tree.open-all",
        "asterisk",
        "open_all",
        "all",
        "Open everything below the node, up to 5,000 lines.",
        KeyScope.TREE,
        "*",
        footer_rank=3,
    ),
)

TEXT_KEYS: Final = (
    Key(
        "text.wrap",
        "z",
        "wrap",
        "wrap",
        "Wrap long lines, or let them run on.",
        KeyScope.TEXT,
        footer_rank=1,
    ),
)

FACT_KEYS: Final = (
    Key(
        "facts.open",
        "enter",
        "open",
        "value",
        "Open the value in full.",
        KeyScope.RESULT,
        "⏎",
        footer_rank=1,
    ),
)
