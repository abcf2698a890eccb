"""The keys that act on the selected job, or on the marked ones."""

from __future__ import annotations

from typing import Final

from jobview.ui.bindings.key import Key, KeyScope

JOB_KEYS: Final = (
    Key(
        "job.mark",
        "space",
        "mark",
        "mark",
        "Mark the job, for acting on several at once.",
        KeyScope.JOB,
        "Space",
        footer_rank=8,
    ),
    Key(
        "job.cancel",
        "x",
        "cancel_jobs",
        "cancel",
        "Ask the server to cancel, after a question.",
        KeyScope.JOB,
        footer_rank=4,
    ),
    Key(
        "job.copy",
        "y",
        "copy",
        "copy",
        "Copy the cell or line at the cursor, the job's id, or the marked ids.",
        KeyScope.JOB,
        footer_rank=9,
    ),
    Key(
        "job.copy-menu",
        "Y",
        "copy_menu",
        "copy other",
        "Choose what to copy: ids, error, query, the whole result.",
        KeyScope.JOB,
    ),
    Key(
        "job.export",
        "e",
        "export",
        "export",
        "Write the result to a file.",
        KeyScope.JOB,
        footer_rank=10,
    ),
    Key(
        "job.pager",
        "o",
        "open_pager",
        "pager",
        "Open the result, error or query in $PAGER.",
        KeyScope.JOB,
    ),
    Key(
        "job.editor",
        "O",
        "open_editor",
        "editor",
        "Open the result, error or query in $VISUAL or $EDITOR.",
        KeyScope.JOB,
    ),
)
"""Keys of the board that need a job."""
