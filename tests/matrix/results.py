"""What came of one case."""

from __future__ import annotations

from typing import NamedTuple


class Result(NamedTuple):
    """One cell as it was found; plain values, which a test's worker can send."""

    fault: str
    operation: str
    moment: str
    wrong: str = ""
    """What should have been otherwise; empty when nothing."""
    known: str = ""
    """Why that is so at present, where it is expected."""
    seen_s: float | None = None
    """How long until the board named the right state."""
    back_s: float | None = None
    """How long after the fault's end the board was live again."""

    @property
    def name(self) -> str:
        """Which cell it is."""
        return f"{self.fault} · {self.operation} · {self.moment}"

    @property
    def verdict(self) -> str:
        """A word for the table."""
        if self.wrong:
            return "known" if self.known else "WRONG"
        return "mended" if self.known else "ok"

    @property
    def is_as_expected(self) -> bool:
        """Whether it is right, or wrong for the known reason."""
        return bool(self.wrong) is bool(self.known)
