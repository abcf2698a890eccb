"""The link's state in words and looks: what it is, since when, why, and what happens next."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from jobview.jobs.snapshot import LinkState
from jobview.text import literal, sentence
from jobview.ui.paint.wording import duration, time_or_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from jobview.jobs.snapshot import Link, Silence, Snapshot

STALE_AFTER_INTERVALS: Final = 3
"""Data older than this many polling intervals is called stale."""

_MIN_STALE_S: Final = 5.0

_LASTING_ATTEMPTS: Final = 2
"""From so many failed tries in a row on trouble is more than a blip."""

_LONG_PAUSE_S: Final = 5.0
"""And so is one failure before such a pause: the server may have asked for a minute."""

STATE_LOOKS: Final = {
    LinkState.CONNECTING: ("◌", "$phase-stalled"),
    LinkState.LIVE: ("●", "$phase-done"),
    LinkState.SLOW: ("●", "$phase-stalled"),
    LinkState.DAMAGED: ("▲", "$phase-stalled bold"),
    LinkState.DOWN: ("▲", "$phase-failed bold"),
    LinkState.UNAUTHORISED: ("▲", "$phase-failed bold"),
    LinkState.LIMITED: ("▲", "$phase-stalled bold"),
    LinkState.DENIED: ("▲", "$phase-stalled bold"),
    LinkState.FAULTY: ("▲", "$phase-failed bold"),
}
"""A mark and a style for each state."""

ASCII_STATE_MARKS: Final = {
    LinkState.CONNECTING: ".",
    LinkState.LIVE: "*",
    LinkState.SLOW: "*",
    LinkState.DAMAGED: "!",
    LinkState.DOWN: "!",
    LinkState.UNAUTHORISED: "!",
    LinkState.LIMITED: "!",
    LinkState.DENIED: "!",
    LinkState.FAULTY: "!",
}

_IN_DOUBT: Final = {
    LinkState.DOWN: "The server is down",
    LinkState.UNAUTHORISED: "The server does not accept the login",
    LinkState.LIMITED: "The server is not ready",
}

_REASON_CHARACTERS: Final = 1_000
_NAME_CHARACTERS: Final = 40


def is_stale(snapshot: Snapshot, mono_s: float) -> bool:
    """Whether the list is too old to be called live, whatever the reason; false before the first.

    Args:
        snapshot: the newest.
        mono_s: now, by the monotonic clock.
    """
    age_s = snapshot.age_s(mono_s)
    return age_s is not None and age_s > max(
        STALE_AFTER_INTERVALS * snapshot.period_s, _MIN_STALE_S
    )


def is_progress_old(snapshot: Snapshot, mono_s: float) -> bool:
    """Whether progress is too old to be taken for the present, with the list or by itself."""
    return snapshot.silence is not None or is_stale(snapshot, mono_s)


def link_forms(
    snapshot: Snapshot, now_s: float, mono_s: float, zone: tzinfo | None
) -> Sequence[Sequence[str]]:
    """The link's state in clauses, in ever shorter forms; the last still tells what matters most.

    Args:
        snapshot: the newest.
        now_s: by the wall clock, which times of day are told by.
        mono_s: now, by the monotonic clock, which counts.
        zone: of times of day.
    """
    link = snapshot.link
    if snapshot.is_paused:
        was = [f"was {link.state.value}"] if link.is_trouble else []
        return ["paused (p: resume)", *was], ["paused", *was]
    if not link.is_trouble:
        return _healthy_forms(snapshot, mono_s)
    since = time_or_day(link.since_s, now_s, zone)
    head = f"{link.state.value} since {since}"
    if link.state is LinkState.DAMAGED:
        return [head, literal(link.reason, limit=200)], [head], [f"{link.state.value} {since}"]
    plan, short_plan = _plan(link, mono_s)
    key = "r: retry" if link.next_try_s is None else "r: now"
    # No key brings nearer what is due, of which there is but one form.
    with_key = plan if plan == short_plan else f"{plan} ({key})"
    if link.next_try_s is None and link.awaited_s is None:
        plan = key
    short = [f"{link.state.value} {since}", short_plan]
    reasons = [[head, literal(link.reason, limit=200), with_key]] if link.reason else []
    if link.state is LinkState.DENIED:
        reasons = [[head, "w: watch a job by its id", with_key], *reasons]
    return [*reasons, [head, with_key], [head, plan], short]


def state_word(snapshot: Snapshot, mono_s: float) -> str:
    """The link's state and nothing else: `down`, `stale`, `paused`; arguments as of `is_stale`."""
    if snapshot.is_paused:
        return "paused"
    is_old = not snapshot.link.is_trouble and is_stale(snapshot, mono_s)
    return "stale" if is_old else snapshot.link.state.value


