"""A result on the board, gone into as a user does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.polling.details import JobDetail
from jobview.ui.result.result_pane import ResultPane
from tests.fakes.board import Stage, key, settled
from tests.fakes.jobs import reply
from tests.fakes.results import made_table, table_result

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from jobview.results.model import DecodedResult

ROWS = table_result(made_table(("n", "int", [2, 1]), ("city", "char64", ["Torino", "Città"])))


def detail(job_id: int, result: DecodedResult) -> JobDetail:
    return JobDetail(key(job_id), reply(job_id, "DONE", 100), result, None, 0.0)


async def opened(stage: Stage, pilot: Pilot[int], job_id: int, result: DecodedResult) -> ResultPane:
    """The result of the job at the cursor, gone into by Enter."""
    await pilot.press("enter")
    await settled(pilot)
    stage.session.details.answer(detail(job_id, result))
    await settled(pilot)
    return stage.app.query_one(ResultPane)
