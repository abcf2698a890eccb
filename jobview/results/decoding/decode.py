"""A job's raw response read as far as it can be, whatever form it came in (protocol §3).

How servers write a job's result is documented only in part, so every plausible form is tried:
binary or JSON, bare or wrapped, JSON among the bytes, bytes in the JSON, by the schemas of every
line of servers. What fits no form completely is read from its beginning as far as it makes sense,
else kept as bytes or text, with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.jobs.phase import Phase, phase_of_reply
from jobview.results.avro_bytes.stretch import encoded
from jobview.results.decoding.beginnings import looks_like
from jobview.results.decoding.body import Body
from jobview.results.decoding.expected import Expected, expected_of
from jobview.results.decoding.forms import read_bytes, read_text
from jobview.results.decoding.incomplete import read_beginning
from jobview.results.decoding.undecoded import undecoded
from jobview.results.faults import FAULTS
from jobview.results.first_line.described import described
from jobview.results.model import DecodedResult, ResultKind
from jobview.results.tables.dynamic import ENDPOINTS, read_dynamic
from jobview.results.tables.fields import info_in
from jobview.results.tables.parallel import LISTINGS, read_listing
from jobview.results.tables.rowmajor import READERS
from jobview.results.tables.tabular import Reading, TableError

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply
    from jobview.results.model import SchemaCatalogue


def decode_result(reply: JobReply, schemas: SchemaCatalogue) -> DecodedResult:
    """What a job returned; never raises.

    Args:
        reply: the answer of /get/job.
        schemas: where the endpoint's response record is looked up, by the server's version first.

    Returns:
        Kind `none` for a job that still runs or returned nothing. Otherwise all bytes are in
        `raw`, and `note` says what could not be read and why. Of an incomplete response `record`
        has what could be read, `rest_at` the place of the rest, and the summary says so.
    """
    try:
        return _decoded(reply, schemas)
    except FAULTS as fault:
        return undecoded(reply, fault)


def _decoded(reply: JobReply, schemas: SchemaCatalogue) -> DecodedResult:
    if reply.running or phase_of_reply(reply.job_status) is Phase.RUNNING:
        return DecodedResult(ResultKind.NONE, reply.endpoint, note="the job is not finished")
    expected = expected_of(reply, schemas)
    if reply.response and not (reply.response_text and expected.encoding == "json"):
        raw = reply.response
        body = _read(raw, expected)
    elif reply.response_text:
        raw = encoded(reply.response_text)
        body = read_text(reply.response_text, raw, expected)
    else:
        raw = b""
        body = Body(ResultKind.NONE, "")
    if reply.response and reply.response_text:
        body = body.noted("the server sent both forms, binary and JSON; one is shown")
    return _result(body, expected, reply.endpoint, raw)


def _read(data: bytes, expected: Expected) -> Body:
    body = read_bytes(data, expected)
    if body.kind is not ResultKind.BYTES or looks_like(data, expected.encoding):
        return body
    return read_beginning(data, expected) or body


def _result(body: Body, expected: Expected, endpoint: str, raw: bytes) -> DecodedResult:
    reading = _reading(body, expected)
    kind = body.kind
    if reading.table is not None:
        kind = ResultKind.TABLE
    elif reading.text is not None:
        kind = ResultKind.TEXT
    result = DecodedResult(
        kind,
        endpoint,
        record=body.record,
        table=reading.table,
        text=body.text if reading.text is None else reading.text,
        raw=raw,
        note=body.noted(reading.note).note,
        form=body.form,
        info=info_in(body.record or {}),
        rest_at=body.rest_at,
    )
    return described(result, body.message)


def _reading(body: Body, expected: Expected) -> Reading:
    """The table in a whole record, if its endpoint returns tables."""
    record = body.record
    if body.kind is not ResultKind.RECORD or record is None or body.is_cut:
        return Reading()
    try:
        if expected.endpoint in ENDPOINTS:
            return read_dynamic(record)
        if expected.endpoint in READERS:
            return READERS[expected.endpoint](record)
        if expected.endpoint in LISTINGS and body.by:
            return read_listing(expected.endpoint, record, body.by.schema)
    except TableError as error:
        return Reading(note=f"shown without its table: {error}")
    return Reading()