def _healthy_forms(snapshot: Snapshot, mono_s: float) -> Sequence[Sequence[str]]:
    link, word = snapshot.link, state_word(snapshot, mono_s)
    if link.awaited_s is not None:
        wait = duration(mono_s - link.awaited_s)
        return [f"{word}, no answer for {wait}"], [f"{word}, waits {wait}"]
    if snapshot.silence is not None and word != "stale":
        return _silent_forms(word, snapshot.silence, mono_s)
    if link.state is LinkState.SLOW and link.latency_s is not None:
        return [f"{word}, answers take {link.latency_s:.1f} s"], [f"{word}, {link.latency_s:.1f} s"]
    return ([word],)


def _silent_forms(word: str, silence: Silence, mono_s: float) -> Sequence[Sequence[str]]:
    """That the list is answered and questions about single jobs are not."""
    age = duration(mono_s - silence.since_mono_s)
    short = f"progress {age} old"
    why = literal(silence.reason, limit=200)
    told = f"progress not told for {age}"
    reasons = [[word, told, f"/get/job: {why}"]] if why else []
    return [*reasons, [word, told], [word, short], [short]]


def _plan(link: Link, mono_s: float) -> tuple[str, str]:
    """What happens next, at some length and short."""
    if link.awaited_s is not None:
        wait = duration(mono_s - link.awaited_s)
        return (
            f"try {link.attempt + 1}, no answer for {wait}",
            f"try {link.attempt + 1} waits {wait}",
        )
    if link.next_try_s is not None:
        left_s = link.next_try_s - mono_s
        if left_s < 1:
            return f"try {link.attempt + 1} now", f"try {link.attempt + 1} now"
        wait = duration(left_s)
        return f"try {link.attempt + 1} in {wait}", f"try {link.attempt + 1}: {wait}"
    if link.login_file:
        name = literal(PurePath(link.login_file).name, limit=_NAME_CHARACTERS)
        return f"waits for a new {name}", "r: retry"
    return "not asking again", "r: retry"


def age_words(
    snapshot: Snapshot, now_s: float, mono_s: float, zone: tzinfo | None
) -> Sequence[str]:
    """How old the list is, ever shorter: `as of 14:02:11, 3 m 05 s ago`; none before the first."""
    age_s = snapshot.age_s(mono_s)
    if age_s is None or snapshot.data_s is None:
        return ()
    age = duration(age_s)
    return f"as of {time_or_day(snapshot.data_s, now_s, zone)}, {age} ago", f"{age} old"


def is_told_in_full(link: Link) -> bool:
    """Whether trouble has lines of its own: it is more than a blip, for which no row shall move."""
    is_blip = link.attempt < _LASTING_ATTEMPTS and link.pause_s < _LONG_PAUSE_S
    return not is_blip or link.next_try_s is None


def trouble_words(link: Link) -> str:
    """The whole reason for the trouble and what can be done about it; empty when there is none."""
    if not (link.is_trouble and link.reason):
        return ""
    words = _sentences(link.reason, link.remedy)
    if link.state is LinkState.DENIED:
        words.append("Jobs that are known by their id are followed all the same (w).")
    return " ".join(words)


def silence_words(snapshot: Snapshot) -> str:
    """Why progress alone is not told, and what can be done; empty when that is not known."""
    silence = snapshot.silence
    if silence is None or not silence.reason or snapshot.link.is_trouble or snapshot.is_paused:
        return ""
    return " ".join(_sentences(f"progress is not told: {silence.reason}", silence.remedy))


def _sentences(reason: str, remedy: str) -> list[str]:
    texts = [reason.rstrip("."), remedy]
    return [sentence(literal(text, limit=_REASON_CHARACTERS)) for text in texts if text]


def doubt_words(link: Link, now_s: float, zone: tzinfo | None) -> str:
    """Why a request would hardly be answered now, without the full stop; empty when it might be."""
    if link.state is LinkState.CONNECTING:
        return "Nothing was heard from the server yet"
    if link.state not in _IN_DOUBT:
        return ""
    words = f"{_IN_DOUBT[link.state]} since {time_or_day(link.since_s, now_s, zone)}"
    return f"{words} ({literal(link.reason, limit=200)})" if link.reason else words
