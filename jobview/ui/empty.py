"""Why the job list is empty, in a sentence, and what to press."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.jobs.snapshot import LinkState

if TYPE_CHECKING:
    from jobview.jobs.snapshot import Snapshot

_BY_LINK: Final = {
    LinkState.CONNECTING: "Connecting …",
    LinkState.DOWN: "Nothing was heard from the server yet. Trying again by itself; r tries now.",
    LinkState.UNAUTHORISED: (
        "The server did not accept the login. Set KINETICA_USER and KINETICA_PASSWD, or\n"
        "KINETICA_OAUTH_TOKEN, and start again; r asks once more."
    ),
    LinkState.LIMITED: "The server is not ready to answer. Trying again by itself; r tries now.",
    LinkState.DENIED: (
        "This user may not list jobs (System Admin may). Press w to watch a job by its id."
    ),
}


def why_empty(snapshot: Snapshot, query_words: str) -> str:
    """The reason no job is listed: link, rights, filter, tab, or truly none."""
    if not snapshot.jobs:
        return _BY_LINK.get(
            snapshot.link.state, "No jobs on this server now. New ones appear by themselves."
        )
    if query_words:
        return f"None of {len(snapshot.jobs)} jobs holds these words. Esc clears the filter."
    return "No job is in this phase now. 1 shows all."
