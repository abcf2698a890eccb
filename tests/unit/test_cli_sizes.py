"""Sizes as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.cli.sizes import MIN_BYTES, byte_size
from jobview.jobs.transfer import size_words

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("64 MiB", 64 * MIB),
        ("64MiB", 64 * MIB),
        (" 64m ", 64 * MIB),
        ("64 MB", 64_000_000),
        ("2G", 2048 * MIB),
        ("1.5 GiB", 1536 * MIB),
        ("1.000001 MiB", MIB + 1),
        ("1 tib", 1024 * 1024 * MIB),
        ("2048k", 2 * MIB),
        ("2097152", 2 * MIB),
        (2097152, 2 * MIB),
    ],
)
def test_a_size_is_a_number_of_bytes(text: str | int, size: int) -> None:
    assert byte_size(text) == size


@pytest.mark.parametrize(
    "text",
    ["", "much", "64 Mi", "64 bytes", "-1 MiB", "1e9", "1,5 GiB", "1. GiB", "٦٤ MiB", "1 PiB"],
)
def test_what_is_no_size_is_told_so(text: str) -> None:
    with pytest.raises(ValueError, match="a size is a number with a unit"):
        byte_size(text)


@pytest.mark.parametrize("text", ["0", "1023 KiB", "64", 0])
def test_a_limit_nothing_fits_in_is_refused(text: str | int) -> None:
    with pytest.raises(ValueError, match="1 MiB at least"):
        byte_size(text)


@given(st.integers(MIN_BYTES, 2**50))
def test_a_size_in_words_is_nearly_the_size(size: int) -> None:
    assert byte_size(size_words(size)) == pytest.approx(size, rel=0.06)
