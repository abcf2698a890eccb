"""Every cancel and submit on record: a line before it goes out, and another about what came of it.

A line that says `asked` without one of the same `id` behind it is an action during which jobview
ended: its fate is unknown.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from jobview.cli.guards.audit_log import append
from jobview.cli.guards.passing import PassingSource
from jobview.cli.guards.unwaited import unwaited
from jobview.errors import ServerError, is_fate_unknown
from jobview.journal.hiding import hidden
from jobview.private_file import reason_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from jobview.clock import Clock
    from jobview.jobs.source import CancelAnswer, CreatedJob
    from jobview.kinetica.ring.members import MemberSource
    from jobview.settings import Login

PATIENCE_S: Final = 2.0
"""How long an action waits for its line: a home folder on a dead file server must not stop it."""

MAX_WORDS: Final = 500
"""Characters of a server's words that are kept."""


@dataclass
class _Outcome:
    """What is written about an action when it is over."""

    event: str = "fate unknown"
    facts: dict[str, Any] = field(
        default_factory=lambda: {"words": "given up before there was an answer"}
    )

    def answered(self, **facts: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
        """Tell what the server answered."""
        self.event, self.facts = "answered", facts


class AuditedSource(PassingSource):
    """A source whose actions are written down.

    That a line cannot be written is said once, and stops nothing: who cancels a job that is
    overrunning a cluster must not fail for a full disk, and the server keeps an audit of its own.

    Args:
        inner: the server.
        path: the log.
        login: gives who acts, which may change.
        clock: when.
        tell: told in a sentence that the log cannot be written.
    """

    def __init__(
        self,
        inner: MemberSource,
        path: Path,
        login: Callable[[], Login],
        clock: Clock,
        tell: Callable[[str], object],
    ) -> None:
        super().__init__(inner)
        self._path = path
        self._clock = clock
        self._tell = tell
        self._has_told = False
        self._os_user = _os_user()
        self._login = login

    async def cancel(self, job_ids: Sequence[int]) -> Sequence[CancelAnswer]:
        """See `JobSource`."""
        async with self._on_record("cancel", job_ids=list(job_ids)) as outcome:
            answers = await super().cancel(job_ids)
            words = {str(answer.job_id): hidden(answer.status)[:MAX_WORDS] for answer in answers}
            outcome.answered(words=words)
        return answers

    async def create(self, endpoint: str, data_json: str, job_tag: str = "") -> CreatedJob:
        """See `JobSource`. The request itself is not written down: it may hold anything."""
        async with self._on_record("submit", endpoint=endpoint, tag=job_tag) as outcome:
            created = await super().create(endpoint, data_json, job_tag)
            tag_told = hidden(created.job_tag)[:MAX_WORDS]
            outcome.answered(job_id=created.job_id, job_tag=tag_told)
        return created

    @asynccontextmanager
    async def _on_record(self, action: str, **what: Any) -> AsyncIterator[_Outcome]:  # noqa: ANN401
        head = {
            "id": uuid.uuid4().hex[:12],
            "os_user": self._os_user,
            "login": _named(self._login()),
            "cluster": self.cluster,
            "action": action,
            **what,
        }
        outcome = _Outcome()
        try:
            await self._write("asked", head)
            yield outcome
        except ServerError as error:
            outcome.event = "fate unknown" if is_fate_unknown(error) else "not done"
            outcome.facts = {"words": error.what[:MAX_WORDS]}
            raise
        finally:
            # What acts is asked with a fresh login where the one before was refused.
            head["login"] = _named(self._login())
            await self._write(outcome.event, head | outcome.facts)

    async def _write(self, event: str, facts: dict[str, Any]) -> None:
        at = datetime.fromtimestamp(self._clock.wall_s(), UTC).isoformat(timespec="milliseconds")
        try:
            async with asyncio.timeout(PATIENCE_S):
                line = partial(append, self._path, {"at": at, "event": event} | facts)
                await unwaited(line, OSError)
        except TimeoutError:
            self._complain("it takes too long")
        except OSError as error:
            self._complain(reason_of(error))

    def _complain(self, reason: str) -> None:
        if not self._has_told:
            self._has_told = True
            self._tell(f"what you do is not on record: {self._path} cannot be written: {reason}")


def _os_user() -> str:
    """By the system's own account: the environment can say anything."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _named(login: Login) -> str:
    if login.oauth_token:
        return f"{login.user} (OAuth token)".strip()
    return login.user or "anonymous"
