"""The key that writes a report of the selected job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from jobview.text import literal
from jobview.ui.board_out import BoardOut

if TYPE_CHECKING:
    from jobview.results.report.incident import Incident


class BoardCard(BoardOut):
    """The board with its incident card."""

    @dataclass
    class CopyWanted(Message):
        """The user wants a text on the clipboard; `what` names it, in a few words."""

        text: str
        what: str

    @work(group="dialog", description="incident card")
    async def action_incident_card(self) -> None:
        """Show the selected job's report, and copy it or write it to a file."""
        self.follow_cursor()
        incident = self._incident()
        if incident is None:
            self.notify("No job is selected: there is nothing to report.", markup=False)
            return
        # Brings Markdown, redaction and the dialog, not before the first card.
        from jobview.ui.outward.card_dialog import CardDialog

        dialog = CardDialog(incident, self.look.zone)
        answer = await self.app.push_screen_wait(dialog)
        if answer is None:
            return
        if answer.path is None:
            what = f"incident card of job {incident.job_id}"
            self.post_message(self.CopyWanted(answer.text, what))
        else:
            path = literal(str(answer.path), limit=500)
            self.notify(f"The incident card was written to {path}.", markup=False)

    def _incident(self) -> Incident | None:
        """What is known of the shown job; None when none is."""
        from jobview.results.report.incident import incident_of_job

        job, detail = self.job, self.detail
        if job is None:
            return None
        if detail is not None and detail.key != job.key:
            detail = None
        return incident_of_job(
            job,
            self.snapshot,
            cluster_name=self.look.cluster_name,
            made_s=self.now_s,
            reply=detail.reply if detail is not None else None,
            result=detail.result if detail is not None else None,
            asked_s=detail.fetched_s if detail is not None and detail.reply else None,
        )

    @on(CopyWanted)
    def copy_wanted(self, event: CopyWanted) -> None:
        """Send the text to the clipboard."""
        self.copy_out(event.text, event.what)
