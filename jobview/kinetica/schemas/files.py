"""The package data that the endpoints' schemas come from, as it lies on disk.

`schemas.json` has the newest line of servers whole. Of an older line, `schemas-7.1.json`, only what
it answers in another way is kept: four records differ and nineteen endpoints exist in one line
alone. All are written by `python -m jobview.kinetica.schemas.generate`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from jobview.results.versions import Line, line_of

DATA_FILE: Final = Path(__file__).with_name("data") / "schemas.json"
"""`SchemaFile` as JSON, one endpoint a line."""

_OLDER_PREFIX: Final = "schemas-"


class EndpointSchemas(msgspec.Struct, frozen=True):
    """One endpoint's two record definitions, as Avro JSON not yet parsed."""

    request: msgspec.Raw
    response: msgspec.Raw


class SchemaFile(msgspec.Struct, frozen=True):
    """The newest line of servers."""

    client: str
    """Version of the official Python client the schemas were taken from."""
    envelope: msgspec.Raw
    endpoints: dict[str, EndpointSchemas]


class OlderFile(msgspec.Struct, frozen=True):
    """How an older line's responses differ from those of the newest."""

    client: str
    """Version of the official Python client the schemas were taken from."""
    base: str
    """Version of the client behind the `SchemaFile` that this is the difference to."""
    absent: frozenset[str]
    """Endpoints of the newest line that this line does not have."""
    responses: dict[str, msgspec.Raw]
    """Records that are defined in another way, or that the newest line does not have."""

    def response(self, endpoint: str, newest: SchemaFile) -> msgspec.Raw | None:
        """The record that the line's servers answer with; None for an endpoint they do not have."""
        if endpoint in self.responses:
            return self.responses[endpoint]
        if endpoint in self.absent or endpoint not in newest.endpoints:
            return None
        return newest.endpoints[endpoint].response


@cache
def newest() -> SchemaFile:
    """The newest line, read from disk once."""
    return msgspec.json.decode(DATA_FILE.read_bytes(), type=SchemaFile)


@cache
def older_lines() -> tuple[Line, ...]:
    """The older lines there are, newest first; their files are not read for that."""
    names = (path.stem for path in DATA_FILE.parent.glob(f"{_OLDER_PREFIX}*.json"))
    lines = (line_of(name.removeprefix(_OLDER_PREFIX)) for name in names)
    return tuple(sorted((line for line in lines if line), reverse=True))


@cache
def older(line: Line) -> OlderFile:
    """One of the older lines, read from disk once."""
    return msgspec.json.decode(older_file(line).read_bytes(), type=OlderFile)


def older_file(line: Line) -> Path:
    """Where `OlderFile` of a line is, as JSON, one endpoint a line."""
    return DATA_FILE.with_name(f"{_OLDER_PREFIX}{line}.json")
