"""What is known about a response before its bytes are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jobview.results.versions import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.jobs.source import JobReply
    from jobview.results.model import LineSchema, SchemaCatalogue
    from jobview.results.versions import Line


class Expected(NamedTuple):
    """Whose response it is, and where its schemas are."""

    endpoint: str
    """Its path, as the catalogue has it."""
    encoding: str
    """`response_encoding`, a hint: `binary`, `json` or another word."""
    server_version: str
    """Empty when unknown."""
    catalogue: SchemaCatalogue

    def candidates(self) -> Iterator[LineSchema]:
        """The endpoint's records in all lines of servers, the likeliest first."""
        return self.catalogue.response_schemas(self.endpoint, self.server_version)

    @property
    def line(self) -> Line | None:
        """The server's line; None when it is unknown."""
        return line_of(self.server_version)

    @property
    def record_name(self) -> str | None:
        """The name of the endpoint's record, the same in all lines; None without a schema."""
        likeliest = next(self.candidates(), None)
        return likeliest.schema.name if likeliest else None


def expected_of(reply: JobReply, catalogue: SchemaCatalogue) -> Expected:
    """What `reply` tells about its response."""
    encoding = reply.response_encoding.strip().casefold()
    return Expected(path_of(reply.endpoint), encoding, reply.server_version, catalogue)


def path_of(endpoint: str) -> str:
    """An endpoint's path with its one slash in front, however the server wrote it."""
    return "/" + endpoint.strip().strip("/")
