"""Sizes in words, the same everywhere, and how far a result has come."""

from __future__ import annotations

import pytest

from jobview.jobs.transfer import Transfer, size_words

KIB, MIB, GIB = 1024, 1024**2, 1024**3


@pytest.mark.parametrize(
    ("byte_count", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (526, "526 bytes"),
        (1023, "1023 bytes"),
        (KIB, "1 KiB"),
        (4200, "4.1 KiB"),
        (99 * KIB + 1000, "100 KiB"),
        (MIB - 1, "1 MiB"),
        (64 * MIB, "64 MiB"),
        (100 * MIB, "100 MiB"),
        (GIB - 1, "1 GiB"),
        (3 * GIB // 2, "1.5 GiB"),
        (5000 * 1024**4, "5000 TiB"),
    ],
)
def test_a_size_is_a_short_number_of_a_binary_unit(byte_count: int, words: str) -> None:
    assert size_words(byte_count) == words


@pytest.mark.parametrize(
    ("received", "total", "words"),
    [
        (12 * MIB, 48 * MIB, "12.0 of 48 MiB (25 %)"),
        (0, 526, "0 of 526 bytes (0 %)"),
        (12 * MIB + 300 * KIB, None, "12.3 MiB"),
        (7, 0, "7 bytes"),
    ],
)
def test_a_transfer_tells_both_in_the_unit_of_the_whole(
    received: int, total: int | None, words: str
) -> None:
    assert Transfer(received, total).words == words
