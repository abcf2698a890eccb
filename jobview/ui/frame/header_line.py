"""The header: which cluster, how well it is heard, how old the data is, how many jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.reactive import var
from textual.widget import Widget

from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import EMPTY_SNAPSHOT, LinkState, Snapshot
from jobview.text import literal, shortened
from jobview.ui.frame.badges import badges_within, short_badges, tight_badges
from jobview.ui.frame.detour_words import cause_words, way_words
from jobview.ui.frame.link_words import (
    ASCII_STATE_MARKS,
    STATE_LOOKS,
    age_words,
    is_progress_old,
    is_stale,
    link_forms,
    state_word,
)
from jobview.ui.paint.wording import count, time_of_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jobview.ui.look import Look

NARROW_WIDTH: Final = 80
WIDE_WIDTH: Final = 140

_STEPS: Final = ((0, 0), (1, 0), (2, 0), (2, 1), (3, 1), (3, 2), (4, 2), (4, 3))
"""How the halves give way to each other, as indices of their forms: first the pace, or the reason
of a trouble, which stands in full above the footer, then the counts, which the tabs tell too; clock
or the data's age only on the smallest terminals; since when and the next try last. What is left is
`HeaderLine._lasts`."""

_TIGHT_NAME_CELLS: Final = 16
_LEAST_NAME_CELLS: Final = 8
"""So much of the cluster's name is left where there is little room, and where there is least."""

_COUNTED: Final = (Phase.RUNNING, Phase.DONE, Phase.FAILED, Phase.CANCELLED)

_UNTOLD: Final = (Phase.UNKNOWN, Phase.VANISHED)
"""Phases of no tab but All: counted when there are any, so that the counts make up the total."""


