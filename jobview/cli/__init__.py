"""The command line: the composition root, where settings, source, poller and screen meet.

Nothing here imports at its top what a command may not need: `jobview --help` must answer at once.
"""

import signal


def main() -> None:
    """Run the command that the process's arguments name, and end the process."""
    # Ctrl-C while the rest is being imported ends the process like any signal, without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from jobview.cli.entry import main as enter

    enter()


__all__ = ["main"]
