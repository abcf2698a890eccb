"""`gpudb_response`, the record that a result may be wrapped in (protocol §2.2, §3.2).

Whether results come bare or wrapped is documented nowhere. All records of all endpoints, full and
empty, are told apart by the rule that is used here; the wrapper has to be tried first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jobview.results.avro_bytes.avro import AvroError, RecordSchema
from jobview.results.avro_bytes.varints import read_long

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD_FIELDS: Final = [
    {"name": "status", "type": "string"},
    {"name": "message", "type": "string"},
    {"name": "data_type", "type": "string"},
]
_DATA_FIELDS: Final = [{"name": "data", "type": "bytes"}, {"name": "data_str", "type": "string"}]
_NAMED: Final = {"type": "record", "name": "gpudb_response"}
_WRAPPER: Final = RecordSchema({**_NAMED, "fields": [*_HEAD_FIELDS, *_DATA_FIELDS]})
_HEAD: Final = RecordSchema({**_NAMED, "fields": _HEAD_FIELDS})
_STATUSES: Final = frozenset({"OK", "ERROR"})
_FIRST_FIELDS: Final = (b"\x04OK", b"\x0aERROR")
_NOTHING: Final = "none"


class Wrapped(NamedTuple):
    """What a wrapper says, and the result inside it in either of two forms."""

    status: str
    message: str
    data_type: str
    data: bytes
    data_str: str

    @property
    def is_error(self) -> bool:
        """Whether the server says that the call failed; `message` has its words."""
        return self.status == "ERROR"


def unwrapped(data: bytes, record_name: str | None) -> Wrapped | None:
    """The wrapper that `data` is; None when it is none.

    Args:
        data: a result's bytes.
        record_name: the endpoint's response record, such as `create_table_response`; None when
            the endpoint is unknown and any record's name will do.
    """
    if not data.startswith(_FIRST_FIELDS):
        return None  # else 64 MiB of rows might be read as a message before that is found out
    try:
        wrapped = Wrapped(**_WRAPPER.decode(data))
    except AvroError:
        return None
    return wrapped if _is_ours(wrapped.status, wrapped.data_type, record_name) else None


def begins_as_wrapper(data: bytes) -> bool:
    """Whether `data` begins with a wrapper's first field, as few records do."""
    return data.startswith(_FIRST_FIELDS)


class BegunWrapper(NamedTuple):
    """A wrapper that breaks off, or that more bytes follow."""

    wrapped: Wrapped
    """`data` as far as it goes."""
    data_at: int
    """Where `data` begins among the bytes."""
    size: int | None
    """Bytes that the whole wrapper takes; None when it breaks off."""


def begun(data: bytes, record_name: str | None) -> BegunWrapper | None:
    """The wrapper that `data` begins with; None when it begins with none, or breaks off too soon.

    Args:
        data: a result's bytes, which are not exactly one wrapper.
        record_name: as for `unwrapped`.
    """
    head = _HEAD.decode_beginning(data)
    if head.reason or not _is_ours(head.record["status"], head.record["data_type"], record_name):
        return None
    try:
        size, data_at = read_long(data, head.size)
    except (IndexError, OverflowError):
        return None
    if size < 0:
        return None
    whole = _WRAPPER.decode_beginning(data)
    inner = data[data_at : data_at + size]
    wrapped = Wrapped(**head.record, data=inner, data_str=whole.record.get("data_str", ""))
    return BegunWrapper(wrapped, data_at, None if whole.reason else whole.size)


def _is_ours(status: str, data_type: str, record_name: str | None) -> bool:
    return status in _STATUSES and (record_name is None or data_type in {record_name, _NOTHING})


def unwrapped_json(value: Mapping[str, Any]) -> Wrapped | None:
    """The wrapper that a JSON object is: it has exactly a wrapper's keys; None when it is none."""
    if value.keys() != set(Wrapped._fields) or value["status"] not in _STATUSES:
        return None
    if not all(isinstance(item, str) for item in value.values()):
        return None
    wrapped = Wrapped(**value)
    try:
        return wrapped._replace(data=value["data"].encode("latin-1"))
    except UnicodeEncodeError:
        return None
