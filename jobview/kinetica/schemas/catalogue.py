"""The endpoints' Avro schemas, shipped as data so that the official client is not needed.

Each line of servers is read from disk when it is first asked for, and each schema is parsed only
when it is first used: a server of the newest line costs nothing for the older ones.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from jobview.kinetica.schemas.files import SchemaFile, newest, older, older_lines
from jobview.results.versions import Line, likeliest_first, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jobview.results.avro_bytes.avro import RecordSchema
    from jobview.results.model import LineSchema


class Schemas:
    """Record schemas by endpoint path, such as `/get/job`; a `results.model.SchemaCatalogue`.

    Where no line is asked for, the newest is meant: jobview's own calls, and the simulator's.
    """

    def __init__(self, content: SchemaFile) -> None:
        self._content = content
        self._parsed: dict[bytes, RecordSchema] = {}

    @classmethod
    def load(cls) -> Schemas:
        """The schemas shipped with jobview; every call gives the same object."""
        return _shipped()

    @property
    def stamp(self) -> str:
        """Version of the client the newest line was taken from, such as `7.2.3.13`."""
        return self._content.client

    @cached_property
    def envelope(self) -> RecordSchema:
        """`gpudb_response`, the record every binary answer is wrapped in (protocol §2.2)."""
        return self._record(self._content.envelope)

    def endpoints(self) -> tuple[str, ...]:
        """All endpoint paths of the newest line, sorted."""
        return tuple(self._content.endpoints)

    def response_schema(self, endpoint: str) -> RecordSchema | None:
        """The record an endpoint answers with; None for an unknown endpoint."""
        schemas = self._content.endpoints.get(endpoint)
        return None if schemas is None else self._record(schemas.response)

    def request_schema(self, endpoint: str) -> RecordSchema | None:
        """The record an endpoint is asked with; None for an unknown endpoint."""
        schemas = self._content.endpoints.get(endpoint)
        return None if schemas is None else self._record(schemas.request)

    def response_schemas(self, endpoint: str, server_version: str) -> Iterator[LineSchema]:
        """The records that servers of all lines answer with, the likeliest first.

        Args:
            endpoint: its path.
            server_version: of the server that answered; empty when unknown.

        Returns:
            The record of the server's own line, then those of other lines as far as they differ,
            each looked up when the iterator comes to it. Nothing for an unknown endpoint.
        """
        # With the Avro reader 5 ms that a list of jobs, being JSON, does not need.
        from jobview.results.model import LineSchema

        given: list[RecordSchema] = []
        for line in likeliest_first(self._lines, line_of(server_version)):
            stamp, definition = self._response_in(line, endpoint)
            schema = None if definition is None else self._record(definition)
            if schema is not None and schema not in given:
                given.append(schema)
                yield LineSchema(line, stamp, schema)

    def has_one_response(self, endpoint: str) -> bool:
        """Whether all lines answer alike, so that nobody needs the server's version to read it."""
        return len(list(self.response_schemas(endpoint, ""))) <= 1

    @cached_property
    def _newest_line(self) -> Line | None:
        return line_of(self._content.client)

    @cached_property
    def _lines(self) -> tuple[Line, ...]:
        return (*filter(None, [self._newest_line]), *older_lines())

    def _response_in(self, line: Line, endpoint: str) -> tuple[str, msgspec.Raw | None]:
        """The client's version, and the endpoint's record if the line has the endpoint."""
        if line != self._newest_line:
            file = older(line)
            return file.client, file.response(endpoint, self._content)
        schemas = self._content.endpoints.get(endpoint)
        return self._content.client, None if schemas is None else schemas.response

    def _record(self, definition: msgspec.Raw) -> RecordSchema:
        # 5 ms that a list of jobs, being JSON, does not need.
        from jobview.results.avro_bytes.avro import RecordSchema

        text = bytes(definition)
        schema = self._parsed.get(text)
        if schema is None:
            parsed: Mapping[str, Any] = msgspec.json.decode(text, type=dict[str, Any])
            schema = self._parsed.setdefault(text, RecordSchema(parsed))
        return schema


@cache
def _shipped() -> Schemas:
    return Schemas(newest())
