"""Names of tables and the like, with a stand-in for each that is the same wherever it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jobview.results.report.known_texts import KnownTexts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jobview.results.report.spans import Span

_PART: Final = re.compile(r"\"((?:[^\"]|\"\")+)\"|`([^`]+)`|[^.\"`]+")

_MOST_PARTS: Final = 8
"""More than any name has: further ones are taken for no schemas."""


class ObjectNames:
    """Names that are replaced by `table_1`, `schema_1` and so on."""

    def __init__(self) -> None:
        self._known = KnownTexts()
        self._counts: dict[str, int] = {}

    def add(self, parts: Sequence[str]) -> str:
        """A table's name by its parts; its last part alone means it too, the others its schema.

        Returns:
            What stands for it.
        """
        if not parts:
            return ""
        stand_in = self.add_whole(parts)
        self._know(parts[-1], stand_in)
        for count in range(1, min(len(parts), _MOST_PARTS)):
            schema = self.add_whole(parts[:count], "schema")
            self._know(parts[count - 1], schema)
        return stand_in

    def add_text(self, name: str) -> str:
        """A table's name as one text, with dots and maybe quotes."""
        parts = [match[1] or match[2] or match[0] for match in _PART.finditer(name)]
        return self.add(parts)

    def add_whole(self, parts: Sequence[str], kind: str = "table") -> str:
        """A name that means something only as a whole; what stands for it."""
        name = ".".join(parts)
        stand_in = self._known.get(name)
        if stand_in is None:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            stand_in = f"{kind}_{self._counts[kind]}"
            self._know(name, stand_in)
            for quote in ('"', "`", "'"):
                self._known.add(f"{quote}.{quote}".join(parts), stand_in)
        return stand_in

    def known_part(self, parts: Sequence[str]) -> tuple[int, str]:
        """How many of the first parts are a known table, and what stands for it; 0 for none.

        What follows a known schema is a table from then on.
        """
        for count in range(min(len(parts), _MOST_PARTS), 0, -1):
            stand_in = self._known.get(".".join(parts[:count]))
            if stand_in is not None and stand_in.startswith("schema_") and count < len(parts):
                return count + 1, self.add(parts[: count + 1])
            if stand_in is not None:
                return count, stand_in
        return 0, ""

    def _know(self, name: str, stand_in: str) -> None:
        """A name, also with its quotes doubled as within quotes."""
        for quote in ("", '"', "`", "'"):
            self._known.add(name.replace(quote, 2 * quote) if quote else name, stand_in)

    def spans(self, text: str) -> Iterator[Span]:
        """Where one of the names stands."""
        return self._known.spans(text)
