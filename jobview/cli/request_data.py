"""The request that `submit` sends: where its JSON comes from, and whether it is JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final, NoReturn

from jobview.errors import SettingsError

STANDARD_INPUT: Final = "-"
FILE_SIGN: Final = "@"


def request_text(data: str) -> str:
    """The JSON text that `--data` means: itself, `@file`'s content, or standard input for `-`.

    It is given as it was written; only that it is one JSON object has been checked.

    Raises:
        SettingsError: it cannot be read, or is no JSON object; says where it stops being one.
    """
    text, place = _read(data)
    try:
        value = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise SettingsError(
            f"{place} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{place} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise SettingsError(f'{place} is no JSON object; write the request as {{"field": value}}')
    return text


def _read(data: str) -> tuple[str, str]:
    try:
        if data == STANDARD_INPUT:
            return sys.stdin.buffer.read().decode("utf-8-sig"), "standard input"
        if data.startswith(FILE_SIGN):
            path = Path(data.removeprefix(FILE_SIGN))
            return path.read_bytes().decode("utf-8-sig"), str(path)
    except OSError as error:
        raise SettingsError(f"--data {data}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"--data {data} is not UTF-8: {error.reason}") from error
    return data, "--data"


def _refuse(constant: str) -> NoReturn:
    # Python's reader takes NaN and Infinity, JSON does not know them.
    raise ValueError(f"{constant} is no value of JSON")
