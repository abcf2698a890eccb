"""Of several lines' schemas the server's own decides, else what fits; doubt is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jobview.results.avro_bytes.avro import AvroError, RecordSchema
from jobview.results.decoding.decode import decode_result
from jobview.results.decoding.expected import Expected
from jobview.results.decoding.line_choice import line_of_object, whole_record
from jobview.results.model import LineSchema, ResultKind
from jobview.results.versions import Line, likeliest_first, line_of
from tests.fakes.jobs import reply

if TYPE_CHECKING:
    from collections.abc import Iterator


def schema(**fields: str) -> RecordSchema:
    named = [{"name": name, "type": kind} for name, kind in fields.items()]
    return RecordSchema({"type": "record", "name": "thing_response", "fields": named})


class Catalogue:
    """Lines of servers as the test has them; notes which were looked up."""

    def __init__(self, **schemas: RecordSchema) -> None:
        self._schemas = {Line(*map(int, name[1:].split("_"))): s for name, s in schemas.items()}
        self.looked_up: list[str] = []

    def response_schemas(self, endpoint: str, server_version: str) -> Iterator[LineSchema]:
        for line in likeliest_first(self._schemas, line_of(server_version)):
            self.looked_up.append(str(line))
            if endpoint == "/thing":
                yield LineSchema(line, f"{line}.9", self._schemas[line])


def two_lines() -> Catalogue:
    return Catalogue(
        v7_1=schema(name="string", count="long"), v7_2=schema(name="string", label="string")
    )


AMBIGUOUS = b"\x02a\x00"
"""An `a` with the count 0 in 7.1, with an empty label in 7.2."""
ONLY_OLD = b"\x02a\x0e"
ONLY_NEW = b"\x02a\x02b"


def expected(catalogue: Catalogue, version: str, endpoint: str = "/thing") -> Expected:
    return Expected(endpoint, "binary", version, catalogue)


@pytest.mark.parametrize(
    ("version", "record"),
    [
        ("7.1.10", {"name": "a", "count": 0}),
        ("7.2.3", {"name": "a", "label": ""}),
    ],
)
def test_the_servers_version_decides_without_a_word(version: str, record: dict[str, Any]) -> None:
    catalogue = two_lines()
    fit = whole_record(AMBIGUOUS, expected(catalogue, version))

    assert (fit.record, fit.note) == (record, "")
    assert catalogue.looked_up == [version[:3]]


@pytest.mark.parametrize(
    ("version", "chosen", "other", "words"),
    [
        ("", "7.2.9", "7.1.9", "is unknown"),
        ("7.0.20", "7.1.9", "7.2.9", "7.0.20 is neither's"),
        ("8.0", "7.2.9", "7.1.9", "8.0 is neither's"),
    ],
)
def test_what_the_version_does_not_decide_is_said(
    version: str, chosen: str, other: str, words: str
) -> None:
    fit = whole_record(AMBIGUOUS, expected(two_lines(), version))

    assert fit.by.stamp == chosen
    assert f"read by the schema of {chosen}, though that of {other} fits too" in fit.note
    assert words in fit.note


@pytest.mark.parametrize("version", ["", "7.0.1"])
@pytest.mark.parametrize(("data", "stamp"), [(ONLY_OLD, "7.1.9"), (ONLY_NEW, "7.2.9")])
def test_an_unknown_server_is_read_by_what_fits(version: str, data: bytes, stamp: str) -> None:
    fit = whole_record(data, expected(two_lines(), version))

    assert (fit.by.stamp, fit.note) == (stamp, "")


def test_lines_that_give_the_same_values_are_in_no_doubt() -> None:
    catalogue = Catalogue(v7_1=schema(count="int"), v7_2=schema(count="long"))

    assert whole_record(b"\x02", expected(catalogue, "")).note == ""


def test_a_server_that_writes_another_line_is_read_and_noted() -> None:
    fit = whole_record(ONLY_OLD, expected(two_lines(), "7.2.0.5"))

    assert (fit.record, fit.by.stamp) == ({"name": "a", "count": 7}, "7.1.9")
    assert "schema of 7.1.9: the server is 7.2.0.5" in fit.note


def test_what_fits_no_line_has_every_lines_reason() -> None:
    with pytest.raises(AvroError, match=r"thing_response: .*\(schema 7\.2\.9\).*7\.1\.9"):
        whole_record(b"\x02", expected(two_lines(), ""))
    with pytest.raises(AvroError, match="no schema is known for /other"):
        whole_record(b"\x02", expected(two_lines(), "", "/other"))


@pytest.mark.parametrize(
    ("fields", "version", "stamp"),
    [
        ({"name": "a"}, "", "7.2.9"),
        ({"name": "a", "count": 1}, "", "7.1.9"),
        ({"name": "a", "count": 1}, "7.2", "7.1.9"),
        ({"name": "a", "label": "b"}, "7.1", "7.2.9"),
        ({"name": "a", "newer": 1}, "7.1", "7.1.9"),
    ],
)
def test_an_object_is_typed_by_the_line_that_has_its_fields(
    fields: dict[str, object], version: str, stamp: str
) -> None:
    by = line_of_object(fields, expected(two_lines(), version))

    assert by is not None
    assert by.stamp == stamp
    assert line_of_object(fields, expected(two_lines(), version, "/other")) is None


def test_the_choice_is_said_in_the_form_and_the_doubt_in_the_note() -> None:
    answer = reply(1, "DONE", endpoint="/thing", response=AMBIGUOUS)

    result = decode_result(answer, two_lines())

    assert result.form == "Avro, bare, thing_response, schema 7.2.9"
    assert "7.1.9 fits too" in result.note
    assert result.kind is ResultKind.RECORD
    assert result.summary == "name: a"
