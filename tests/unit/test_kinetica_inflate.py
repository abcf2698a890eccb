"""Compressed bodies, undone a limited piece at a time."""

from __future__ import annotations

import gzip
import zlib

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.kinetica.exchange.inflate import PIECE_BYTES, Inflater
from tests.fakes.answers import cut

CONTENT = b"".join(b"%d," % number for number in range(200_000))
COMPRESSED = gzip.compress(CONTENT)


def raw_deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflater.compress(data) + deflater.flush()


def inflated(coding: str, data: bytes, size: int) -> list[bytes]:
    inflater = Inflater(coding)
    pieces = [piece for part in cut(data, size) for piece in inflater.pieces(part)]
    inflater.check_end()
    return pieces


@pytest.mark.parametrize("size", [1, 1000, 10**9])
@pytest.mark.parametrize(
    ("coding", "compress"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        (" GZIP ", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
    ],
)
def test_what_was_compressed_comes_back(coding: str, compress: object, size: int) -> None:
    assert callable(compress)
    content = CONTENT if size > 1 else CONTENT[:20_000]
    pieces = inflated(coding, compress(content), size)
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= PIECE_BYTES
    assert all(pieces)


def test_a_small_piece_that_holds_much_is_undone_bit_by_bit() -> None:
    inflater = Inflater("gzip")
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 60_000
    pieces = inflater.pieces(bomb)
    assert len(next(pieces)) == PIECE_BYTES
    assert sum(map(len, pieces)) == 50_000_000 - PIECE_BYTES


def test_members_one_behind_the_other_are_one_body() -> None:
    assert b"".join(inflated("gzip", gzip.compress(b"a") + gzip.compress(b"b"), 7)) == b"ab"


def test_an_empty_body_needs_no_compression() -> None:
    assert inflated("gzip", b"", 1) == []


@given(end=st.integers(1, len(COMPRESSED) - 1))
def test_a_part_is_not_the_whole(end: int) -> None:
    with pytest.raises(httpx.DecodingError):
        inflated("gzip", COMPRESSED[:end], 100_000)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_other_bytes_are_refused(coding: str) -> None:
    with pytest.raises(httpx.DecodingError):
        inflated(coding, b"\xffplain text", 100)


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "identity;x"])
def test_other_codings_are_refused(coding: str) -> None:
    with pytest.raises(httpx.DecodingError):
        Inflater(coding)
