"""A summary's words: those of jobview's own sentences, and all others, a server's or a user's."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from jobview.results.first_line.sentence import kind_of_thing
from jobview.results.first_line.sentences import SENTENCES
from jobview.results.report.spans import Span
from jobview.results.tables.parallel import LISTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACE: Final = re.compile(r"\{[^}]*\}")
_TOLD: Final = re.compile(r"\{[\w.*@#]+([:?=])([^}]*)\}")
"""A place in a sentence with words of ours: a noun, or what stands for yes and no."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_OTHERS: Final = """
    incomplete nothing returned bytes that could not be read a an empty text of more available rows
    row group groups distinct value values feature features affected statement done yes no result
    large result KiB MiB GiB TiB kB MB GB error errors warning warnings record records in and the
    count mean min max sum stddev variance estimated cardinality
    area box catalog container delta geometry internal list materialized radius range registry
    Reveal role series string symbol tier user OK running complete cancelled queued
"""
_FOREIGN: Final = re.compile(r"[^\s,;:()=%]+(?:[.:][^\s,;:()=%]+)*")
_NUMBER: Final = re.compile(r"[-+]?\d[\d.,]*")
_RANK: Final = re.compile(r"rank\d{1,4}")
_COUNT: Final = re.compile(
    r"(?<![\w$.,])\d(?:[\d,]*\d)? "
    r"(?!(?:and|at|by|for|from|in|into|is|of|on|to|with)\b)(?=([^\W\d_]+))"
)
_ITEM: Final = re.compile(r"(?<=[:,] )[^\s,;:()=]+(?=,|$)")
"""A word by itself between commas."""


def foreign_words(text: str) -> Iterator[Span]:
    """Words of a summary that jobview did not write; of a list of names also such as it does."""
    listed = text.find(": ", len(_INCOMPLETE) if text.startswith(_INCOMPLETE) else 0)
    items = {match.start() for match in _ITEM.finditer(text, max(listed, 0)) if listed >= 0}
    for match in _FOREIGN.finditer(text):
        word = match[0].rstrip(".")
        is_ours = word in SENTENCES or _NUMBER.fullmatch(word) or _RANK.fullmatch(word)
        is_usual = word.lower() in _words() and (match.start() not in items or word.isupper())
        if not (is_ours or is_usual):
            yield Span(match.start(), match.start() + len(word))


def counts(text: str) -> Iterator[tuple[int, int]]:
    """Where a number stands before a noun of jobview's."""
    for match in _COUNT.finditer(text):
        if match[1].lower() in _words():
            yield match.span()


_INCOMPLETE: Final = "incomplete: "


@cache
def _words() -> frozenset[str]:
    """The words of all sentences about results, in lower case."""
    texts = [_OTHERS]
    for endpoint, sentences in SENTENCES.items():
        texts.append(kind_of_thing(endpoint))
        for sentence in sentences:
            texts.append(_PLACE.sub(" ", sentence))
            for sign, words in _TOLD.findall(sentence):
                texts += [words.partition(":")[2]] if sign == "=" else re.split("[:|]", words)
    for listing in LISTINGS.values():
        texts += [listing.one, listing.many]
    words = {word.lower() for text in texts for word in _WORD.findall(text)}
    return frozenset(words | {f"{word}s" for word in words})
