"""The incident card before it leaves: a preview, what stays out of it, clipboard or file."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on, work
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Button

from jobview.private_file import Obstacle, existing, failed, write_private
from jobview.results.report.incident_card import file_name, incident_card
from jobview.results.report.redaction import EVERYTHING, NOTHING, PARTS
from jobview.ui.outward.file_dialog import FileDialog
from jobview.ui.outward.parts_line import PartsLine
from jobview.ui.outward.path_field import PathField
from jobview.ui.text.text_view import TextView

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from jobview.results.report.incident import Incident


class CardAnswer(NamedTuple):
    """What the user did with the card."""

    text: str
    path: Path | None
    """Where it was written; None when it is to be copied."""


class CardDialog(FileDialog[CardAnswer | None]):
    """Shows the card as it will leave, and writes it to a file; None when left.

    Args:
        incident: what the card tells.
        zone: of its times; None is the machine's own.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("r", "redact", "Redact"),
        *[(str(n), f"toggle_part('{part}')", part) for n, part in enumerate(PARTS, start=1)],
        ("y,c", "copy", "Copy"),
        ("w", "name_file", "Write"),
    ]
    AUTO_FOCUS = "TextView"
    path_hint = "Tab: complete   Enter: write   Esc: back to the card"
    hint = "r: redact   1-7: parts   y: copy   w: write   Esc: back"

    preview = query_one(TextView)

    def __init__(self, incident: Incident, zone: tzinfo | None) -> None:
        super().__init__()
        self._incident = incident
        self._zone = zone
        self._redaction = NOTHING

    def compose(self) -> ComposeResult:
        """Preview, what stays out, the file's path, and the answers."""
        with Vertical(id="dialog", classes="card") as box:
            box.border_title = Content(f"Incident card of job {self._incident.job_id}")
            yield TextView(is_wrapped=True)
            yield PartsLine(id="parts")
            yield PathField(file_name(self._incident))
            with Horizontal(id="answers"):
                yield Button("Back", id="back", compact=True)
                yield Button("Copy", id="copy", compact=True)
                yield Button("Overwrite", variant="error", id="overwrite", compact=True)
                yield Button("Write", id="write", compact=True)

    def on_mount(self) -> None:
        """Show the whole card."""
        self._show()

    def _card(self) -> str:
        return incident_card(self._incident, self._zone, self._redaction)

    @work(group="card", exclusive=True, description="show a card")
    async def _show(self) -> None:
        """Show the card without what is to stay out."""
        self.query_one(PartsLine).redaction = self._redaction
        card = await asyncio.to_thread(self._card)
        self.preview.lines = card.split("\n")

    def action_redact(self) -> None:
        """Leave out everything that can be left out, or nothing."""
        self._redaction = NOTHING if self._redaction == EVERYTHING else EVERYTHING
        self._show()

    def action_toggle_part(self, part: str) -> None:
        """Leave one kind of things out, or let it in again."""
        is_out: bool = getattr(self._redaction, part)
        self._redaction = replace(self._redaction, **{part: not is_out})
        self._show()

    @on(Button.Pressed, "#copy")
    @work(group="answer", exclusive=True, description="copy a card")
    async def action_copy(self) -> None:
        """Leave with the card for the clipboard."""
        self.dismiss(CardAnswer(await asyncio.to_thread(self._card), None))

    def action_name_file(self) -> None:
        """Go to the file's name; Enter there writes."""
        self.path_field.input.focus()

    @on(Button.Pressed, "#back")
    def action_leave(self) -> None:
        """Leave the file's name, or the dialog."""
        if self.leave_question():
            return
        if self.focused is self.path_field.input:
            self.path_field.tell("")
            self.preview.focus()
        else:
            self.dismiss(None)

    def write(self, *, may_overwrite: bool) -> None:
        """Write the card as it is shown."""
        self._write(may_overwrite=may_overwrite)

    @work(group="answer", exclusive=True, description="write a card")
    async def _write(self, *, may_overwrite: bool) -> None:
        path = self.path_field.path
        proposed = file_name(self._incident)
        found = await self.path_field.in_the_way(proposed, may_overwrite=may_overwrite)
        if found is not None:
            self.tell_obstacle(found, path)
            return
        written = await asyncio.to_thread(self._written, path, may_overwrite=may_overwrite)
        if isinstance(written, Obstacle):
            self.tell_obstacle(written, path)
        else:
            self.dismiss(written)

    def _written(self, path: Path, *, may_overwrite: bool) -> CardAnswer | Obstacle:
        """The answer once the card is in its file, or why it is not; belongs in a thread."""
        card = self._card()
        try:
            write_private(path, card.encode("utf-8"), may_overwrite=may_overwrite)
        except FileExistsError:
            return existing(path)
        except OSError as error:
            return failed(path, error)
        return CardAnswer(card, path)