class HeaderLine(Widget):
    """One line, left the link, right the counts and the clock; narrow screens get less of it."""

    DEFAULT_CSS = """
    HeaderLine { height: 1; width: 1fr; }
    """

    snapshot: var[Snapshot] = var(EMPTY_SNAPSHOT)
    mono_s: var[float] = var(0.0)
    """By the monotonic clock; set before `now_s`, which is waited for."""
    now_s: var[float] = var(0.0)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._marks = look.marks
        self._zone = look.zone
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
        content = self._within(self.size.width)
        if not self._marks.is_ascii:
            return content
        return Content(content.plain.replace("…", self._marks.ellipsis), [*content.spans])

    def _within(self, width: int) -> Content:
        rights = self._rights(width)
        lefts = self._lefts(width, width - rights[0].cell_length - 1)
        for left_index, right_index in _STEPS:
            left = lefts[min(left_index, len(lefts) - 1)]
            right = rights[min(right_index, len(rights) - 1)]
            gap = width - left.cell_length - right.cell_length
            if gap > 0:
                return Content.assemble(left, " " * gap, right)
        return next(left for left in self._lasts(width) if left.cell_length <= width)

    def _lasts(self, width: int) -> Iterator[Content]:
        """The line without its right half, ever shorter: the state outlasts who is asked."""
        forms = link_forms(self.snapshot, self.now_s, self.mono_s, self._zone)
        word = state_word(self.snapshot, self.mono_s)
        badges = short_badges(self._look)
        yield Content.assemble(badges, " ", self._briefly_asked(), " ", self._state(forms[-1]))
        for clauses in (forms[-1], forms[-1][:1], [word]):
            yield Content.assemble(badges or " ", self._state(clauses))
        badges = tight_badges(self._look)
        lead = Content.assemble(badges, " ") if badges else badges
        room = max(width - lead.cell_length, 1)
        state = self._state([word]).truncate(room, ellipsis=True)
        yield Content.assemble(lead, state).truncate(width)

    def _briefly_asked(self) -> Content:
        detour = self.snapshot.detour
        if detour is not None:
            return way_words(detour, self._marks, self._zone, is_dated=False)
        name = shortened(literal(self._look.cluster_name), _LEAST_NAME_CELLS)
        return Content.styled(name, "bold")

    def _lefts(self, width: int, room: int) -> Sequence[Content]:
        """Badges, name, who is asked instead, and state, in ever shorter forms.

        Args:
            width: of the screen.
            room: what the longest right half leaves of it.
        """
        snapshot = self.snapshot
        name = literal(self._look.cluster_name)
        if width < WIDE_WIDTH and snapshot.link.is_trouble:
            name = shortened(name, _TIGHT_NAME_CELLS)
        forms = [
            self._state(clauses)
            for clauses in link_forms(snapshot, self.now_s, self.mono_s, self._zone)
        ]
        badges = badges_within(self._look, width)
        if snapshot.detour is not None:
            return self._detoured(badges, name, forms, self._facts(width), room)
        # Words go on being words for as long as the name can give way.
        least = shortened(name, _LEAST_NAME_CELLS)
        pairs = [(name, Content.assemble(forms[0], self._facts(width)))]
        if snapshot.link.is_trouble or snapshot.silence is not None:
            pairs += [(name, form) for form in forms[1:-1]]
            pairs += [(least, form) for form in forms[-2:]]
        else:
            tight = shortened(name, _TIGHT_NAME_CELLS)
            pairs += [(name, forms[0]), (tight, forms[0]), (least, forms[-1])]
        return [Content.assemble(badges, (f" {each} ", "bold"), form) for each, form in pairs]

    def _detoured(
        self, badges: Content, name: str, forms: Sequence[Content], facts: Content, room: int
    ) -> Sequence[Content]:
        """The same while another cluster is asked: the cause goes last but for who and how."""
        detour = self.snapshot.detour
        assert detour is not None  # noqa: S101 - the caller has looked
        named = Content.styled(f" {name} ", "bold")
        bare = Content(" ")
        way = way_words(detour, self._marks, self._zone, is_dated=True)
        lefts = [
            Content.assemble(badges, named, way, " ", forms[0]),
            *(Content.assemble(badges, " ", way, " ", form) for form in forms),
        ]
        for before, behind, is_dated, least in (
            (named, facts, True, 40),
            (named, bare, True, 24),
            (named, bare, False, 16),
            (bare, bare, False, 16),
        ):
            way = way_words(detour, self._marks, self._zone, is_dated=is_dated)
            rest = Content.assemble(badges, before, way, "  ", forms[0], behind)
            cause = cause_words(detour, room - rest.cell_length, least=least)
            if cause is not None:
                told = Content.assemble(badges, before, way, cause, "  ", forms[0], behind)
                return [told, *lefts]
        return [lefts[0], *lefts]

    def _state(self, clauses: Sequence[str]) -> Content:
        snapshot = self.snapshot
        mark, style = STATE_LOOKS[snapshot.link.state]
        if self._marks.is_ascii:
            mark = ASCII_STATE_MARKS[snapshot.link.state]
        is_old = snapshot.link.state is LinkState.LIVE and is_progress_old(snapshot, self.mono_s)
        if snapshot.is_paused or is_old:
            style = "$phase-stalled bold"
        if snapshot.is_paused:
            mark = "=" if self._marks.is_ascii else "‖"
        return Content.styled(f"{mark} {f' {self._marks.separator} '.join(clauses)}", style)

    def _facts(self, width: int) -> Content:
        snapshot, link = self.snapshot, self.snapshot.link
        if link.is_trouble or snapshot.is_paused or snapshot.silence is not None:
            return Content("")
        facts = []
        if link.state is LinkState.LIVE and link.latency_s is not None:
            facts.append(f"{link.latency_s * 1000:.0f} ms")
        if width > NARROW_WIDTH and link.state is not LinkState.CONNECTING:
            facts.append(f"every {snapshot.period_s:g} s")
            if snapshot.cluster and snapshot.cluster.version:
                version = ".".join(snapshot.cluster.version.split(".")[:4])
                facts.append(literal(version, limit=20))
        words = f" {self._marks.separator} ".join(facts)
        return Content.styled(f"  {words}" if words else "", "dim")

    def _rights(self, width: int) -> Sequence[Content]:
        """Counts and time, or the data's age in its place, in ever shorter forms."""
        snapshot = self.snapshot
        is_old = is_stale(snapshot, self.mono_s)
        ages = age_words(snapshot, self.now_s, self.mono_s, self._zone)
        if not ages or not (is_old or snapshot.link.is_trouble):
            clock = Content(f"{time_of_day(self.now_s, self._zone)} ")
            full = Content("  ").join([*self._counts(width), clock])
            return [full, clock, Content("")]
        dated = [Content.styled(f"{age} ", "$phase-stalled") for age in ages]
        return [Content("  ").join([*self._counts(width), dated[0]]), *dated, Content("")]

    def _counts(self, width: int) -> list[Content]:
        snapshot = self.snapshot
        parts: list[Content] = []
        for phase in _COUNTED:
            number = snapshot.counts.get(phase, 0)
            if phase is Phase.RUNNING:
                number += snapshot.counts.get(Phase.QUEUED, 0)
            style = f"$phase-{phase.value}" if number else "dim"
            parts.append(Content.styled(f"{self._marks.mark(phase)} {count(number)}", style))
        if untold := sum(snapshot.counts.get(phase, 0) for phase in _UNTOLD):
            mark = self._marks.mark(Phase.UNKNOWN)
            parts.append(Content.styled(f"{mark} {count(untold)}", "$phase-unknown"))
        pieces = [Content("  ").join(parts)]
        if width > NARROW_WIDTH:
            pieces.append(Content.styled(f"of {count(len(snapshot.jobs))}", "dim"))
        if width >= WIDE_WIDTH:
            arrows = "" if self._marks.is_ascii else "⇅ "
            traffic = f"{arrows}{snapshot.requests_per_min} req/min"
            pieces.append(Content.styled(traffic, "dim"))
        return pieces
