"""The one place that makes sources of random numbers."""

from __future__ import annotations

from random import Random


def chance(*parts: str | int) -> Random:
    """A source that gives the same numbers for the same parts, in every run."""
    return Random("/".join(map(str, parts)))  # noqa: S311 - repeatable play, nothing secret
