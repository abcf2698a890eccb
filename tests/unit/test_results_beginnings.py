"""What bytes are taken for by how they begin, and what they are not taken for."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.decoding.beginnings import looks_like


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\x06\x00\x00sNaPpY\x00", "Snappy"),
        (gzip.compress(b"{}", mtime=0), "gzip"),
        (b"Obj\x01\x04", "Avro file"),
        (b"ARROW1\x00\x00", "Arrow"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"<html><body>502</body></html>", "HTML"),
        (b"<!DOCTYPE html>\n<p>", "HTML"),
        (b'<?xml version="1.0"?>', "HTML"),
        (b'{"a": 1', "JSON"),
        (b"\n  [1, 2", "JSON"),
        (b"upstream connect error", "plain text"),
        ("citt\N{LATIN SMALL LETTER A WITH GRAVE}".encode()[:-1], "plain text"),
        (b"one\ttwo\r\n" * 20_000, "plain text"),
        (b"<" + b"a" * 30, "plain text"),
        (b"<ki_home.a_name_of_30_characters\x00\x00", ""),
        (b"\x18ki_home.taxi", ""),
        (b"plain \x1b[31m", ""),
        (b"\xff\xfe", ""),
        (b"", ""),
    ],
)
def test_bytes_are_taken_for_what_they_begin_as(data: bytes, words: str) -> None:
    found = looks_like(data, "binary")
    assert words in found
    assert bool(words) == bool(found)


def test_the_servers_word_for_compressed_data_is_believed() -> None:
    assert "Snappy" in looks_like(b"\x1c0create", "snappy")


@given(st.binary(), st.text())
def test_anything_can_be_looked_at(data: bytes, encoding: str) -> None:
    looks_like(data, encoding)
