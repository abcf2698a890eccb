"""SQL cut into tokens, strictly: a text that is not plainly SQL is refused, not guessed at.

It serves redaction, where a token taken for another would let a value out. So an unclosed quote is
refused, and so is a quote that touches a word, as in `'it's'`: there the strings and the code
between them may have changed places.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class TokenKind(Enum):
    """What a token is; the values are the names of the expression's groups."""

    COMMENT = "comment"
    STRING = "string"
    QUOTED = "quoted"
    """A name in double quotes or backticks."""
    WORD = "word"
    """A keyword, or a name without quotes."""
    NUMBER = "number"
    SYMBOL = "symbol"
    """One character."""


class Token(NamedTuple):
    """Characters `start` to `end` of a statement."""

    kind: TokenKind
    start: int
    end: int
    text: str

    @property
    def keyword(self) -> str:
        """A word in capitals; a symbol as it is; empty for other tokens."""
        is_plain = self.kind in {TokenKind.WORD, TokenKind.SYMBOL}
        return self.text.upper() if is_plain else ""


class UnreadableSql(ValueError):
    """The text is no SQL that can be cut into tokens with certainty."""


_NAME_PART: Final = r"[\w$\u0300-\u036f\u0900-\u109f]"
r"""A character of a name: `\w` lacks the marks that some scripts write behind a letter."""

_TOKEN: Final = re.compile(
    r"(?P<space>\s++)"
    r"|(?P<comment>--[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)"
    r"|(?P<string>'(?:[^']|'')*+'|(?P<fence>\$(?:[^\W\d]\w*)?\$)(?:(?!(?P=fence)).)*+(?P=fence))"
    r'|(?P<quoted>"(?:[^"]|"")*+"|`(?:[^`]|``)*+`)'
    rf"|(?P<number>(?:\d|\.\d){_NAME_PART}*+(?:\.\d{_NAME_PART}*+|\.(?!\w))?(?:(?<=[eE])[+-]\d++)?)"
    rf"|(?P<word>(?=[\w$]){_NAME_PART}++)"
    r"|(?P<symbol>(?!\*/|/\*)[-()\[\]{},;.+*/%<>=!|&^~:?@])",
    re.DOTALL,
)

_PREFIXES: Final = frozenset({"N", "E", "B", "X", "R"})
"""What may touch the opening quote of a string: `N'…'`, `X'…'`."""


def sql_tokens(text: str) -> Iterator[Token]:
    """The tokens of a statement, comments among them, blanks not.

    Raises:
        UnreadableSql: it cannot be cut with certainty; tokens may have been given before.
    """
    position = 0
    before: Token | None = None
    """The token that touches the next one; None behind a blank."""
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise UnreadableSql("a character or an open quote that is not SQL's")
        position = match.end()
        if match.lastgroup == "space":
            before = None
            continue
        token = Token(TokenKind(match.lastgroup), match.start(), position, match[0])
        if _is_doubtful(token, before):
            raise UnreadableSql("a quote that touches a word")
        yield token
        before = token


def plain(token: Token) -> str:
    """What stands in a token's quotes, doubled quotes made single; another token as it is."""
    text = token.text
    if token.kind is TokenKind.STRING and text.startswith("$"):
        fence = text[: text.index("$", 1) + 1]
        return text[len(fence) : -len(fence)]
    if token.kind in _IN_QUOTES:
        return text[1:-1].replace(text[0] * 2, text[0])
    return text


_IN_QUOTES: Final = frozenset({TokenKind.STRING, TokenKind.QUOTED})
_BARE: Final = frozenset({TokenKind.WORD, TokenKind.NUMBER})


def _is_doubtful(token: Token, before: Token | None) -> bool:
    """Whether a quote touches a word, or `$` may be the quote of a text."""
    if token.kind is TokenKind.WORD and token.text.count("$") > 1:
        return True
    if before is None:
        return False
    if before.kind in _IN_QUOTES:
        return token.kind in _BARE or token.kind in _IN_QUOTES
    is_prefixed = token.kind is TokenKind.STRING and before.keyword in _PREFIXES
    return token.kind in _IN_QUOTES and before.kind in _BARE and not is_prefixed
