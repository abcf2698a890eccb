"""The commands under each fault: one run, and what is wrong with what it did and said."""

from __future__ import annotations

import json
import re
import tempfile
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

from jobview.cli.cancelling import Cancelling
from jobview.cli.exits import ExitCode
from jobview.jobs.snapshot import LinkState
from tests.fakes.program import Outcome, jobview
from tests.matrix.expectations import Case, Fate, Moment, Operation
from tests.matrix.results import Result
from tests.matrix.stand import PASSWORD, Stand, hurried

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT_S: Final = 0.9
"""How long is waited for a job that never ends."""

HARMFUL: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
UNKNOWN_FATE: Final = re.compile(r"may have been carried out|not known")
SENTENCE: Final = "jobview: "
MOST_SENTENCES: Final = 6
"""Of a wait that is told of each end and new beginning of an outage."""


@contextmanager
def short_patience() -> Iterator[None]:
    """Let no command wait as long for a job as it does for people."""
    with ExitStack() as patches:
        patches.enter_context(hurried())
        hasty = partial(Cancelling, patience_s=0.3, interval_s=0.1)
        patches.enter_context(patch("jobview.cli.cancelling.Cancelling", hasty))
        yield


def _written(file: Path, profile: str) -> Path:
    file.write_text(profile, encoding="utf-8")
    file.chmod(0o600)
    return file


class Commands:
    """Runs commands against one server."""

    def __init__(self, stand: Stand, folder: Path) -> None:
        self._stand = stand
        self._configs = {
            is_late: _written(folder / f"{is_late}.toml", stand.profile(is_late=is_late))
            for is_late in (False, True)
        }
        self._job_id = stand.done_job().job_id
        self._victim = stand.running_job()

    def result(self, case: Case) -> Result:
        """Run one case."""
        expectation, operation, moment = case
        return Result(expectation.notation, operation, moment, self.run(case))

    def run(self, case: Case) -> str:
        """Run one case; gives what is wrong, empty when nothing is."""
        stand = self._stand
        if self._is_cut():
            self._victim = stand.running_job()
        before = len(stand.jobs)
        arrived = stand.arrivals.counts.copy()
        if case.moment is Moment.MIDWAY and case.operation is not Operation.GET:
            stand.arrivals.plan(case.expectation.fault, after=1)
        else:
            stand.begin(case.expectation.fault)
        try:
            outcome = self._outcome(case)
        finally:
            stand.end_all()
        acted = (
            len(stand.jobs) - before if case.operation is Operation.SUBMIT else int(self._is_cut())
        )
        sent = stand.arrivals.counts - arrived
        faults = [*_form(outcome), *_exit(case, outcome), *_answer(case, outcome)]
        faults += [
            f"{endpoint} arrived {sent[endpoint]} times"
            for endpoint in ("/create/job", "/admin/alter/jobs")
            if sent[endpoint] > 1
        ]
        if case.operation.acts:
            faults += _fate(case, outcome, acted)
        return "; ".join(faults)

    def _is_cut(self) -> bool:
        return self._victim.cancel_asked_s is not None

    def _outcome(self, case: Case) -> Outcome:
        is_late = case.moment is Moment.MIDWAY
        waiting = ["--timeout", str(TIMEOUT_S)] if is_late else []
        arguments = {
            Operation.LIST: ["list", "--jsonl"],
            Operation.GET: ["get", str(self._job_id), "--json"],
            Operation.WAIT: [
                *("wait", str(self._victim.job_id if is_late else self._job_id)),
                *waiting,
            ],
            Operation.CANCEL: ["cancel", str(self._victim.job_id), "--yes"],
            Operation.SUBMIT: ["submit", "/show/table", *(["--wait", *waiting] if waiting else [])],
        }[case.operation]
        return jobview(*arguments, "--config", str(self._configs[case.expectation.is_late]))


def _form(outcome: Outcome) -> Iterator[str]:
    """What must hold for the words of every command."""
    if "Traceback" in outcome.words:
        yield f"a traceback: {outcome.words[-300:]}"
    # JSON is data, for programs.
    shown = outcome.words if outcome.answer.startswith("{") else outcome.words + outcome.answer
    if found := HARMFUL.search(shown):
        yield f"a control character: {found[0]!r}"
    if PASSWORD in outcome.words + outcome.answer:
        yield "the password is told"
    sentences = [line for line in outcome.words.splitlines() if line.startswith(SENTENCE)]
    if outcome.code not in {ExitCode.OK, ExitCode.FAILED} and not sentences:
        yield "nothing is said"
    if len(sentences) > MOST_SENTENCES:
        yield f"{len(sentences)} sentences are said"


