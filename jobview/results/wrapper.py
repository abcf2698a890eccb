"""`gpudb_response`, the record that a result may be wrapped in (protocol §2.2, §3.2).

Whether results come bare or wrapped is documented nowhere. All records of all endpoints, full and
empty, are told apart by the rule that is used here; the wrapper has to be tried first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jobview.results.avro import AvroError, RecordSchema

if TYPE_CHECKING:
    from collections.abc import Mapping

_WRAPPER: Final = RecordSchema(
    {
        "type": "record",
        "name": "gpudb_response",
        "fields": [
            {"name": "status", "type": "string"},
            {"name": "message", "type": "string"},
            {"name": "data_type", "type": "string"},
            {"name": "data", "type": "bytes"},
            {"name": "data_str", "type": "string"},
        ],
    }
)
_STATUSES: Final = frozenset({"OK", "ERROR"})
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
    try:
        wrapped = Wrapped(**_WRAPPER.decode(data))
    except AvroError:
        return None
    is_ours = record_name is None or wrapped.data_type in {record_name, _NOTHING}
    return wrapped if wrapped.status in _STATUSES and is_ours else None


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
