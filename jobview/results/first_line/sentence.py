"""Sentences with places for a record's fields, so that what an endpoint did is told by data.

A template is text with two kinds of places:

- `{field}` is a field's value and must be there: a text or list that is not empty, a number that is
  not negative, a yes or no. A sentence that lacks one is not told.
- `[, text {field} text]` is left out when a field in it is not there, or counts nothing.

A field is `count`, `info.count` for an entry of a map or of JSON in a text, `@` for the kind of
thing the endpoint's path names, `*` for the first field that names a thing. A tally of a field is
a number: `files#items` is how many items a list or map has, `errors#filled` and `errors#blank` how
many of them say something or nothing, `bad#listed` how many items a text lists between commas, and
`config#characters` how long a text is. Behind it may stand:

- `{count:record}`: a whole number, which may come as digits, with its noun: `2 records`. An
  irregular plural is given as `entry|entries`.
- `{ok?yes:no}`: one of two texts by a boolean.
- `{name=ALL:text}`: the text, when the field has this value.
- `{job_id!id}`: a number without grouping; `{data!size}` bytes as `2.0 KiB`; `{files!names}` the
  first of a list or map; `{stats!pairs}` names and values of a map.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

import humanize

from jobview.jobs.transfer import size_words
from jobview.results.avro_bytes.packed import LISTS, NESTED
from jobview.results.cells.floats import float_text
from jobview.results.json_values.nested import opened

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_CHARACTERS: Final = 200
"""Characters of a sentence; of a field one more is taken, so that a cut is seen to be one."""

_OF_ITEMS: Final = frozenset({"items", "filled", "blank"})

_LISTED: Final = 6
"""Names or pairs that a sentence lists."""
_GROUPED_BELOW: Final = 1e15
"""Whole floats from here on are told in their shortest form."""

_MOST_BYTES: Final = 2**64
"""A number from here on is no size: the wire's integers end sooner."""

_PLACE: Final = re.compile(r"\[([^\]]*)\]|\{([^}]*)\}")
_FIELD: Final = re.compile(r"([\w.*@#]+)(?:([:?=!])(.*))?")

_NAMES: Final = (
    *("table_name", "join_table_name", "projection_name", "delta_table_name", "schema_name"),
    *("backup_name", "credential_name", "directory_name", "environment_name", "model_name"),
    *("proc_name", "registry_name", "name", "principal", "role", "label", "type_id", "topic_id"),
    *("trigger_id", "symbol_id", "run_id", "path"),
)
"""Fields that name a thing, the most telling first."""

_KINDS: Final = {
    "containerregistry": "container registry",
    "datasink": "data sink",
    "datasource": "data source",
    "deltatable": "delta table",
    "jointable": "join table",
    "materializedview": "materialized view",
    "resourcegroup": "resource group",
    "statetable": "state table",
    "table external": "external table",
    "tablemonitor": "table monitor",
    "trigger byarea": "trigger by area",
    "trigger byrange": "trigger by range",
    "user external": "external user",
    "user internal": "internal user",
    "user reveal": "Reveal user",
}
"""What the paths of endpoints call things, in words."""


class Subject(NamedTuple):
    """What a sentence is about."""

    endpoint: str
    record: Mapping[str, object]


def told(template: str, subject: Subject) -> str | None:
    """The sentence; None when a field it needs is not there. It may hold server text."""
    return _filled(template, subject, is_optional=False)


def kind_of_thing(endpoint: str) -> str:
    """What an endpoint's path names behind its verb: `join table` for `/create/jointable`."""
    words = " ".join(endpoint.strip("/").split("/")[1:])
    return _KINDS.get(words, words)


def grouped(number: float) -> str:
    """A number with its thousands apart, such as `1,204,331`."""
    if isinstance(number, int):
        return humanize.intcomma(number)
    is_whole = number.is_integer() and abs(number) < _GROUPED_BELOW
    return humanize.intcomma(int(number)) if is_whole else float_text(number, is_single=False)


def with_noun(count: int, noun: str) -> str:
    """`1 file`, `2 files`; an irregular plural stands behind a bar, as in `entry|entries`."""
    one, _, many = noun.partition("|")
    return f"{grouped(count)} {one if count == 1 else many or one + 's'}"


