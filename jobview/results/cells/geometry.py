"""Geometries in a few words: well-known text, and the header of its binary form.

Kinetica's `wkt` columns hold text, or bytes (protocol §3.5). The forms are those of OGC Simple
Features; the flags of the binary one those of PostGIS, which writes a reference system in it.
"""

from __future__ import annotations

import re
import struct
from itertools import islice
from typing import Final, NamedTuple

import humanize

_SHORT: Final = 60
"""Characters of a geometry that is shown as it came."""
_COUNTED_CHARACTERS: Final = 64 * 1024
"""Of a longer text a cell says the length, because counting its points would hold up a paint."""
_FIRST_POINTS: Final = 2

_KIND: Final = re.compile(
    r"\s*(?:SRID\s*=\s*\d+\s*;\s*)?"
    r"((?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION|LINEARRING|TRIANGLE|TIN"
    r"|POLYHEDRALSURFACE|CIRCULARSTRING|COMPOUNDCURVE|CURVEPOLYGON|MULTICURVE|MULTISURFACE)"
    r"\s*(ZM?|M)?\s*(?=\(|EMPTY)",
    re.IGNORECASE,
)
_POINT_START: Final = re.compile(r"[(,]\s*[-+.\d]")
_POINT: Final = re.compile(r"[-+.\deE]+(?:[ \t]+[-+.\deE]+)+")

_HEADER_WIDTH: Final = 5
_KIND_CODES: Final = {
    1: "POINT",
    2: "LINESTRING",
    3: "POLYGON",
    4: "MULTIPOINT",
    5: "MULTILINESTRING",
    6: "MULTIPOLYGON",
    7: "GEOMETRYCOLLECTION",
}
_CODE_MASK: Final = 0x0FFF_FFFF
_DIMENSIONS: Final = 1000
"""The binary kinds of geometries with Z or M or both are 1000, 2000 or 3000 higher."""
_MOST_DIMENSIONS: Final = 3


class Geometry(NamedTuple):
    """What the text of a geometry says at a glance."""

    kind: str
    """In capitals, such as `MULTIPOLYGON`."""
    point_count: int
    first_points: tuple[str, ...]


def geometry_in(text: str) -> Geometry | None:
    """What well-known text holds, all its points counted; None for another text."""
    found = _KIND.match(text)
    if found is None:
        return None
    points = islice(_POINT.finditer(text, found.end()), _FIRST_POINTS)
    count = sum(1 for _ in _POINT_START.finditer(text, found.end()))
    return Geometry(
        " ".join(filter(None, found.groups())).upper(), count, tuple(point[0] for point in points)
    )


def wkt_text(text: str, ellipsis: str = "…") -> str | None:
    """A geometry short enough for a cell: `POLYGON, 1,204 points (12.5 41.9, 12.6 41.9, …)`.

    Returns:
        None for a text that is no geometry, or short as it is.
    """
    if len(text) <= _SHORT:
        return None
    geometry = geometry_in(text[:_COUNTED_CHARACTERS])
    if geometry is None:
        return None
    size = f"{humanize.intcomma(len(text))} characters"
    if len(text) <= _COUNTED_CHARACTERS:
        size = points_text(geometry.point_count)
    return f"{geometry.kind}, {size} ({', '.join([*geometry.first_points, ellipsis])})"


def points_text(count: int) -> str:
    """`1 point`, `1,204 points`."""
    return f"{humanize.intcomma(count)} point{'' if count == 1 else 's'}"


def wkb_kind(data: bytes) -> str | None:
    """The kind that the header of well-known binary says; None for bytes of another sort."""
    if len(data) < _HEADER_WIDTH or data[0] > 1:
        return None
    (code,) = struct.unpack_from("<I" if data[0] else ">I", data, 1)
    dimensions, kind = divmod(code & _CODE_MASK, _DIMENSIONS)
    return _KIND_CODES.get(kind) if dimensions <= _MOST_DIMENSIONS else None
