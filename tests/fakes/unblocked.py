"""The event loop kept free: a test fails when jobview makes it wait for a disk or a socket."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from blockbuster import blockbuster_ctx

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAY_BLOCK: Final = (
    # A command has nothing else to do on its loop.
    ("jobview/cli/entry.py", {"run"}),
    # Textual looks for its style sheets as the app is made, before anything is shown.
    ("jobview/ui/terminal/holding.py", {"__init__"}),
    # The board has left the terminal to another program, or is about to.
    ("jobview/ui/outward/outside.py", {"show_outside"}),
    ("jobview/ui/outward/outside_program.py", {"_command", "_literal_arguments"}),
    # The system's own memory: the working directory, /proc.
    ("jobview/ui/outward/path_completion.py", {"shortened"}),
    ("jobview/ui/debug/process.py", {"_resident_bytes", "_open_files"}),
    # Small files of the program's own, read once.
    ("jobview/program.py", {"_version_of"}),
    ("jobview/kinetica/schemas/files.py", {"newest", "older_lines"}),
    # Read once as a connection is made ready, and again when its login is renewed.
    ("jobview/kinetica/transport/network.py", {"route_to"}),
    # Where a refused login is kept, looked at while nothing is asked; a thread would be late, and a
    # refused login be offered twice.
    ("jobview/cli/login/watch.py", {"__call__", "__init__"}),
    # A traceback quotes source files, in the log and as the app ends.
    ("linecache.py", {"updatecache"}),
    ("jobview/ui/discreet_app.py", {"_fatal_error"}),
    # A test reads settings where the program has no loop yet.
    ("jobview/cli/flags.py", {"settings_of"}),
    ("tests/wire/test_login_renewal.py", {"settings"}),
    # Pieces of a result, each as it arrives; a slow disk slows down the board.
    ("jobview/ui/outward/raw_export.py", {"_written"}),
    # A line of the log, and the look whether its file is still there.
    ("jobview/journal/log_file.py", {"__init__", "emit"}),
)
"""Files and functions under which waiting is accepted, each for its reason."""


@contextmanager
def unblocked() -> Iterator[None]:
    """Let calls of jobview's that block a running event loop raise BlockingError."""
    with blockbuster_ctx("jobview") as guard:
        for name, function in guard.functions.items():
            if name.startswith("os.path."):  # no more than arithmetic, which Textual does too
                function.deactivate()
            for file, functions in _MAY_BLOCK:
                function.can_block_in(file, functions)
        yield
