"""A job's report as Markdown that survives chat and mail: facts, error or result, query, progress.

Nothing in it depends on colours, width or a symbol font. All server text stands in code.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from jobview import __version__
from jobview.results.failures.failure import read_failure
from jobview.results.failures.query_mark import query_lines
from jobview.results.report.identities import address_forms, cluster_forms, user_forms
from jobview.results.report.redaction import NOTHING
from jobview.results.report.redactor import UNSEARCHED, Redactor
from jobview.results.report.spans import LEFT_OUT
from jobview.results.writers.markdown_code import code_block, code_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo

    from jobview.results.failures.failure import FailureReading
    from jobview.results.failures.query_mark import QueryMark
    from jobview.results.report.incident import Incident
    from jobview.results.report.redaction import Redaction

MOST_CHARACTERS: Final = 50_000
"""Of an error message and of a query."""
MOST_OF_A_FACT: Final = 2_000
MOST_SAMPLES: Final = 24
"""Rows of the progress; of more samples every so manieth is shown."""

_BAR_CELLS: Final = 40
_REMOVED: Final = "(removed)"
_UNREAD: Final = (
    "(left out: it could not be read as SQL with certainty, so its values and names cannot be told "
    "from the rest)"
)


def incident_card(incident: Incident, zone: tzinfo | None, redaction: Redaction = NOTHING) -> str:
    """The report, ending in a line feed.

    Args:
        incident: what is known.
        zone: of all times; None is the machine's own.
        redaction: what stays out.
    """
    incident = replace(incident, query_text="\n".join(query_lines(incident.query_text)))
    reading = read_failure(incident.error_message, incident.query_text)
    redactor = _redactor(incident, reading, redaction)
    # Names that only a message tells are to be known before anything else is written.
    error = [*_error(incident, reading, redactor)]
    endpoint = code_span(incident.endpoint, limit=200)
    lines = [f"# Job {incident.job_id} {incident.phase.value}: {endpoint}", ""]
    if redaction.words:
        lines += [f"Replaced where found: {redaction.words}. Read it through before sending.", ""]
    lines += [f"- {name}: {value}" for name, value in _facts(incident, redactor, redaction, zone)]
    if incident.error_message:
        lines += ["", "## Error", "", *error]
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
    names = [name for kind in ("column", "function", "parameter") for name in kinds.get(kind, ())]
    forms: list[tuple[Iterable[str], str]] = []
    if redaction.user:
        forms.append((user_forms(incident.auth_id), "(user)"))
    if redaction.source:
        forms.append((address_forms(incident.source_ip), "(source)"))
    if redaction.cluster:
        forms.append(((*cluster_forms(incident.url), incident.cluster_name), "(cluster)"))
    if redaction.user_data:
        forms += [((incident.job_tag,), "(tag)"), ((incident.user_data,), "(user data)")]
    if redaction.flags and not incident.flags.isalpha():  # a word such as `async` tells nothing
        forms.append(((incident.flags,), "(flags)"))
    return Redactor(
        redaction,
        query=incident.query_text,
        tables=(*kinds.get("table", ()), *kinds.get("object", ()), *incident.object_names),
        named=names,
        identities=[(text, stand_in) for texts, stand_in in forms for text in texts],
    )


def _facts(
    incident: Incident, redactor: Redactor, redaction: Redaction, zone: tzinfo | None
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
        ("Flags", incident.flags, redaction.flags),
    )
    yield "Job id", str(incident.job_id)
    for name, text, is_removed in texts:
        if text:
            yield name, _REMOVED if is_removed else _fact(redactor.plain(text))
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


def _fact(text: str) -> str:
    return code_span(text, limit=MOST_OF_A_FACT)


def _query(query: str, redactor: Redactor) -> list[str]:
    if redactor.is_query_unread:
        return [_UNREAD]
    text = redactor.sql(0, MOST_CHARACTERS)
    return code_block(text, "sql", left_out=len(query) - MOST_CHARACTERS)


def _error(incident: Incident, reading: FailureReading, redactor: Redactor) -> Iterator[str]:
    message = incident.error_message
    text = redactor.words(message, MOST_CHARACTERS)
    yield from code_block(text, left_out=len(message) - MOST_CHARACTERS)
    yield ""
    # What the text says is read from it again, so nothing is named that is not in it any more.
    shown = read_failure(text)
    codes = reading.codes if text == UNSEARCHED else shown.codes
    if codes:
        yield f"- Source codes: {', '.join(map(code_span, codes))}"
    for thing in shown.things:
        names = (_REMOVED if name == LEFT_OUT else _fact(name) for name in thing.names)
        yield f"- {thing.kind.capitalize()}: {', '.join(names)}"
    if reading.mark is not None:
        yield f"- Place in the query: {_place(incident.query_text, reading.mark, redactor)}"
    elif reading.position is not None:
        yield f"- Place told: {reading.position.words}"


def _place(query: str, mark: QueryMark, redactor: Redactor) -> str:
    """Where, what stands there, and whether the server told it."""
    lines = query.split("\n")
    line_start = sum(len(line) + 1 for line in lines[: mark.line])
    is_one_line = mark.line == mark.end_line
    end = line_start + (mark.end if is_one_line else len(lines[mark.line]))
    text = redactor.sql(line_start + mark.start, end)
    shown = "" if redactor.is_query_unread else code_span(text, limit=200)
    if mark.is_guess:
        where = ", ".join(filter(None, (f"line {mark.line + 1}", shown)))
        return f"{where}, a guess: it is named in the message"
    return ": ".join(filter(None, (f"{mark.words}, told by the server", shown)))


def _result(incident: Incident, redactor: Redactor) -> Iterator[str]:
    if incident.summary:
        yield _fact(redactor.summary(incident.summary))
    if incident.note:
        yield from ("", f"Note: {_fact(redactor.words(incident.note))}")


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
