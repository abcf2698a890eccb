"""The media types the server speaks, and which of them a client wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON: Final = "application/json"
AVRO: Final = "application/octet-stream"
SNAPPY: Final = "application/x-snappy"


def media_type(headers: Mapping[str, str], name: str) -> str:
    """The media type that the header names, without its parameters; empty without the header."""
    return headers.get(name, "").partition(";")[0].strip().lower()


def wants_json(headers: Mapping[str, str]) -> bool:
    """Whether the reply is JSON: Accept decides, or else the request's own type (protocol §2.3)."""
    accepted = media_type(headers, "accept")
    if accepted in {JSON, AVRO, SNAPPY}:
        return accepted == JSON
    return media_type(headers, "content-type") == JSON
