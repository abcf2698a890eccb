"""Which line's schema a response is read by: the server's own, else one that fits completely.

Avro does not say which schema its bytes were written by, so that they fit is the only proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jobview.results.avro_bytes.avro import AvroError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jobview.results.decoding.expected import Expected
    from jobview.results.model import LineSchema


class Fit(NamedTuple):
    """A record that all of the bytes are, and by whose schema."""

    record: Mapping[str, object]
    by: LineSchema
    note: str = ""
    """What else the bytes may be, or why the server's own line was not chosen."""


def whole_record(data: bytes, expected: Expected) -> Fit:
    """The record that `data` is.

    The server's own line decides when its schema fits. A server of an unknown line, such as 7.0,
    is read by the likeliest schema that fits; another one that fits to other values is noted.

    Raises:
        AvroError: no line's schema fits exactly; says why the likeliest does not.
    """
    fits: list[Fit] = []
    misfits: list[str] = []
    is_foreign = False
    for candidate in expected.candidates():
        try:
            record = candidate.schema.opened(data)
        except AvroError as error:
            misfits.append(f"{error} (schema {candidate.stamp})")
            is_foreign = is_foreign or candidate.line == expected.line
            continue
        fits.append(Fit(record, candidate))
        if candidate.line == expected.line:
            break
    if not fits:
        raise AvroError("; ".join(misfits) or f"no schema is known for {expected.endpoint}")
    return fits[0]._replace(note=_note(fits, expected, is_foreign=is_foreign))


def line_of_object(value: Mapping[str, object], expected: Expected) -> LineSchema | None:
    """The likeliest line whose record has all the fields of a JSON object.

    JSON names its fields, so a schema is only asked for their types: when no line has them all,
    the likeliest serves. None for an unknown endpoint.
    """
    likeliest = None
    for candidate in expected.candidates():
        if value.keys() <= set(candidate.schema.field_names):
            return candidate
        likeliest = likeliest or candidate
    return likeliest


def _note(fits: Sequence[Fit], expected: Expected, *, is_foreign: bool) -> str:
    first, *others = fits
    stamps = " and ".join(fit.by.stamp for fit in others if fit.record != first.record)
    if stamps:
        version = f"{expected.server_version} is neither's" if expected.line else "is unknown"
        return (
            f"read by the schema of {first.by.stamp}, though that of {stamps} fits too and gives"
            f" other values: the server's version {version}"
        )
    if is_foreign:
        return (
            f"read by the schema of {first.by.stamp}: the server is {expected.server_version}, but"
            " its own line's does not fit"
        )
    return ""
