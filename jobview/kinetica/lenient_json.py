r"""JSON as Kinetica servers write it, which is not always JSON (protocol §2.5).

Clean text takes the fast road. Text that msgspec refuses is read once more with what servers were
seen or are suspected to do put right: escapes written `\U00e4`, bare `NaN` and `Infinity`, raw
control characters in strings, lone surrogates, a byte order mark, bytes that are not UTF-8.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, TypeVar

import msgspec

_T = TypeVar("_T")

_CAPITAL_ESCAPE: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\U([0-9A-Fa-f]{4})")
r"""`\U` with four digits, not preceded by a backslash that escapes the backslash."""


class JsonError(Exception):
    """Text that is not JSON however kindly it is read, or JSON of another shape than asked for."""


def decoded(text: bytes | str, shape: type[_T]) -> _T:
    """The value of `text`, of type `shape`; unknown members are left out.

    Raises:
        JsonError: says what is wrong and where, without quoting the text.
    """
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.DecodeError, UnicodeError):
        value = untyped(text)
    except RecursionError:
        raise JsonError("nested too deeply") from None
    return converted(value, shape)


def converted(value: object, shape: type[_T]) -> _T:
    """Plain Python objects as `shape`; numbers and booleans may be strings.

    Raises:
        JsonError: says what does not fit and where.
    """
    try:
        return msgspec.convert(value, shape, strict=False)
    except msgspec.ValidationError as error:
        raise JsonError(str(error)) from None


def untyped(text: bytes | str) -> Any:  # noqa: ANN401 - JSON is anything
    """The value of `text` as plain Python objects.

    Raises:
        JsonError: says what is wrong and where, without quoting the text.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8-sig", errors="replace")
    text = _CAPITAL_ESCAPE.sub(r"\1\\u\2", text)
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise JsonError("nested too deeply") from None
    except ValueError as error:
        raise JsonError(f"not JSON: {error}") from None
