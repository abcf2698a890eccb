"""The key that writes a report of the selected job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from jobview.text import literal
from jobview.ui.board_out import BoardOut
from jobview.ui.result.copy_part import CopyPart

if TYPE_CHECKING:
    from jobview.results.report.incident import Incident


class BoardCard(BoardOut):
    """The board with its incident card."""

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
        answer = await self.answer_of(dialog)
        if answer is None:
            return
        if answer.path is None:
            card_text = answer.text
            self.copy_out(CopyPart(f"incident card of job {incident.job_id}", lambda: card_text))
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
