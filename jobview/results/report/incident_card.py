"""A job's report as Markdown that survives chat and mail: facts, error or result, query, progress.

Nothing in it depends on colours, width or a symbol font. All server text stands in code.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from jobview import __version__
from jobview.results.failures.failure import read_failure
from jobview.results.failures.query_mark import query_lines
from jobview.results.report.redaction import NOTHING, Redactor
from jobview.results.writers.markdown_code import code_block, code_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from jobview.results.failures.failure import FailureReading
    from jobview.results.report.incident import Incident
    from jobview.results.report.redaction import Redaction

MOST_CHARACTERS: Final = 50_000
"""Of an error message and of a query."""
MOST_OF_A_FACT: Final = 2_000
MOST_SAMPLES: Final = 24
"""Rows of the progress; of more samples every so manieth is shown."""

_BAR_CELLS: Final = 40
_REMOVED: Final = "(removed)"
_NO_VALUES: Final = frozenset(
    {"table", "object", "column", "expression", "function", "parameter", "rank", "worker"}
)
"""What a message names that is no value of the user's data: files, say, are."""


def incident_card(incident: Incident, zone: tzinfo | None, redaction: Redaction = NOTHING) -> str:
    """The report, ending in a line feed.

    Args:
        incident: what is known.
        zone: of all times; None is the machine's own.
        redaction: what stays out.
    """
    reading = read_failure(incident.error_message, incident.query_text)
    redactor = _redactor(incident, reading, redaction)
    endpoint = code_span(incident.endpoint, limit=200)
    lines = [f"# Job {incident.job_id} {incident.phase.value}: {endpoint}", ""]
    if redaction.words:
        lines += [f"Left out on purpose: {redaction.words}.", ""]
    lines += [f"- {name}: {value}" for name, value in _facts(incident, redaction, zone)]
    if incident.error_message:
        lines += ["", "## Error", "", *_error(incident, reading, redactor, redaction)]
    if incident.summary or incident.note:
        lines += ["", "## Result", "", *_result(incident, redactor)]
    if incident.query_text:
        lines += ["", "## Query", "", *_query(incident.query_text, redactor)]
    if incident.curve.times_s:
        lines += ["", "## Progress", "", *_progress(incident, zone)]
    lines += ["", _origin(incident, zone)]
    return "\n".join(lines) + "\n"


def file_name(incident: Incident) -> str:
    """What a file with the report is called: `jobview-48188-failed.md`."""
    return f"jobview-{incident.job_id}-{incident.phase.value}.md"


def _redactor(incident: Incident, reading: FailureReading, redaction: Redaction) -> Redactor:
    kinds = {thing.kind: thing.names for thing in reading.things}
    tables = (*kinds.get("table", ()), *kinds.get("object", ()))
    named = [name for kind in ("column", "expression", "parameter") for name in kinds.get(kind, ())]
    secrets: list[tuple[str, str]] = []
    if redaction.user:
        secrets.append((incident.auth_id, "(user)"))
    if redaction.source:
        host = incident.source_ip.rpartition(":")[0]
        secrets += [(incident.source_ip, "(source)"), (host, "(source)")]
    if redaction.cluster:
        secrets += [(incident.url, "(cluster)"), (incident.cluster_name, "(cluster)")]
    if redaction.user_data:
        secrets += [(incident.job_tag, "(tag)"), (incident.user_data, "(user data)")]
    return Redactor(
        redaction,
        query=incident.query_text,
        tables=tables,
        kept=(*named, *(() if redaction.tables else tables)),
        secrets=secrets,
    )


def _facts(
    incident: Incident, redaction: Redaction, zone: tzinfo | None
) -> Iterator[tuple[str, str]]:
    """Names and values, in Markdown; what is not known is left out."""
    texts = (
        ("Cluster", incident.cluster_name, redaction.cluster),
        ("URL", incident.url, redaction.cluster),
        ("Server version", incident.server_version, False),
        ("Job tag", incident.job_tag, redaction.user_data),
        ("Status in the list", incident.listed_status, False),
        ("Status by /get/job", incident.asked_status, False),
        ("User", incident.auth_id, redaction.user),
        ("Source address", incident.source_ip, redaction.source),
        ("User data", incident.user_data, redaction.user_data),
        ("Flags", incident.flags, False),
    )
    yield "Job id", str(incident.job_id)
    for name, text, is_removed in texts:
        if text:
            yield name, _REMOVED if is_removed else code_span(text, limit=MOST_OF_A_FACT)
    if incident.received_s is not None:
        yield "Received", f"{_moment(incident.received_s, zone)} by the server's clock"
    if incident.first_seen_s is not None:
        yield "First seen", _moment(incident.first_seen_s, zone)
    if incident.finished_s is not None:
        yield "Seen finished", _moment(incident.finished_s, zone)
    if incident.took_s is not None:
        yield "Took" if incident.phase.is_final else "Runs since", _duration(incident.took_s)
    if incident.progress is not None:
        yield "Progress", f"{incident.progress} %"