def _exit(case: Case, outcome: Outcome) -> Iterator[str]:
    """Whether exit code and sentence are those that the case asks for."""
    allowed = _allowed(case)
    if outcome.code not in allowed:
        yield f"exit code {outcome.code}, not {' or '.join(str(int(code)) for code in allowed)}"
    words = case.expectation.words
    is_hit = not case.expectation.is_harmless
    is_first = case.moment is Moment.START or case.operation is Operation.GET
    if not is_first and case.operation is Operation.LIST:
        # A job that the server does not tell of has no progress in the table.
        is_hit = is_hit and case.expectation.fate is not Fate.REFUSED
    if is_hit and not re.search(words, outcome.words + outcome.answer):
        yield f"the reason {words!r} is not in {outcome.words!r}"
    is_old = is_hit and outcome.code == ExitCode.TIMEOUT
    if is_old and "when the server last answered" not in outcome.words:
        yield f"what was heard before is told as if it were now: {outcome.words!r}"
    is_damaged = case.expectation.link is LinkState.DAMAGED and case.operation is Operation.LIST
    if is_damaged and is_first and outcome.code == ExitCode.OK and "damaged" not in outcome.words:
        yield f"a damaged list is told as if it were whole: {outcome.words!r}"
    if is_hit and is_first and outcome.answer:
        yield f"an answer all the same: {outcome.answer[:80]!r}"


def _allowed(case: Case) -> tuple[ExitCode, ...]:
    expectation, operation, moment = case
    is_first = moment is Moment.START or operation is Operation.GET
    if expectation.is_harmless:
        usual = {
            # Its clock stands, so the job runs on.
            Operation.CANCEL: (ExitCode.FAILED,),
            Operation.WAIT: (ExitCode.OK if is_first else ExitCode.TIMEOUT,),
            Operation.SUBMIT: (ExitCode.OK if is_first else ExitCode.TIMEOUT,),
        }.get(operation, (ExitCode.OK,))
        return (*usual, ExitCode.SERVER) if expectation.may_be_unreadable else usual
    if is_first:
        return (ExitCode.SERVER,)
    if operation is Operation.LIST:
        # The list itself is right; that progress is missing is said.
        return (ExitCode.OK,)
    if operation is Operation.CANCEL:
        # "not cancelled", where the server said so; "still running", where it said nothing.
        is_told = expectation.fate is Fate.REFUSED or expectation.notation == "wrong-type=record"
        return (ExitCode.SERVER, ExitCode.FAILED) if is_told else (ExitCode.SERVER,)
    if operation is Operation.WAIT and expectation.is_patient:
        return (ExitCode.TIMEOUT, ExitCode.SERVER)
    return (ExitCode.SERVER,)


def _answer(case: Case, outcome: Outcome) -> Iterator[str]:
    """Whether what went to standard output is whole."""
    if outcome.answer and case.operation in {Operation.LIST, Operation.GET}:
        try:
            is_one = case.operation is Operation.GET
            for document in [outcome.answer] if is_one else outcome.answer.split("\n")[:-1]:
                json.loads(document)
        except ValueError:
            yield f"half an answer: {outcome.answer[-80:]!r}"


def _fate(case: Case, outcome: Outcome, acted: int) -> Iterator[str]:
    if acted > 1:
        yield f"it was done {acted} times"
    says_unknown = bool(UNKNOWN_FATE.search(outcome.words))
    if case.operation is Operation.SUBMIT:
        is_told = bool(re.match(r"\d+\n", outcome.answer))
    else:
        is_told = "the server says" in outcome.words
    if acted and not is_told and not says_unknown:
        yield f"it was done, and nothing of that is said: {outcome.words!r}"
    if case.expectation.fate is Fate.REFUSED and says_unknown:
        yield f"it was refused, yet its fate is said to be unknown: {outcome.words!r}"


@contextmanager
def commands(stand: Stand) -> Iterator[Commands]:
    """Commands for that server, in a hurry until the block ends."""
    with tempfile.TemporaryDirectory() as folder, short_patience():
        yield Commands(stand, Path(folder))
