"""Writes the schema data from the installed official client: a step of development, not of use.

    python -m jobview.kinetica.generate_schemas

The output depends on nothing but the client's version, so a test can compare the two.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from jobview.kinetica.schemas import DATA_FILE


def generated() -> bytes:
    """The data file's content for the installed client: compact JSON, one endpoint a line."""
    from gpudb import GPUdb  # a development dependency; imports in 0.25 s

    # Constructing a GPUdb would connect to a server; its schema loader only fills an attribute.
    holder: Any = SimpleNamespace()
    GPUdb.load_gpudb_schemas(holder)
    schemas = holder.gpudb_schemas
    lines = [
        f'"{endpoint}":{{"request":{_compact(entry["REQ_SCHEMA_STR"])},'
        f'"response":{_compact(entry["RSP_SCHEMA_STR"])}}}'
        for endpoint, entry in sorted(schemas.items())
        if endpoint.startswith("/")
    ]
    head = f'{{"client":"{GPUdb.api_version}",\n'
    envelope = f'"envelope":{_compact(schemas["gpudb_response"]["RSP_SCHEMA_STR"])},\n'
    return (head + envelope + '"endpoints":{\n' + ",\n".join(lines) + "\n}}\n").encode()


def main() -> None:
    """Overwrite the package's data file."""
    DATA_FILE.parent.mkdir(exist_ok=True)
    DATA_FILE.write_bytes(generated())


def _compact(avro_json: str) -> str:
    return json.dumps(json.loads(avro_json), separators=(",", ":"))


if __name__ == "__main__":
    main()
