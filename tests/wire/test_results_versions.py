"""Records of one line of servers read as a server of any line sent them, whole and damaged.

Whatever comes in, a record is what was written, or its note and its rest account for every byte.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.kinetica.schemas.files import older
from jobview.results.avro_bytes.avro import RecordSchema
from jobview.results.cells.plain import result_json
from jobview.results.decoding.decode import decode_result
from jobview.results.decoding.wrapper import begun
from jobview.results.model import DecodedResult, LineSchema, ResultKind
from jobview.results.versions import Line, line_of
from tests.fakes import official
from tests.fakes.jobs import reply
from tests.fakes.records import records

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMAS = Schemas.load()
OLD_FILE = older(Line(7, 1))
OLD, NEW = OLD_FILE.client, SCHEMAS.stamp
CLAIMED = ("7.1.10.0.20240101", "7.2.3.12", "7.0.20.3", "8.0.1", "", "nonsense")
ENDPOINTS = sorted({*SCHEMAS.endpoints(), *OLD_FILE.responses})
DIFFERING = sorted(OLD_FILE.responses)


def line_schema(endpoint: str, version: str) -> LineSchema:
    """The record of the version's own line, or of the only one that has the endpoint."""
    return next(SCHEMAS.response_schemas(endpoint, version))


def fields_of(by: LineSchema) -> list[Mapping[str, Any]]:
    fields: list[Mapping[str, Any]] = by.schema.definition["fields"]
    return fields


def written(by: LineSchema, record: dict[str, Any], *, is_wrapped: bool) -> bytes:
    data = official.encoded_by(dict(by.schema.definition), record)
    if not is_wrapped:
        return data
    head = {"status": "OK", "message": "", "data_type": by.schema.name, "data_str": ""}
    return SCHEMAS.envelope.encode({**head, "data": data})


def decoded(endpoint: str, data: bytes, version: str) -> DecodedResult:
    answer = reply(1, "DONE", endpoint=endpoint, response=data, server_version=version)
    result = decode_result(answer, SCHEMAS)
    assert result.raw == data
    json.dumps(result_json(result), allow_nan=False)
    return result


def check_accounted(endpoint: str, result: DecodedResult) -> None:
    """What was read is exactly what the bytes before the rest hold, and the rest is owned to."""
    if result.rest_at is not None:
        assert "incomplete: " in result.note
        assert result.summary.startswith("incomplete: ")
        assert result.raw == result.raw[: result.rest_at] + result.rest
        assert f"{len(result.rest):,} of {len(result.raw):,} bytes are unread" in result.note
    if result.kind is ResultKind.BYTES:
        assert result.record is None
        assert result.note
        assert result.rest_at is None
    stamp = re.search(r", schema ([\d.]+)", result.form)
    if result.record is None or stamp is None or not result.form.startswith("Avro"):
        return
    by = line_schema(endpoint, stamp[1])
    assert by.stamp == stamp[1]
    fields = fields_of(by)[: len(result.record)]
    read = RecordSchema({**by.schema.definition, "fields": fields})
    wrapper = begun(result.raw, by.schema.name) if "wrapped" in result.form else None
    data = result.raw[wrapper.data_at if wrapper else 0 :]
    if result.rest_at is not None and "follow the wrapper" not in result.note:
        data = data[: len(data) - len(result.rest)]
    elif wrapper:
        data = wrapper.wrapped.data
    assert repr(read.decode(data)) == repr(result.record)
    if not re.search(r"\d{10}", repr(result.record)):
        # Of integers too long for their type the client drops the high bits.
        assert repr(official.decoded_by(dict(read.definition), data)) == repr(result.record)


@pytest.mark.parametrize("endpoint", DIFFERING)
@pytest.mark.parametrize("by_version", ["7.1", "7.2"])
def test_records_that_differ_between_lines_are_read_by_the_servers_line_or_noted(
    endpoint: str, by_version: str
) -> None:
    by = line_schema(endpoint, by_version)
    for record in records(fields_of(by), 200, f"{endpoint} {by_version}"):
        for is_wrapped in (False, True):
            data = written(by, record, is_wrapped=is_wrapped)
            for version in CLAIMED:
                result = decoded(endpoint, data, version)
                assert result.rest_at is None
                if f", schema {by.stamp}" in result.form:
                    assert repr(result.record) == repr(record)
                else:
                    # The bytes happen to fit the other line's record as well.
                    check_accounted(endpoint, result)
                    assert line_of(version) != by.line
                    assert line_of(version) in {Line(7, 1), Line(7, 2)} or by.stamp in result.note


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_older_server_is_read_by_its_own_line(endpoint: str) -> None:
    by = line_schema(endpoint, OLD)
    assert by.stamp == (NEW if endpoint in OLD_FILE.absent else OLD)
    for record in records(fields_of(by), 10, endpoint):
        for is_wrapped in (False, True):
            data = written(by, record, is_wrapped=is_wrapped)
            result = decoded(endpoint, data, "7.1.9.3")
            assert repr(result.record) == repr(record)
            assert result.form.endswith(f", {by.schema.name}, schema {by.stamp}")
            assert not result.note or result.table is None


