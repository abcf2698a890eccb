"""Surviving mistakes of jobview's own: they are logged and told, and end nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jobview.jobs.snapshot import Link, LinkState
from jobview.journal.loggers import logger
from jobview.polling.link import FAULT_REMEDY
from jobview.text import sentence
from jobview.ui.no_session import no_detail

if TYPE_CHECKING:
    from textual.app import App
    from textual.worker import Worker

    from jobview.jobs.snapshot import Snapshot
    from jobview.ui.board_layout import BoardLayout

_log = logger(__name__)

SURVIVED: Final = frozenset({"poll", "detail", "cancel", "export"})
"""Groups of the workers that speak to the server; none ends the app on an error."""


def broken(
    snapshot: Snapshot, error: BaseException | None, now_s: float, mono_s: float, pause_s: float
) -> Snapshot:
    """All that was known, after a mistake has ended the session.

    Args:
        snapshot: the newest.
        error: the mistake.
        now_s: wall clock.
        mono_s: monotonic clock.
        pause_s: how long from now another session is opened.
    """
    link = Link(
        LinkState.FAULTY,
        now_s,
        reason=_words(error),
        attempt=1,
        next_try_s=mono_s + pause_s,
        pause_s=pause_s,
        remedy=FAULT_REMEDY,
    )
    return replace(snapshot, link=link, changed=frozenset(), removed=frozenset())


def tell_mistake(app: App[int], board: BoardLayout, worker: Worker[object]) -> None:
    """Log what ended a worker; say so on the screen, unless the header does."""
    _log.error("a worker ended: %s", worker.description, exc_info=worker.error)
    if worker.group == "poll":
        return
    words = _words(worker.error)
    app.notify(f"{sentence(words)} {sentence(FAULT_REMEDY)}", severity="error", markup=False)
    if worker.group == "detail" and board.job is not None:
        board.receive_detail(no_detail(board.job, words, FAULT_REMEDY))


def _words(error: BaseException | None) -> str:
    return f"a mistake in jobview, {type(error).__name__}"
