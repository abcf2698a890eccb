"""Writes the schema data from the installed official client: a step of development, not of use.

    python -m jobview.kinetica.schemas.generate

The client's line of servers is written anew and the other lines stay as they are, so every line is
renewed from an environment of its own: the newest from the development environment, an older one
from one that has jobview and, say, `gpudb==7.1.*`. Two clients cannot live in one environment.
The output depends on nothing but the clients' versions, so a test can compare the two.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from jobview.kinetica.schemas.files import DATA_FILE, newest, older, older_file, older_lines
from jobview.results.versions import line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from jobview.results.versions import Line


class Responses(NamedTuple):
    """The response records of one line of servers."""

    client: str
    """Version of the client they were taken from."""
    by_endpoint: Mapping[str, str]
    """Compact Avro JSON."""


def generated() -> dict[Path, bytes]:
    """Every data file's content with the installed client's line as that client has it.

    Compact JSON, one endpoint a line.

    Raises:
        ValueError: the client has no version that names a line.
    """
    client, schemas = _installed()
    line = line_of(client)
    if line is None:
        raise ValueError(f"no version of a client: {client!r}")
    lines = _shipped()
    responses = {
        endpoint: _compact(entry["RSP_SCHEMA_STR"])
        for endpoint, entry in sorted(schemas.items())
        if endpoint.startswith("/")
    }
    lines[line] = Responses(client, responses)
    newest_line = max(lines)
    files = {
        older_file(other): _difference(lines[other], lines[newest_line])
        for other in lines
        if other != newest_line
    }
    is_newest = line == newest_line
    files[DATA_FILE] = _whole(client, schemas) if is_newest else DATA_FILE.read_bytes()
    return files


def main() -> None:
    """Overwrite the package's data files."""
    for path, content in generated().items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def _installed() -> tuple[str, Mapping[str, Mapping[str, str]]]:
    """The client's version and its schemas by endpoint."""
    from gpudb import GPUdb  # a development dependency; imports in 0.25 s

    # Constructing a GPUdb would connect to a server; its schema loader only fills an attribute.
    holder: Any = SimpleNamespace()
    GPUdb.load_gpudb_schemas(holder)
    return GPUdb.api_version, holder.gpudb_schemas


def _shipped() -> dict[Line, Responses]:
    """The lines that the data has now."""
    whole = newest()
    lines = {}
    for line in filter(None, [line_of(whole.client)]):
        responses = {name: bytes(entry.response) for name, entry in whole.endpoints.items()}
        lines[line] = _responses(whole.client, responses)
    for line in older_lines():
        file = older(line)
        names = whole.endpoints.keys() | file.responses.keys()
        found = {name: bytes(file.response(name, whole) or b"") for name in names}
        lines[line] = _responses(file.client, found)
    return lines


def _responses(client: str, found: Mapping[str, bytes]) -> Responses:
    """`found` without endpoints that have no record."""
    return Responses(client, {name: text.decode() for name, text in found.items() if text})


def _whole(client: str, schemas: Mapping[str, Mapping[str, str]]) -> bytes:
    """The content of `SchemaFile`."""
    entries = {
        endpoint: f'{{"request":{_compact(entry["REQ_SCHEMA_STR"])},'
        f'"response":{_compact(entry["RSP_SCHEMA_STR"])}}}'
        for endpoint, entry in schemas.items()
        if endpoint.startswith("/")
    }
    envelope = _compact(schemas["gpudb_response"]["RSP_SCHEMA_STR"])
    head = f'{{"client":"{client}",\n"envelope":{envelope},\n"endpoints":{{\n'
    return (head + _by_endpoint(entries.items()) + "\n}}\n").encode()


def _difference(line: Responses, base: Responses) -> bytes:
    """The content of `OlderFile`."""
    absent = sorted(base.by_endpoint.keys() - line.by_endpoint.keys())
    # Compared as values: clients also differ in the order of a definition's keys.
    others = [
        (endpoint, text)
        for endpoint, text in line.by_endpoint.items()
        if json.loads(text) != json.loads(base.by_endpoint.get(endpoint, "null"))
    ]
    head = f'{{"client":"{line.client}","base":"{base.client}",\n"absent":{json.dumps(absent)},\n'
    return (head + '"responses":{\n' + _by_endpoint(others) + "\n}}\n").encode()


def _by_endpoint(entries: Iterable[tuple[str, str]]) -> str:
    return ",\n".join(f'"{endpoint}":{text}' for endpoint, text in sorted(entries))


def _compact(avro_json: str) -> str:
    return json.dumps(json.loads(avro_json), separators=(",", ":"))


if __name__ == "__main__":
    main()