def _query(query: str, redactor: Redactor) -> list[str]:
    text = redactor.sql(query[:MOST_CHARACTERS])
    return code_block(text, "sql", left_out=len(query) - MOST_CHARACTERS)


def _error(
    incident: Incident, reading: FailureReading, redactor: Redactor, redaction: Redaction
) -> Iterator[str]:
    message = incident.error_message
    text = redactor.words(message[:MOST_CHARACTERS])
    yield from code_block(text, left_out=len(message) - MOST_CHARACTERS)
    yield ""
    if reading.codes:
        codes = ", ".join(code_span(code) for code in reading.codes)
        yield f"- Source codes: {codes}"
    for thing in reading.things:
        if redaction.literals and thing.kind not in _NO_VALUES:
            yield f"- {thing.kind.capitalize()}: {_REMOVED}"
            continue
        names = (code_span(redactor.name(name), limit=MOST_OF_A_FACT) for name in thing.names)
        yield f"- {thing.kind.capitalize()}: {', '.join(names)}"
    if reading.mark is not None:
        yield f"- Place in the query: {_place(incident, reading, redactor)}"
    elif reading.position is not None:
        yield f"- Place told: {reading.position.words}"


def _place(incident: Incident, reading: FailureReading, redactor: Redactor) -> str:
    """Where, what stands there, and whether the server told it."""
    mark = reading.mark
    if mark is None:
        return ""
    line = query_lines(incident.query_text)[mark.line]
    end = mark.end if mark.line == mark.end_line else len(line)
    text = redactor.sql(line[mark.start : end])
    where = f"line {mark.line + 1}, {code_span(text, limit=200)}"
    if mark.is_guess:
        return f"{where}, a guess: it is named in the message"
    return f"{mark.words}, told by the server: {code_span(text, limit=200)}"


def _result(incident: Incident, redactor: Redactor) -> Iterator[str]:
    if incident.summary:
        yield code_span(redactor.words(incident.summary), limit=MOST_OF_A_FACT)
    if incident.note:
        note = code_span(redactor.words(incident.note), limit=MOST_OF_A_FACT)
        yield from ("", f"Note: {note}")


def _progress(incident: Incident, zone: tzinfo | None) -> list[str]:
    curve = incident.curve
    rows = [
        f"{_moment(curve.times_s[index], zone)}  {curve.percents[index]:>3} %  "
        f"{'#' * (curve.percents[index] * _BAR_CELLS // 100):.<{_BAR_CELLS}}"
        for index in _picked(len(curve.times_s))
    ]
    heading = []
    if len(curve.times_s) > len(rows):
        heading = [f"{len(rows)} of {len(curve.times_s)} steps seen.", ""]
    return [*heading, *code_block("\n".join(rows))]


def _picked(count: int) -> Sequence[int]:
    """At most `MOST_SAMPLES` indexes below `count`, evenly, first and last among them."""
    if count <= MOST_SAMPLES:
        return range(count)
    return [index * (count - 1) // (MOST_SAMPLES - 1) for index in range(MOST_SAMPLES)]


def _origin(incident: Incident, zone: tzinfo | None) -> str:
    """Who wrote it when, and how old its data was."""
    ages = [
        f"{what} was {_duration(max(incident.made_s - at_s, 0.0))} old"
        for what, at_s in (
            ("the job list", incident.listed_s),
            ("the answer of /get/job", incident.asked_s),
        )
        if at_s is not None
    ]
    written = f"Written by jobview {__version__} at {_moment(incident.made_s, zone)}"
    return f"{'; '.join([written, *ages])}."


def _moment(epoch_s: float, zone: tzinfo | None) -> str:
    """ISO 8601 with the zone's offset; a number of seconds for a time no calendar holds."""
    try:
        return datetime.fromtimestamp(epoch_s, UTC).astimezone(zone).isoformat(timespec="seconds")
    except (OverflowError, OSError, ValueError):
        return f"{epoch_s:.0f} s since 1970"


def _duration(seconds: float) -> str:
    """Hours, minutes, seconds: `0:04:02`."""
    try:
        return str(timedelta(seconds=int(seconds)))
    except OverflowError:
        return f"{seconds:.0f} s"
