"""What a server says of its ring, and whether the board could turn to the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jobview.cli.checks.finding import Finding, Verdict
from jobview.errors import without_credentials
from jobview.jobs.ring import cluster_word
from jobview.kinetica.client import open_source
from jobview.kinetica.ring.discovery import joined_ring
from jobview.kinetica.ring.members import Members
from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from jobview.clock import Clock
    from jobview.jobs.source import ClusterInfo
    from jobview.settings import Settings


async def ring_findings(
    cluster: ClusterInfo, known: Sequence[str], settings: Settings, clock: Clock
) -> AsyncIterator[Finding]:
    """One line for each cluster that is named, unless it is examined anyway, or one about none.

    Args:
        cluster: what the server told.
        known: the base URLs that are examined.
        settings: how to ask.
        clock: for the asking.
    """

    def open_member(url: str) -> AbstractAsyncContextManager[Any]:
        return open_source(replace(settings, urls=(url,)), clock)

    def joined(urls: Sequence[str], told: Sequence[str]) -> Sequence[str]:
        return joined_ring(urls, told, told_by=cluster.url, login=settings.login)

    new = joined(known, cluster.ring)[len(known) :]
    refused = [text for text in cluster.ring if not joined((), [text])]
    if not new and not refused:
        yield _nobody_new(cluster, known)
    async with Members(open_member) as members:
        for url in new:
            fault = await members.fault_at(url)
            words = f"{cluster_word(url)} is in it too, and is turned to when this one fails"
            if fault is None:
                yield Finding("ring", Verdict.OK, words)
            else:
                words = f"{cluster_word(url)} is in it too, and of no help now: {fault.what}"
                yield Finding("ring", Verdict.NOTE, words, fault.remedy)
    for text in refused:
        name = literal(without_credentials(text), limit=100)
        words = f"it names {name}, which is never turned to"
        yield Finding("ring", Verdict.NOTE, words, "name it with --url if it is to be asked")


def _nobody_new(cluster: ClusterInfo, known: Sequence[str]) -> Finding:
    if cluster.ring:
        return Finding("ring", Verdict.OK, "it names no cluster but those that you named")
    if not cluster.version:
        return Finding("ring", Verdict.NOTE, "not told to this user")
    if len(known) == 1:
        return Finding("ring", Verdict.OK, "none: it names no other cluster")
    words = "it names no other cluster, though you named several"
    return Finding("ring", Verdict.NOTE, words, "check that the URLs are those of one ring")
