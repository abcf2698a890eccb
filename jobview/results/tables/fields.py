"""Fields of a response record by the type they should have; another type counts as absent.

A record read from Avro has the schema's types. One read from JSON has whatever the server wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jobview.results.avro_bytes.packed import LISTS
from jobview.results.avro_bytes.record import LARGE_BYTES, OpenedRecord
from jobview.results.avro_bytes.stretch import Stretch


def text_in(record: Mapping[str, object], name: str) -> str:
    """A string field; empty when absent."""
    value = record.get(name)
    return value if isinstance(value, str) else ""


def bytes_in(record: Mapping[str, object], name: str) -> bytes:
    """A bytes field; empty when absent."""
    value = record.get(name)
    return value if isinstance(value, bytes) else b""


def stretch_in(record: Mapping[str, object], name: str) -> Stretch:
    """Where the bytes of a bytes field are, not copied when they are many; empty when absent."""
    found = record.stretch(name) if isinstance(record, OpenedRecord) else None
    return found or Stretch.of(bytes_in(record, name))


def long_text_in(record: Mapping[str, object], name: str) -> Stretch | None:
    """A long string field as the UTF-8 that it is; None when absent, short or no UTF-8."""
    found = record.stretch(name) if isinstance(record, OpenedRecord) else None
    text = None if found else record.get(name)
    if not isinstance(text, str) or len(text) <= LARGE_BYTES:
        return found
    try:
        return Stretch.of(text.encode())
    except UnicodeEncodeError:
        return None


def number_in(record: Mapping[str, object], name: str) -> int | None:
    """A whole number; None when absent."""
    value = record.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag_in(record: Mapping[str, object], name: str) -> bool:
    """Whether a field is there and true."""
    return record.get(name) is True


def list_in(record: Mapping[str, object], name: str) -> Sequence[Any]:
    """A list field, which is a `PackedColumn` when it is long; empty when absent."""
    value = record.get(name)
    return value if isinstance(value, LISTS) else []


def texts_in(record: Mapping[str, object], name: str) -> Sequence[str]:
    """The strings of a list field; empty when absent or when an item is no string."""
    items = list_in(record, name)
    return items if all(isinstance(item, str) for item in items) else []


def info_in(record: Mapping[str, object]) -> Mapping[str, str]:
    """The record's `info` map; empty when absent."""
    value = record.get("info")
    if not isinstance(value, Mapping):
        return {}
    return {name: item for name, item in value.items() if isinstance(item, str)}
