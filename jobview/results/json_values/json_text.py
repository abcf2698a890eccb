r"""JSON text from a server as Python values, bounded in depth and tolerant of known faults.

Integers are exact at any size, and fractions if it is asked for; `NaN` and `Infinity` may stand
bare. Two faults of Kinetica's JSON writers are repaired when the text cannot be read otherwise
(protocol §2.5): escapes written as `\U00e4`, and raw control characters inside strings.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from jobview.results.json_values.written import FLOATS, Fractions

MOST_LEVELS: Final = 100
"""How deep lists and objects may be nested, so that every later walk over a value can recurse."""

_CAPITAL_ESCAPE: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\U([0-9A-Fa-f]{4})")
r"""`\U` and four digits behind an even number of backslashes."""

_NESTING: Final = frozenset({dict, list})


class JsonTextError(Exception):
    """Text that is not JSON, or JSON nested too deeply; says why without quoting it."""


def parsed(text: str, fractions: Fractions = FLOATS) -> Any:  # noqa: ANN401 - JSON is anything
    """The value that `text` holds.

    Args:
        text: the JSON.
        fractions: what numbers with a point or an exponent become.

    Raises:
        JsonTextError: no JSON, even when repaired, or nested deeper than `MOST_LEVELS`.
    """
    try:
        value = fractions.loaded(text)
    except ValueError:
        value = _repaired(text, fractions)
    except RecursionError:
        raise _too_deep() from None
    # Most texts hold fewer brackets than levels are allowed, and counting those is cheap.
    if text.count("[") + text.count("{") > MOST_LEVELS:
        _check_depth(value)
    return value


def _repaired(text: str, fractions: Fractions) -> Any:  # noqa: ANN401 - JSON is anything
    try:
        return fractions.loaded(_CAPITAL_ESCAPE.sub(r"\1\\u\2", text), is_strict=False)
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        raise JsonTextError(_why_not(text, error)) from None
    except ValueError as error:  # an integer of more digits than Python converts
        raise JsonTextError(f"JSON that cannot be read: {error}") from None


def _why_not(text: str, error: json.JSONDecodeError) -> str:
    if not text.lstrip().startswith(("{", "[")):
        return "plain text, not JSON"
    what = error.msg[:1].lower() + error.msg[1:]
    return f"no JSON from line {error.lineno}, column {error.colno} on: {what}"


def _check_depth(value: object) -> None:
    """Level by level and not by recursion, because the value may be too deep for that."""
    nested: list[Any] = [value] if type(value) in _NESTING else []
    for _ in range(MOST_LEVELS + 1):
        if not nested:
            return
        nested = [
            item
            for container in nested
            for item in (container.values() if isinstance(container, dict) else container)
            if type(item) in _NESTING
        ]
    raise _too_deep()


def _too_deep() -> JsonTextError:
    return JsonTextError(f"JSON nested more than {MOST_LEVELS} levels deep")