@pytest.mark.parametrize("endpoint", DIFFERING)
def test_records_as_json_are_typed_by_the_line_that_has_their_fields(endpoint: str) -> None:
    for by_version in ("7.1", "7.2"):
        by = line_schema(endpoint, by_version)
        for record in records(fields_of(by), 20, endpoint):
            text = official.json_text(record)
            for version in CLAIMED:
                answer = reply(
                    1, "DONE", endpoint=endpoint, response_text=text, server_version=version
                )
                assert repr(decode_result(answer, SCHEMAS).record) == repr(record)


@pytest.mark.parametrize("endpoint", [*DIFFERING, "/create/table", "/execute/sql", "/filter"])
@pytest.mark.parametrize("is_wrapped", [False, True])
def test_every_truncation_is_a_beginning_or_bytes(endpoint: str, *, is_wrapped: bool) -> None:
    for by_version in ("7.1", "7.2"):
        by = line_schema(endpoint, by_version)
        record = list(records(fields_of(by), 4, endpoint))[-1]
        whole = written(by, record, is_wrapped=is_wrapped)
        for end in range(1, len(whole), 1 + len(whole) // 400):
            result = decoded(endpoint, whole[:end], by_version)
            check_accounted(endpoint, result)
            if result.rest_at is not None and f"schema {by.stamp}" in result.form:
                assert result.record is not None
                read = list(result.record.items())
                assert repr(read) == repr(list(record.items())[: len(read)])


endpoints = st.sampled_from(ENDPOINTS)
versions = st.sampled_from(CLAIMED)
damage = st.one_of(
    st.tuples(st.just("cut"), st.integers(0, 2**16)),
    st.tuples(st.just("follow"), st.binary(min_size=1, max_size=12)),
    st.tuples(st.just("change"), st.tuples(st.integers(0, 2**16), st.integers(1, 255))),
)


def damaged(data: bytes, how: tuple[str, Any]) -> bytes:
    kind, with_what = how
    if kind == "cut":
        return data[: with_what % len(data)]
    if kind == "follow":
        return data + bytes(with_what)
    place, flip = with_what
    place %= len(data)
    return data[:place] + bytes([data[place] ^ flip]) + data[place + 1 :]


@given(
    st.sampled_from(DIFFERING) | endpoints,
    st.sampled_from(["7.1", "7.2"]),
    versions,
    st.integers(0, 1000),
    damage,
    st.booleans(),
)
@example("/filter/bystring", "7.2", "", 0, ("cut", 2), False)
@example("/filter/bystring", "7.1", "7.2.1", 3, ("follow", b"\x02a"), True)
def test_damaged_records_of_mixed_versions_account_for_every_byte(
    endpoint: str,
    by_version: str,
    version: str,
    seed: int,
    how: tuple[str, Any],
    is_wrapped: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    by = line_schema(endpoint, by_version)
    record = list(records(fields_of(by), 3, str(seed)))[-1]
    whole = written(by, record, is_wrapped=is_wrapped)

    result = decoded(endpoint, damaged(whole, how), version)

    check_accounted(endpoint, result)


@given(endpoints, endpoints, versions, st.integers(0, 1000), st.booleans())
def test_another_endpoints_record_accounts_for_every_byte(
    endpoint: str,
    written_as: str,
    version: str,
    seed: int,
    is_wrapped: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    by = line_schema(written_as, "")
    record = list(records(fields_of(by), 3, str(seed)))[-1]

    result = decoded(endpoint, written(by, record, is_wrapped=is_wrapped), version)

    check_accounted(endpoint, result)


@given(endpoints, versions, st.binary(max_size=200))
def test_random_bytes_account_for_every_byte(endpoint: str, version: str, data: bytes) -> None:
    check_accounted(endpoint, decoded(endpoint, data, version))
