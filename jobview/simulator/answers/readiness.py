"""The one query that is answered at once: `SELECT 1`, by which clients see that SQL works."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from jobview.results.avro_bytes.avro import RecordSchema

if TYPE_CHECKING:
    from collections.abc import Mapping

_QUERY: Final = re.compile(r"\s*SELECT\s+(?P<number>-?\d{1,18})\s*;?\s*", re.IGNORECASE)
_DEFINITION: Final = {
    "type": "record",
    "name": "generic_response",
    "fields": [
        {"name": name, "type": {"type": "array", "items": items}}
        for name, items in (
            ("column_1", "long"),
            ("column_headers", "string"),
            ("column_datatypes", "string"),
        )
    ],
}


def selected_number(request: Mapping[str, object]) -> dict[str, object] | None:
    """The answer of /execute/sql to a query for one whole number; None for any other statement."""
    found = _QUERY.fullmatch(str(request["statement"]))
    if found is None:
        return None
    value = {
        "column_1": [int(found["number"])],
        "column_headers": ["EXPR$0"],
        "column_datatypes": ["long"],
    }
    as_json = request.get("encoding") == "json"
    return {
        "count_affected": 0,
        "response_schema_str": json.dumps(_DEFINITION, separators=(",", ":")),
        "binary_encoded_response": b"" if as_json else RecordSchema(_DEFINITION).encode(value),
        "json_encoded_response": json.dumps(value) if as_json else "",
        "total_number_of_records": 1,
        "has_more_records": False,
        "paging_table": "",
        "info": {"X-Kinetica-Group": "QUERY", "count": "1"},
    }
