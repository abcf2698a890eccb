"""The command line: the composition root, where settings, source, poller and screen meet.

Nothing here imports at its top what a command may not need: `jobview --help` must answer at once.
"""

from jobview.cli.entry import main

__all__ = ["main"]
