"""The lines of the debug screen, each group under its heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jobview.jobs.transfer import size_words
from jobview.program import library_words, program_words
from jobview.text import LINE_FEED_SIGN
from jobview.ui.debug.process import process_now
from jobview.ui.paint.wording import count, duration, moment, time_of_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import tzinfo

    from jobview.jobs.snapshot import Snapshot
    from jobview.jobs.traffic import EndpointTraffic
    from jobview.journal.troubles import Trouble

_LABEL_CELLS: Final = 10
_TERMINAL_VARIABLES: Final = ("TERM", "COLORTERM", "TERM_PROGRAM", "LANG", "LC_ALL", "NO_COLOR")
_PLACES: Final = {"TMUX": "inside tmux", "STY": "inside screen", "SSH_CONNECTION": "over ssh"}


@dataclass(frozen=True, slots=True)
class TerminalFacts:
    """What is known of the terminal."""

    columns: int
    lines: int
    colours: str
    """What Textual draws with, such as `truecolor`."""
    driver: str
    has_focus: bool
    told: tuple[str, ...]
    """What `told_by` found in the environment; the rest of that holds secrets."""


def told_by(environ: Mapping[str, str]) -> tuple[str, ...]:
    """What the environment tells of the terminal, in words."""
    told = [f"{name}={environ[name]}" for name in _TERMINAL_VARIABLES if name in environ]
    return (*told, *(words for name, words in _PLACES.items() if environ.get(name)))


@dataclass(frozen=True, slots=True)
class Inside:
    """What jobview is doing at one moment."""

    now_s: float
    began_s: float
    """Wall clock, as `now_s`."""
    task_count: int
    """Of the event loop."""
    terminal: TerminalFacts
    snapshot: Snapshot
    traffic: Sequence[EndpointTraffic]
    """Empty without a connection."""
    troubles: Sequence[Trouble]
    """Oldest first."""
    lost_line_count: int = 0
    """Of the log file."""


def report_lines(inside: Inside, zone: tzinfo | None) -> Iterator[str]:
    """All of it as lines; they may hold server text."""
    yield from _group("Program", _program(inside, zone))
    yield from _group("Terminal", _terminal(inside.terminal))
    yield from _group("Server", _server(inside, zone))
    yield from _group("Requests", _requests(inside.traffic))
    yield from _group("Troubles, the newest first", _troubles(inside, zone))


def _group(heading: str, lines: Iterator[str]) -> Iterator[str]:
    yield heading
    for line in lines:
        yield f"  {line}"
    yield ""


def _fact(label: str, words: str) -> str:
    return f"{label:<{_LABEL_CELLS}}{words}"


def _number(number: int, noun: str) -> str:
    return f"{count(number)} {noun}" + ("" if number == 1 else "s")


def _program(inside: Inside, zone: tzinfo | None) -> Iterator[str]:
    yield _fact("versions", program_words())
    yield _fact("libraries", library_words())
    age = duration(inside.now_s - inside.began_s)
    yield _fact("began", f"{moment(inside.began_s, zone)}, {age} ago")
    process = process_now()
    peak = size_words(process.peak_memory_bytes)
    now = "?" if process.memory_bytes is None else size_words(process.memory_bytes)
    yield _fact("memory", f"{now}, at most {peak} so far")
    yield _fact("processor", f"{process.cpu_s:.1f} s so far")
    files = "?" if process.file_count is None else count(process.file_count)
    threads = _number(process.thread_count, "thread")
    tasks = _number(inside.task_count, "task")
    yield _fact("holds", f"{threads}, {tasks}, {files} open files")


def _terminal(terminal: TerminalFacts) -> Iterator[str]:
    focus = "has the focus" if terminal.has_focus else "without the focus"
    yield _fact("size", f"{terminal.columns} by {terminal.lines}, {focus}")
    yield _fact("drawn by", f"{terminal.driver}, colours: {terminal.colours}")
    yield _fact("told", ", ".join(terminal.told) or "nothing")


def _server(inside: Inside, zone: tzinfo | None) -> Iterator[str]:
    snapshot = inside.snapshot
    link, cluster = snapshot.link, snapshot.cluster
    if cluster is not None:
        yield _fact("cluster", f"{cluster.url} {cluster.version} {cluster.status}".rstrip())
    reason = f": {link.reason}" if link.reason else ""
    yield _fact("link", f"{link.state.value} since {time_of_day(link.since_s, zone)}{reason}")
    data = "none yet"
    if snapshot.data_s is not None:
        data = f"{time_of_day(snapshot.data_s, zone)}"
    yield _fact("list", f"{data}, asked for every {snapshot.interval_s:g} s")
    if (silence := snapshot.silence) is not None:
        yield _fact("progress", f"not told by /get/job: {silence.reason or 'it does not answer'}")
    yield _fact("clock", f"the server's is {snapshot.server_offset_s:+.0f} s from ours")
    jobs, own = count(len(snapshot.jobs)), count(snapshot.own_call_count)
    yield _fact("jobs", f"{jobs} known, without jobview's own calls: {own}")


def _requests(traffic: Sequence[EndpointTraffic]) -> Iterator[str]:
    if not traffic:
        yield "none yet"
    for endpoint in sorted(traffic, key=lambda endpoint: -endpoint.request_count):
        requests, failures = count(endpoint.request_count), count(endpoint.failure_count)
        received = size_words(endpoint.received_bytes)
        waiting = f", {count(endpoint.open_count)} under way" if endpoint.open_count else ""
        yield f"{requests:>9}  {failures:>7} failed  {received:>10}  {endpoint.endpoint}{waiting}"


def _troubles(inside: Inside, zone: tzinfo | None) -> Iterator[str]:
    if lost := inside.lost_line_count:
        yield f"the log file lacks {_number(lost, 'line')}: it could not be written to"
    if not inside.troubles:
        yield "none since jobview began"
    for trouble in reversed(inside.troubles):
        first, *more = trouble.words.split(LINE_FEED_SIGN)
        yield f"{moment(trouble.at_s, zone)}  {trouble.level.lower()}  {first}"
        yield from (f"  {line}" for line in more)
