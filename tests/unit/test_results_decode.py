"""Results in every form a server might use, and replies that hold none."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.decoding.decode import decode_result
from jobview.results.model import DecodedResult, ResultKind
from tests.fakes.jobs import reply

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply

SCHEMAS = Schemas.load()
CREATED = {
    "table_name": "ki_home.taxi",
    "type_id": "17",
    "is_collection": False,
    "info": {"a": "b"},
}


def created_bytes() -> bytes:
    schema = SCHEMAS.response_schema("/create/table")
    assert schema is not None
    return schema.encode(CREATED)


def done(endpoint: str = "/create/table", **fields: Any) -> JobReply:  # noqa: ANN401 - any field
    return reply(1, "DONE", 100, endpoint=endpoint, **fields)


def decoded(answer: JobReply) -> DecodedResult:
    return decode_result(answer, SCHEMAS)


@pytest.mark.parametrize("status", ["DONE", "ERROR", "CANCELLED", "SOMETHING"])
def test_nothing_sent_is_nothing(status: str) -> None:
    result = decoded(reply(1, status))

    assert (result.kind, result.raw, result.summary) == (ResultKind.NONE, b"", "nothing returned")
    assert (result.record, result.table, result.text, result.note) == (None, None, None, "")


def test_a_running_job_has_no_result_whatever_the_fields_say() -> None:
    result = decoded(reply(1, "RUNNING", 40, response=created_bytes()))

    assert (result.kind, result.record, result.summary) == (ResultKind.NONE, None, "")
    assert "not finished" in result.note


def test_a_binary_result_is_a_record() -> None:
    result = decoded(done(response=created_bytes()))

    assert (result.kind, result.record) == (ResultKind.RECORD, CREATED)
    assert result.form == f"Avro, bare, create_table_response, schema {SCHEMAS.stamp}"
    assert result.summary == "created table ki_home.taxi"
    assert result.info == {"a": "b"}
    assert result.note == ""


@pytest.mark.parametrize("endpoint", ["create/table", "/create/table/", " /create/table"])
def test_an_endpoint_is_known_however_its_slashes_are(endpoint: str) -> None:
    result = decoded(done(endpoint, response=created_bytes()))

    assert result.record == CREATED
    assert result.endpoint == endpoint


@pytest.mark.parametrize("encoding", ["binary", "json", "snappy", "", "BINARY ", "other"])
@pytest.mark.parametrize("form", ["Avro", "JSON", "JSON in bytes", "Avro in text"])
def test_the_encoding_is_but_a_hint(encoding: str, form: str) -> None:
    text = json.dumps(CREATED)
    forms: dict[str, dict[str, Any]] = {
        "Avro": {"response": created_bytes()},
        "JSON": {"response_text": text},
        "JSON in bytes": {"response": text.encode()},
        "Avro in text": {"response_text": created_bytes().decode("latin-1")},
    }

    result = decoded(done(response_encoding=encoding, **forms[form]))

    assert (result.kind, result.record, result.note) == (ResultKind.RECORD, CREATED, "")


@pytest.mark.parametrize(
    ("encoding", "shown"), [("json", "text"), ("binary", "bytes"), ("", "bytes")]
)
def test_of_two_forms_the_encoding_chooses_and_the_note_says_so(encoding: str, shown: str) -> None:
    text = json.dumps(CREATED | {"table_name": "text"})
    data = created_bytes().replace(b"\x18ki_home.taxi", b"\x0abytes")

    result = decoded(done(response=data, response_text=text, response_encoding=encoding))

    assert result.record is not None
    assert result.record["table_name"] == shown
    assert "both forms" in result.note


def test_an_unknown_endpoint_gives_json_as_a_record_and_binary_as_bytes() -> None:
    in_json = decoded(done("/new/thing", response_text='{"a": 1}'))
    in_binary = decoded(done("/new/thing", response=b"\x02a"))

    assert (in_json.kind, in_json.record, in_json.summary) == (ResultKind.RECORD, {"a": 1}, "a: 1")
    assert (in_binary.kind, in_binary.raw) == (ResultKind.BYTES, b"\x02a")
    assert in_binary.note == "no schema is known for /new/thing"
    assert in_binary.summary == "2 bytes that could not be read"


@pytest.mark.parametrize("inside", ["data", "data_str"])
@pytest.mark.parametrize("as_json", [True, False])
def test_a_wrapper_may_hold_either_form(inside: str, *, as_json: bool) -> None:
    wrapper: dict[str, Any] = {
        "status": "OK",
        "message": "",
        "data_type": "create_table_response",
        "data": b"",
        "data_str": "",
    }
    wrapper[inside] = created_bytes() if inside == "data" else json.dumps(CREATED)
    if as_json:
        text = json.dumps(wrapper, default=lambda data: data.decode("latin-1"))
        result = decoded(done(response_text=text, response_encoding="json"))
    else:
        result = decoded(done(response=SCHEMAS.envelope.encode(wrapper)))

    assert (result.kind, result.record) == (ResultKind.RECORD, CREATED)
    assert "wrapped" in result.form


def test_an_empty_wrapper_is_nothing_and_says_so() -> None:
    wrapper = {"status": "OK", "message": "", "data_type": "none", "data": b"", "data_str": ""}
    data = SCHEMAS.envelope.encode(wrapper)

    result = decoded(done(response=data))

    assert (result.kind, result.raw, result.record) == (ResultKind.NONE, data, None)
    assert "empty" in result.note


def test_a_wrapper_of_another_record_is_not_believed() -> None:
    wrapper = {"status": "OK", "message": "", "data_type": "x", "data": b"\x00", "data_str": ""}

    result = decoded(done(response=SCHEMAS.envelope.encode(wrapper)))

    assert result.kind is ResultKind.BYTES
    assert result.record is None


def test_a_record_with_a_wrappers_layout_but_another_status_is_bare() -> None:
    record = {
        "principal": "alice",
        "object": "",
        "object_type": "none",
        "permission": "",
        "info": {},
    }
    schema = SCHEMAS.response_schema("/grant/permission")
    assert schema is not None
    assert SCHEMAS.envelope.decode(schema.encode(record))["status"] == "alice"

    result = decoded(done("/grant/permission", response=schema.encode(record)))

    assert result.record == record
    assert "bare" in result.form


def test_a_record_that_is_also_a_wrapper_keeps_its_bytes() -> None:
    record = {
        "principal": "OK",
        "object": "",
        "object_type": "none",
        "permission": "",
        "info": {},
    }
    schema = SCHEMAS.response_schema("/grant/permission")
    assert schema is not None

    result = decoded(done("/grant/permission", response=schema.encode(record)))

    assert result.raw == schema.encode(record)
    assert result.kind in {ResultKind.RECORD, ResultKind.NONE}


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (b"\x1c0create_table_response", "snappy", "Snappy"),
        (b"\xff\x06\x00\x00sNaPpY\x00", "binary", "Snappy"),
        (gzip.compress(b"{}", mtime=0), "json", "gzip"),
        (b"<html><body>502</body></html>", "binary", "HTML"),
        (b"Obj\x01\x04", "binary", "Avro file"),
        (b"\x89PNG\r\n\x1a\n", "binary", "PNG"),
    ],
)
def test_unreadable_bytes_are_kept_with_a_guess(data: bytes, encoding: str, words: str) -> None:
    result = decoded(done(response=data, response_encoding=encoding))

    assert (result.kind, result.raw, result.record) == (ResultKind.BYTES, data, None)
    assert words in result.note
    assert "create_table_response" in result.note


@pytest.mark.parametrize("text", ["[1, 2]", '"word"', "12", "null", "true"])
def test_json_that_is_no_object_is_text(text: str) -> None:
    result = decoded(done(response_text=text, response_encoding="json"))

    assert (result.kind, result.text, result.record) == (ResultKind.TEXT, text, None)
    assert "not an object" in result.note


@pytest.mark.parametrize("text", ["{", "{bad", "plain words", "{'a': 1}", '{"a": 1} x', "\ud800"])
def test_text_that_is_no_json_is_text_with_the_reason(text: str) -> None:
    result = decoded(done(response_text=text, response_encoding="json"))

    assert (result.kind, result.text) == (ResultKind.TEXT, text)
    assert "JSON" in result.note
    assert result.raw == text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 2**64 - 1, 10**40, 9007199254740993])
def test_integers_in_json_are_exact(number: int) -> None:
    result = decoded(done("/filter", response_text=f'{{"count": {number}, "info": {{}}}}'))

    assert result.record == {"count": number, "info": {}}


def test_json_with_capital_escapes_is_repaired() -> None:
    text = r'{"table_name": "citt\U00e0 \\U00e0 \n", "type_id": "", "info": {}}'

    result = decoded(done(response_text=text))

    assert result.record is not None
    assert result.record["table_name"] == "città \\U00e0 \n"


@pytest.mark.parametrize(
    ("word", "number"),
    [('"Infinity"', "inf"), ("-Infinity", "-inf"), ("NaN", "nan"), ('"NaN"', "nan")],
)
def test_floats_that_are_no_numbers_are_floats_quoted_or_bare(word: str, number: str) -> None:
    result = decoded(done("/aggregate/minmax", response_text=f'{{"min": {word}, "max": 1}}'))

    assert result.record is not None
    assert repr(result.record["min"]) == number
    assert result.record["max"] == 1


def test_bytes_in_json_are_code_points() -> None:
    text = json.dumps({"file_names": ["f"], "file_data": ["\x00\xff\u20ac", "\x80"], "info": {}})

    result = decoded(done("/download/files", response_text=text))

    assert result.record is not None
    assert result.record["file_data"] == ["\x00\xff\u20ac", b"\x80"]


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
@pytest.mark.parametrize("levels", [101, 900, 10_000, 100_000])
def test_deep_json_is_text(opening: str, levels: int) -> None:
    text = '{"table_name": ' + opening * levels

    unclosed = decoded(done(response_text=text))
    closing = "".join({"[": "]", "{": "}"}.get(sign, "") for sign in reversed(opening * levels))
    closed = decoded(done(response_text=f"{text}1{closing}}}"))

    assert (unclosed.kind, closed.kind) == (ResultKind.TEXT, ResultKind.TEXT)
    assert "deep" in closed.note
    assert closed.text == f"{text}1{closing}}}"


def test_wrappers_in_wrappers_are_opened_once() -> None:
    text = json.dumps(CREATED)
    for _ in range(3):
        wrapper = {"status": "OK", "message": "", "data_type": "none", "data": ""}
        text = json.dumps(wrapper | {"data_str": text})

    result = decoded(done(response_text=text))

    assert result.kind is ResultKind.RECORD
    assert result.record is not None
    assert result.record["status"] == "OK"


@pytest.mark.parametrize(
    ("broken", "words", "summary", "remarks"),
    [
        ("summary_line", "its summary could not be made", "a record", ("a: b",)),
        ("remarks_of", "its remarks could not be made", "created table ki_home.taxi", ()),
    ],
)
def test_what_cannot_be_said_about_a_result_costs_no_more_than_that(
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
    words: str,
    summary: str,
    remarks: tuple[str, ...],
) -> None:
    def fail(*_: object) -> str:
        raise OverflowError("int too large")

    monkeypatch.setattr(f"jobview.results.first_line.described.{broken}", fail)
    monkeypatch.setattr(
        "jobview.results.first_line.remarks._named", lambda _: ["a: b"], raising=True
    )
    result = decoded(done(response=created_bytes()))

    assert (result.record, result.summary, result.remarks) == (CREATED, summary, remarks)
    assert result.note == f"{words}: OverflowError: int too large"


def test_a_result_that_jobview_fails_at_is_shown_as_its_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError("x" * 9_999)

    monkeypatch.setattr("jobview.results.decoding.decode.read_text", fail)
    result = decoded(done(response_text='{"a": 1}'))

    assert (result.kind, result.raw) == (ResultKind.BYTES, b'{"a": 1}')
    assert result.summary == "8 bytes that could not be read"
    assert "(RuntimeError: xxx" in result.note
    assert len(result.note) < 300


def wrapper(message: str, data: bytes = b"", data_str: str = "") -> dict[str, Any]:
    return {
        "status": "OK",
        "message": message,
        "data_type": "create_table_response",
        "data": data,
        "data_str": data_str,
    }


def test_what_a_wrapper_says_besides_is_a_remark() -> None:
    words = "WARNING: column\ndropped"
    binary = SCHEMAS.envelope.encode(wrapper(words, created_bytes()))
    text = json.dumps(wrapper(words, data_str=json.dumps(CREATED)) | {"data": ""})

    for result in (
        decoded(done(response=binary)),
        decoded(done(response_text=text)),
        decoded(done(response=binary[:-1])),
        decoded(done(response=binary + b"\x02")),
        decoded(done(response=binary[:-7])),
        decoded(done(response=SCHEMAS.envelope.encode(wrapper(words)))),
    ):
        assert result.remarks == ("WARNING: column dropped",)
    assert decoded(done(response=SCHEMAS.envelope.encode(wrapper(" ", b"")))).remarks == ()


@pytest.mark.parametrize("place", ["text", "bytes", "wrapped"])
def test_base64_counts_when_all_of_it_is_a_record(place: str) -> None:
    coded = b64encode(created_bytes())
    result = decoded(
        {
            "text": done(response_text=coded.decode()),
            "bytes": done(response=coded),
            "wrapped": done(response=SCHEMAS.envelope.encode(wrapper("", coded))),
        }[place]
    )

    assert (result.kind, result.record) == (ResultKind.RECORD, CREATED)
    assert result.form.startswith("base64, Avro, ")


@pytest.mark.parametrize("coded", [b64encode(created_bytes() + b"\x00"), b"YQ==", b"abc", b"ab=="])
def test_base64_of_anything_else_stays_what_came(coded: bytes) -> None:
    assert decoded(done(response=coded)).kind is ResultKind.BYTES


def test_lists_of_another_length_are_left_out_of_a_table_and_named() -> None:
    record = {
        "table_names": ["a", "b", "c"],
        "type_ids": ["1", "2"],
        "sizes": [7],
        "full_sizes": [1, 2, 3],
        "join_sizes": [],
        "new_sizes": [1, 2, 3, 4],
    }
    result = decoded(done("/show/table", response_text=json.dumps(record)))

    assert result.table is not None
    assert [column.name for column in result.table.columns] == ["table_names", "full_sizes"]
    assert result.note.endswith(": type_ids (2), sizes (1), new_sizes (4)")
    assert result.record == record


def test_many_lists_of_another_length_are_counted() -> None:
    record = {"table_names": ["a"], **{f"x{place}": [1, 2] for place in range(20)}}
    result = decoded(done("/show/table", response_text=json.dumps(record)))

    assert result.note.endswith(", x15 (2), 4 more")