def _filled(template: str, subject: Subject, *, is_optional: bool) -> str | None:
    parts: list[str] = []
    end = 0
    for match in _PLACE.finditer(template):
        inside, field = match.groups()
        if inside is not None:
            text = _filled(inside, subject, is_optional=True) or ""
        else:
            found = _told_field(field, subject, is_optional=is_optional)
            if found is None:
                return None
            text = found
        parts += [template[end : match.start()], text]
        end = match.end()
    return "".join([*parts, template[end:]])


def _told_field(place: str, subject: Subject, *, is_optional: bool) -> str | None:
    match = _FIELD.fullmatch(place)
    if match is None:
        return None
    path, sign, form = match.groups()
    value = _value(path, subject)
    if sign == "?":
        yes, _, no = form.partition(":")
        return (yes if value else no) if isinstance(value, bool) else None
    if sign == "=":
        wanted, _, text = form.partition(":")
        return text if value == wanted else None
    if not _is_given(value) or (is_optional and value == 0):
        return None
    if sign == ":":
        return _counted(value, form, "" if is_optional else _zero(path))
    return _FORMS[form](value) if sign == "!" else _plain(value)


def _value(path: str, subject: Subject) -> object:
    if path == "@":
        return kind_of_thing(subject.endpoint)
    if path == "*":
        names = (subject.record.get(name) for name in _NAMES)
        return next((name for name in names if isinstance(name, str) and name), None)
    path, _, tally = path.partition("#")
    value: object = subject.record
    for step in path.split("."):
        inside = opened(value)
        value = inside.get(step) if isinstance(inside, Mapping) else None
    return _tallied(value, tally) if tally else value


def _tallied(value: object, tally: str) -> int | None:
    """How many of what a tally counts; None for a field of another type."""
    if isinstance(value, str):
        if tally == "listed":
            return sum(bool(item.strip()) for item in value.split(","))
        return (len(value) or None) if tally == "characters" else None
    if not isinstance(value, NESTED) or tally not in _OF_ITEMS:
        return None
    if tally == "items":
        return len(value)
    items: Iterable[object] = value.values() if isinstance(value, Mapping) else value
    return sum(bool(item) is (tally == "filled") for item in items)


def _is_given(value: object) -> bool:
    if isinstance(value, bool):
        return True
    if isinstance(value, int | float):
        return value >= 0 or isinstance(value, float)
    return isinstance(value, (str, bytes, Decimal, *NESTED))


def _counted(value: object, noun: str, zero: str) -> str | None:
    """A number, or one in digits, with its noun; None for what is no number, and for no `zero`."""
    number = _number(value)
    if number is None or not (number or zero):
        return None
    return with_noun(number, noun) if number else f"{zero} {with_noun(0, noun)[2:]}"


def _zero(path: str) -> str:
    """How a sentence says that there are none of what a field counts."""
    return "no" if path.endswith("#items") else "0"


def _number(value: object) -> int | None:
    """A whole number; None for yes and no, for text that is no number, and for all else."""
    if isinstance(value, str):
        is_number = len(value) <= MOST_CHARACTERS and value.isdecimal() and value.isascii()
        return int(value) if is_number else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _plain(value: object) -> str | None:
    """A text or number as it is; None for a text that is empty and for what has no short form."""
    if isinstance(value, str):
        return value[: MOST_CHARACTERS + 1] or None
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return grouped(value)
    return None


def _id(value: object) -> str | None:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _plain(value)


def _size(value: object) -> str | None:
    """Bytes, a number of them, or all the bytes of a list; None for what is no size."""
    pieces = value if isinstance(value, LISTS) else [value]
    total = sum(map(_length, pieces))
    return size_words(total) if 0 < total < _MOST_BYTES else None


def _length(value: object) -> int:
    if isinstance(value, str | bytes):
        return len(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _names(value: object) -> str | None:
    if not isinstance(value, NESTED):
        return None
    return _listed([_plain(name) or "" for name in islice(value, _LISTED)], len(value))


def _pairs(value: object) -> str | None:
    if not isinstance(value, Mapping):
        return None
    pairs = [
        f"{name} = {_plain(item) or '(empty)'}" for name, item in list(value.items())[:_LISTED]
    ]
    return _listed(pairs, len(value))


def _listed(parts: list[str], count: int) -> str | None:
    more = [f"{count - len(parts):,} more"] if count > len(parts) else []
    return ", ".join([*filter(None, parts), *more]) or None


_FORMS: Final[dict[str, Callable[[object], str | None]]] = {
    "id": _id,
    "names": _names,
    "pairs": _pairs,
    "size": _size,
}
