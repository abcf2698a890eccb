"""The endpoints' Avro schemas, shipped as data so that the official client is not needed.

The data is written by `python -m jobview.kinetica.generate_schemas`. It is read once, when first
asked for, and each schema is parsed only when it is first used.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.results.avro import RecordSchema

DATA_FILE: Final = Path(__file__).with_name("data") / "schemas.json"
"""The package data: `SchemaFile` as JSON, one endpoint a line."""


class EndpointSchemas(msgspec.Struct, frozen=True):
    """One endpoint's two record definitions, as Avro JSON not yet parsed."""

    request: msgspec.Raw
    response: msgspec.Raw


class SchemaFile(msgspec.Struct, frozen=True):
    """The content of the data file."""

    client: str
    """Version of the official Python client the schemas were taken from."""
    envelope: msgspec.Raw
    endpoints: dict[str, EndpointSchemas]


class Schemas:
    """Record schemas by endpoint path, such as `/get/job`; a `results.model.SchemaCatalogue`."""

    def __init__(self, content: SchemaFile) -> None:
        self._content = content
        self._parsed: dict[bytes, RecordSchema] = {}

    @classmethod
    def load(cls) -> Schemas:
        """The schemas shipped with jobview; every call gives the same object."""
        return _shipped()

    @property
    def stamp(self) -> str:
        """Version of the official client the schemas were taken from, such as `7.2.3.13`."""
        return self._content.client

    @cached_property
    def envelope(self) -> RecordSchema:
        """`gpudb_response`, the record every binary answer is wrapped in (protocol §2.2)."""
        return self._record(self._content.envelope)

    def endpoints(self) -> tuple[str, ...]:
        """All endpoint paths, sorted."""
        return tuple(self._content.endpoints)

    def response_schema(self, endpoint: str) -> RecordSchema | None:
        """The record an endpoint answers with; None for an unknown endpoint."""
        schemas = self._content.endpoints.get(endpoint)
        return None if schemas is None else self._record(schemas.response)

    def request_schema(self, endpoint: str) -> RecordSchema | None:
        """The record an endpoint is asked with; None for an unknown endpoint."""
        schemas = self._content.endpoints.get(endpoint)
        return None if schemas is None else self._record(schemas.request)

    def _record(self, definition: msgspec.Raw) -> RecordSchema:
        # 5 ms that a list of jobs, being JSON, does not need.
        from jobview.results.avro import RecordSchema

        text = bytes(definition)
        schema = self._parsed.get(text)
        if schema is None:
            parsed: Mapping[str, Any] = msgspec.json.decode(text, type=dict[str, Any])
            schema = self._parsed.setdefault(text, RecordSchema(parsed))
        return schema


@cache
def _shipped() -> Schemas:
    return Schemas(msgspec.json.decode(DATA_FILE.read_bytes(), type=SchemaFile))
