"""A response read in one of the forms that servers may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.results.model import LineSchema, ResultKind


class Body(NamedTuple):
    """What the bytes or the text were read as, before any table in it is."""

    kind: ResultKind
    form: str
    record: Mapping[str, object] | None = None
    text: str | None = None
    note: str = ""
    by: LineSchema | None = None
    """The schema that the record was read by; None without one."""
    rest_at: int | None = None
    """Where the bytes begin that could not be read; None when all were."""
    is_cut: bool = False
    """Whether the record lacks fields of its schema."""
    message: str = ""
    """What the wrapper around a result says besides that all is well."""

    def noted(self, note: str) -> Body:
        """The same with a further note; an empty one adds nothing."""
        return self._replace(note="; ".join(filter(None, (self.note, note))))
