"""JSON as Kinetica servers write it, read into typed values (protocol §2.5).

Clean text takes msgspec's fast road. What msgspec refuses is read once more kindly: with the
repairs of `results.json_values.json_text`, bytes that are not UTF-8, and numbers and booleans as
strings.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from jobview.results.json_values.json_text import JsonTextError, parsed

_T = TypeVar("_T")


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
    try:
        return parsed(text)
    except JsonTextError as error:
        raise JsonError(str(error)) from None
