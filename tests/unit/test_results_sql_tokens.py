"""SQL cut into tokens: what each is, and what is refused because it is not certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.report.sql_tokens import TokenKind, UnreadableSql, plain, sql_tokens

TOKENS = [
    ("SELECT", TokenKind.WORD, "SELECT"),
    ("straße_1", TokenKind.WORD, "straße_1"),
    ("sys$x", TokenKind.WORD, "sys$x"),
    ("$1", TokenKind.WORD, "$1"),
    ("12", TokenKind.NUMBER, "12"),
    (".5", TokenKind.NUMBER, ".5"),
    ("1.5e-3", TokenKind.NUMBER, "1.5e-3"),
    ("0x1F", TokenKind.NUMBER, "0x1F"),
    ("'it''s'", TokenKind.STRING, "it's"),
    ("''", TokenKind.STRING, ""),
    ("$$a 'b'$$", TokenKind.STRING, "a 'b'"),
    ("$x$a $$ b$x$", TokenKind.STRING, "a $$ b"),
    ('"a ""b"""', TokenKind.QUOTED, 'a "b"'),
    ("`a b`", TokenKind.QUOTED, "a b"),
    ("/* ' */", TokenKind.COMMENT, "/* ' */"),
    ("-- it's", TokenKind.COMMENT, "-- it's"),
    ("(", TokenKind.SYMBOL, "("),
    (":", TokenKind.SYMBOL, ":"),
]


@pytest.mark.parametrize(("text", "kind", "inner"), TOKENS, ids=lambda value: str(value)[:12])
def test_a_token_is_known_for_what_it_is(text: str, kind: TokenKind, inner: str) -> None:
    (token,) = sql_tokens(f"\n {text}\n")

    assert (token.kind, token.text, plain(token)) == (kind, text, inner)


@pytest.mark.parametrize(
    "text",
    [
        "'open",
        '"open',
        "/* open",
        "$$open",
        "$a$open $b$",
        "'it's secret'",
        "'it's', 'O'Brien'",
        "the'x'",
        "'a'\"b\"",
        "a$$secret$$",
        r"'it\'s secret', 'x'",
        "a */ b",
        "\u2018secret\u2019",
        "# secret",
        "\x00",
    ],
    ids=range(15),
)
def test_what_is_uncertain_is_refused(text: str) -> None:
    with pytest.raises(UnreadableSql):
        list(sql_tokens(f"SELECT {text}"))


@pytest.mark.parametrize("text", ["N'x'", "('x')", "='x'", "'x'::char", '"S"."T"', "'x','y'"])
def test_quotes_touch_signs_and_prefixes(text: str) -> None:
    assert "".join(token.text for token in sql_tokens(text)) == text


@given(st.lists(st.sampled_from([text for text, _, _ in TOKENS]), max_size=20))
def test_tokens_between_line_feeds_stay_apart(texts: list[str]) -> None:
    assert [token.text for token in sql_tokens("\n".join(texts))] == texts


@given(st.text("'\"$`-/*a1 \n\\.é"))
def test_nothing_but_blanks_is_passed_over(text: str) -> None:
    try:
        tokens = list(sql_tokens(text))
    except UnreadableSql:
        return
    assert "".join(token.text for token in tokens).split() == text.split() or "".join(
        "".join(token.text for token in tokens).split()
    ) == "".join(text.split())
    assert all(text[token.start : token.end] == token.text for token in tokens)
