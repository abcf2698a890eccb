"""Bytes in JSON: each way to write them is told from the others."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.kinetica.messages.json_bytes import bytes_of
from jobview.kinetica.schemas.files import newest, older, older_lines


@given(st.binary(), st.binary())
def test_bytes_with_a_zero_survive_json(before: bytes, after: bytes) -> None:
    data = before + b"\0" + after
    assert bytes_of(data.decode("latin-1")) == data


@given(st.binary())
def test_bytes_survive_base64(data: bytes) -> None:
    assert bytes_of(base64.b64encode(data).decode()) == data


@pytest.mark.parametrize("text", ["AAA", "AAA=A", "AAAA\n", "A A=", "====", "AAAAé"])
def test_what_is_no_base64_is_its_characters(text: str) -> None:
    assert bytes_of(text) == text.encode("latin-1")


def test_text_that_cannot_be_bytes_is_given_as_utf_8() -> None:
    assert bytes_of("5 €") == "5 €".encode()


def responses() -> list[bytes]:
    """The record of every endpoint in every line of servers."""
    records = [bytes(entry.response) for entry in newest().endpoints.values()]
    for line in older_lines():
        records += [bytes(record) for record in older(line).responses.values()]
    return records


def test_every_response_holds_the_zero_by_which_it_is_told_from_base64() -> None:
    for record in responses():
        types = [field["type"] for field in json.loads(record)["fields"]]
        assert any(isinstance(of, dict) and of["type"] in {"map", "array"} for of in types)
