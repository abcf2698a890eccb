"""The header: which cluster, how well it is heard, how old the data is, how many jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import var
from textual.widget import Widget

from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import EMPTY_SNAPSHOT, Link, LinkState, Snapshot
from jobview.text import literal
from jobview.ui.frame.link_words import ASCII_STATE_MARKS, STATE_LOOKS, is_stale, link_clauses
from jobview.ui.paint.wording import duration, time_of_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.ui.look import Look

NARROW_WIDTH: Final = 80
WIDE_WIDTH: Final = 140

_NO_NAME: Final = Content(" ")

_COUNTED: Final = (Phase.RUNNING, Phase.DONE, Phase.FAILED, Phase.CANCELLED)


class HeaderLine(Widget):
    """One line, left the link, right the counts and the clock; narrow screens get less of it."""

    DEFAULT_CSS = """
    HeaderLine { height: 1; width: 1fr; }
    """

    snapshot: var[Snapshot] = var(EMPTY_SNAPSHOT)
    now_s: var[float] = var(0.0)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._cluster_name = look.cluster_name
        self._marks = look.marks
        self._zone = look.zone
        self._badges = Content.assemble(*_badges(look))
        self._shown = Content("")

    def watch_snapshot(self) -> None:
        """Show what is new."""
        self._follow()

    def watch_now_s(self) -> None:
        """Show how time goes on."""
        self._follow()

    def _follow(self) -> None:
        """Paint only when it reads otherwise: Textual draws all between it and the next change."""
        content = self._content()
        if not content.is_same(self._shown):
            self.refresh()

    def render(self) -> Content:
        """Both halves, the right one flush; the left one gives way."""
        self._shown = self._content()
        return self._shown

    def _content(self) -> Content:
        width = self.size.width
        name = Content.styled(f" {literal(self._cluster_name)} ", "bold")
        rights = self._rights(width)
        least = self._least()
        for head, right in [(name, rights[0]), (name, rights[1]), *((_NO_NAME, r) for r in rights)]:
            if head.cell_length + least + 1 + right.cell_length <= width:
                break
        left = Content.assemble(head, self._left(width))
        left = left.truncate(max(width - right.cell_length - 1, 0), ellipsis=True)
        gap = max(width - left.cell_length - right.cell_length, 0)
        return Content.assemble(left, " " * gap, right)

    def _least(self) -> int:
        """How many cells the least takes that must be read: badges, mark and state."""
        words = self._state(self.snapshot.link).plain.split(" ")
        return self._badges.cell_length + cell_len(" ".join(words[:2]))

    def _left(self, width: int) -> Content:
        link = self.snapshot.link
        parts = [self._badges, self._state(link)]
        facts = []
        if link.state is LinkState.LIVE and link.latency_s is not None:
            facts.append(f"{link.latency_s * 1000:.0f} ms")
        if width > NARROW_WIDTH and link.state in {LinkState.LIVE, LinkState.SLOW}:
            facts.append(f"every {self.snapshot.interval_s:g} s")
            if self.snapshot.cluster and self.snapshot.cluster.version:
                version = ".".join(self.snapshot.cluster.version.split(".")[:4])
                facts.append(literal(version, limit=20))
        if facts:
            parts.append(Content.styled("  " + f" {self._marks.separator} ".join(facts), "dim"))
        return Content.assemble(*parts)

    def _state(self, link: Link) -> Content:
        if self.snapshot.is_paused:
            return Content.styled("paused (p: resume)", "$phase-stalled bold")
        clauses = link_clauses(self.snapshot, self.now_s, self._zone)
        mark, style = STATE_LOOKS[link.state]
        if self._marks.is_ascii:
            mark = ASCII_STATE_MARKS[link.state]
        if link.state is LinkState.LIVE and is_stale(self.snapshot, self.now_s):
            style = "$phase-stalled bold"
            clauses.insert(0, "stale")
        words = f" {self._marks.separator} ".join(clauses)
        return Content.styled(f"{mark} {words}", style)

    def _rights(self, width: int) -> tuple[Content, ...]:
        """What may stand on the right, from all of it to nothing, for less and less room."""
        counts = self._counts()
        two = Content("  ").join([counts[0], counts[2]])  # what runs, and what failed
        return self._right(width, counts), Content("  ").join(counts), two, counts[0], Content("")

    def _counts(self) -> list[Content]:
        snapshot = self.snapshot
        parts: list[Content] = []
        for phase in _COUNTED:
            count = snapshot.counts.get(phase, 0)
            if phase is Phase.RUNNING:
                count += snapshot.counts.get(Phase.QUEUED, 0)
            style = f"$phase-{phase.value}" if count else "dim"
            parts.append(Content.styled(f"{self._marks.mark(phase)} {count}", style))
        return parts

    def _right(self, width: int, counts: list[Content]) -> Content:
        snapshot = self.snapshot
        pieces = [Content("  ").join(counts)]
        if width > NARROW_WIDTH:
            pieces.append(Content.styled(f"of {len(snapshot.jobs)}", "dim"))
        if width >= WIDE_WIDTH:
            arrows = "" if self._marks.is_ascii else "⇅ "
            traffic = f"{arrows}{snapshot.requests_per_min} req/min"
            pieces.append(Content.styled(traffic, "dim"))
        pieces.append(Content(time_of_day(self.now_s, self._zone) + " "))
        if is_stale(snapshot, self.now_s) and snapshot.data_s is not None:
            age = duration(self.now_s - snapshot.data_s)
            as_of = f"as of {time_of_day(snapshot.data_s, self._zone)}, {age} ago "
            pieces[-1] = Content.styled(as_of, "$phase-stalled")
        return Content("  ").join(pieces)


def _badges(look: Look) -> Iterator[Content]:
    """What holds for as long as jobview runs and must never be overlooked."""
    if look.is_insecure:
        yield Content.styled("TLS not verified ", "$phase-failed bold")
    if look.is_read_only:
        yield Content.styled("read-only ", "bold")
