"""What is to stay out of a report."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class Redaction:
    """Which kinds of things are left out."""

    user: bool = False
    """Who submitted the job."""
    source: bool = False
    """The address the request came from."""
    cluster: bool = False
    """The cluster's name and URL."""
    user_data: bool = False
    """The job tag and the caller's own note."""
    literals: bool = False
    """Strings, numbers and comments of the query, and what may be a value in messages."""
    tables: bool = False
    """Names of tables, views, schemas and other objects of the database."""
    flags: bool = False
    """The options the job was made with."""

    @property
    def words(self) -> str:
        """What is left out, for people; empty when nothing is."""
        return ", ".join(label for name, label in PARTS.items() if getattr(self, name))

    @property
    def is_of_queries(self) -> bool:
        """Whether a query can hold what is left out anywhere in it."""
        return self.literals or self.tables


PARTS: Final = {
    "user": "user",
    "source": "source address",
    "cluster": "cluster",
    "user_data": "tag, user data",
    "literals": "values",
    "tables": "table names",
    "flags": "flags",
}
"""The parts of a `Redaction` as a screen calls them."""

NOTHING: Final = Redaction()
EVERYTHING: Final = Redaction(**{field.name: True for field in fields(Redaction)})
