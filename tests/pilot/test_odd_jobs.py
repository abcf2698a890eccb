"""The board on jobs, rights and clocks as no documentation has them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from jobview.jobs.snapshot import Link, LinkState
from jobview.kinetica.exchange.failures import http_date_s
from jobview.kinetica.messages.envelope import Encoding, Envelope
from jobview.kinetica.messages.job_list import listed_jobs
from tests.fakes.board import key, settled
from tests.fakes.jobs import job, reply, row
from tests.fakes.restarting import Restarting

if TYPE_CHECKING:
    from jobview.jobs.source import ListedJob

HOUR_S = 3_600.0
DAMAGE = "40 ids, 38 statuses"


def decoded(payload: object) -> tuple[ListedJob, ...]:
    return listed_jobs(Envelope(Encoding.JSON, "OK", "", "", b"", json.dumps(payload))).rows


@pytest.mark.parametrize(
    "payload",
    [
        {"job_id": [1, 2, 3]},
        {"job_id": [1, 2, 3], "status": None, "endpoint_name": "x", "time_received": {}},
        {"job_id": [1, None, "3"], "status": [None, 5, ["running"]], "flags": [{}, [], None]},
        {"job_id": [1, 2], "endpoint_name": ["", "no/slash"], "status": ["", "  "]},
        {"job_id": [1], "endpoint_name": ["/" + "x" * 1_000], "status": ["y" * 1_000]},
        {"job_id": [1], "endpoint_name": ["/a\x1b[2J\r\n\x00b"], "status": ["\x1b[31m\u202e"]},
        {"job_id": [-1, 2**63 - 1], "time_received": [-(2**63), 2**63 - 1]},
        {"job_id": [1], "user_data": ["z" * 10_000_000], "query_text": ["q\n" * 500_000]},
    ],
    ids=["ids", "types", "cells", "empty", "long", "controls", "ends", "megabytes"],
)
async def test_any_list_is_shown_and_keys_work(payload: object) -> None:
    stage = Restarting()
    async with stage.running() as pilot:
        await stage.lists(pilot, *decoded(payload))
        await pilot.press("j", "enter")
        for tab in ("query", "overview", "result"):
            stage.board.pane.tab = tab
            await pilot.pause()
        await pilot.press("escape", "slash", *"zz", "enter", "escape")
        await settled(pilot)
        text = stage.screen_text()
        assert not {"\x1b", "\r", "\x00", "\u202e"} & set(text)
        assert len(stage.board.order.keys) >= 1


@pytest.mark.parametrize("progress", [-5, 101, 2**31 - 1, -(2**31)])
async def test_a_percentage_is_within_its_bounds_on_screen(progress: int) -> None:
    stage = Restarting()
    async with stage.running() as pilot:
        await stage.lists(pilot, row(1))
        answer = reply(1, "RUNNING", progress)
        stage.store.fold_reply(key(1), answer, asked=stage.store.mark, heard_s=stage.clock.wall)
        await stage.lists(pilot, row(1))
        text = stage.screen_text()
        assert str(progress) not in text
        assert ("100%" if progress > 0 else "0 %") in text


async def test_rights_to_follow_but_not_to_list_are_said_plainly() -> None:
    stage = Restarting()
    async with stage.running() as pilot:
        link = Link(LinkState.DENIED, stage.clock.wall, None, "Access denied", 3)
        watched = job(5, is_listed=False, progress=42)
        stage.session.poller.tell([watched], stage.clock.wall, link=link, data_s=None)
        await settled(pilot)
        text = stage.screen_text()
        assert "list denied" in text
        assert "w: watch a job by its id" in text
        assert "followed all the same (w)." in text
        assert "42 %" in text
        await pilot.press("w", *"77", "enter")
        await settled(pilot)
        assert stage.session.poller.watched == [(77, "")]


async def test_an_id_that_nobody_ever_told_of_has_not_left_a_list() -> None:
    stage = Restarting()
    async with stage.running() as pilot:
        stage.store.watch(9)
        words = "no such job"
        stage.store.fold_unknown(key(9), heard_s=stage.clock.wall, words=words)
        await stage.lists(pilot)
        text = stage.screen_text()
        assert "the server knows no such job" in text
        assert "The server knows no such job: no such job" in text
        assert "not seen in any list" in text
        assert "()" not in text
        assert "eft the list" not in text
        stage.board.pane.tab = "result"
        await settled(pilot)
        assert "The server knows no such job." in stage.screen_text()
        assert "forgot" not in stage.screen_text()


async def test_a_damaged_list_is_said_beside_what_is_known_still() -> None:
    stage = Restarting()
    async with stage.running() as pilot:
        await stage.lists(pilot, row(1), row(2, "async job done"))
        link = Link(LinkState.DAMAGED, stage.clock.wall, 0.04, DAMAGE)
        stage.session.poller.queue.put_nowait(stage.store.snapshot(link=link))
        await settled(pilot)
        text = stage.screen_text()
        assert "list damaged since" in text
        assert DAMAGE in text
        assert "● live" not in text
        assert "All 2" in text


async def test_counts_make_up_the_total_when_nobody_knows_what_a_job_does() -> None:
    stage = Restarting()
    async with stage.running() as pilot:
        await stage.lists(pilot, row(1), row(2, "async job done"), row(3, "odd"), row(4, "odder"))
        header = stage.screen_text().partition("\n")[0]
        assert "? 2  of 4" in header
        await stage.lists(pilot, row(1), row(2, "async job done"))
        await stage.lists(pilot, row(1), row(2, "odd"), row(3), row(4))
        header = stage.screen_text().partition("\n")[0]
        assert "?" not in header


@pytest.mark.parametrize("skew_s", [-72 * HOUR_S, -HOUR_S, HOUR_S, 72 * HOUR_S])
async def test_ages_are_by_the_servers_clock_in_list_and_detail(skew_s: float) -> None:
    stage = Restarting()
    async with stage.running() as pilot:
        received_ms = round((stage.clock.wall + skew_s - 125) * 1000)
        stage.server_s = stage.clock.wall + 2 + skew_s
        await stage.lists(pilot, row(1, received_ms=received_ms))
        await stage.lists(pilot, row(1, received_ms=received_ms))
        text = stage.screen_text()
        assert " 2 m " in text
        assert "2 m 0" in text


async def test_an_age_that_would_be_negative_is_not_known() -> None:
    stage = Restarting()
    async with stage.running() as pilot:
        ahead_ms = round((stage.clock.wall + 10 * HOUR_S) * 1000)
        await stage.lists(pilot, row(1, received_ms=ahead_ms))
        text = stage.screen_text()
        assert "<10 s" not in text
        assert "seen for    0 s" in text
        assert "elapsed" not in text


async def test_a_step_of_the_servers_clock_changes_no_age_and_no_duration() -> None:
    stage = Restarting()
    async with stage.running() as pilot:
        at_ms = round(stage.clock.wall * 1000)
        old, ended = row(1, received_ms=at_ms - 725_000), row(2, received_ms=at_ms - 125_000)
        stage.server_s = stage.clock.wall + 2
        await stage.lists(pilot, old, ended)
        ended = ended._replace(status="async job done")
        await stage.lists(pilot, old, ended)
        assert "12 m" in stage.screen_text()
        assert "2 m 09 s" in stage.screen_text()
        for step_s in (3_600.0, -7_200.0):
            stage.server_s += step_s
            for _ in range(3):
                await stage.lists(pilot, old, ended)
                assert "12 m" in stage.screen_text()
                assert "2 m 09 s" in stage.screen_text()


@pytest.mark.parametrize(
    "date",
    [
        "",
        "yesterday",
        "Mon, 99 Foo 0000 99:99:99 GMT",
        "Thu, 01 Jan 99999 00:00:00 GMT",
        "\x00",
        "1" * 5_000,
        "Thu, 01 Jan 1970 00:00:00 +9999999999",
    ],
    ids=range(7),
)
def test_a_date_that_is_none_is_no_date(date: str) -> None:
    assert http_date_s(date) is None
