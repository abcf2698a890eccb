"""A cancellation that the user has confirmed: sent once, and what the server said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.errors import ServerError, is_fate_unknown
from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import App

    from jobview.jobs.job import JobKey
    from jobview.polling.poller import Poller

TOLD_ANSWERS: Final = 5
"""How many jobs' answers are shown; each job's row tells its own."""

_FATE_UNKNOWN: Final = "Whether it was cancelled is not known; its row will tell."
_FATES_UNKNOWN: Final = "Whether they were cancelled is not known; their rows will tell."


async def cancel_and_tell(app: App[int], poller: Poller, keys: Sequence[JobKey]) -> None:
    """Cancel and show the server's own words; what really happens comes by polling."""
    try:
        answers = await poller.cancel(keys)
    except ServerError as error:
        words = literal(str(error), limit=500)
        if is_fate_unknown(error):
            words = f"{_FATE_UNKNOWN if len(keys) == 1 else _FATES_UNKNOWN}\n{words}"
        app.notify(words, severity="error", markup=False)
        return
    told = answers[:TOLD_ANSWERS]
    lines = [f"{answer.job_id}: {literal(answer.status, limit=120)}" for answer in told]
    more = f"\nand {len(answers) - len(told):,} more" if len(answers) > len(told) else ""
    is_answer = any(answer.is_sent for answer in answers)
    title = "The server answered" if is_answer else "Nothing was sent"
    app.notify("\n".join(lines) + more, title=title, markup=False)
