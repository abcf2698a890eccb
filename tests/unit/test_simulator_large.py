"""Large results of the simulator: true ones, made while they are sent."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.cli.decoding import decoded
from jobview.clock import SystemClock
from jobview.jobs.phase import Phase, phase_told
from jobview.kinetica.client import open_source
from jobview.kinetica.schemas.catalogue import Schemas
from jobview.settings import Settings
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.pieces import PIECE_BYTES, chained, encoded_around, repeated
from tests.fakes.clock import FakeClock
from tests.fakes.server import running_simulator

MIB = 1024 * 1024


@given(block=st.binary(min_size=1, max_size=50), times=st.integers(0, 20_000))
def test_repeated_bytes_are_those(block: bytes, times: int) -> None:
    pieces = repeated(block, times)
    assert pieces.joined() == block * times
    assert pieces.size == len(block) * times
    assert all(0 < len(piece) <= PIECE_BYTES for piece in pieces.make())


def test_a_record_around_pieces_is_the_record_with_the_bytes_in_it() -> None:
    schema = Schemas.load().envelope
    record = {"status": "OK", "message": "città", "data_type": "x", "data_str": "more"}
    inner = chained(b"a", repeated(b"bc", 3), b"", repeated(b"d", 0))
    pieces = encoded_around(schema, record, "data", inner)
    assert pieces.joined() == schema.encode({**record, "data": b"abcbcbc"})
    assert pieces.size == len(pieces.joined())


@pytest.mark.parametrize("is_wrapped", [False, True])
def test_the_job_with_the_large_result(*, is_wrapped: bool) -> None:
    options = SimulatorOptions(jobs=5, big_result_mib=3, wrapped_results=is_wrapped)
    clock = FakeClock()
    with running_simulator(options, clock) as server:

        async def looked_at() -> None:
            async with open_source(Settings(urls=(server.url,)), SystemClock()) as source:
                rows = (await source.list_jobs()).rows
                (job_id,) = [row.job_id for row in rows if "3 MiB" in row.query_text]
                reply = await source.job(job_id)
                assert phase_told(reply) is Phase.DONE
                assert 3 * MIB <= len(reply.response) <= 3.5 * MIB
                result = decoded(reply)
                assert (result.table is not None, result.note) == (True, "")
                assert result.table is not None
                assert result.table.row_count == result.table.total_row_count
                assert result.table.row(0) == result.table.row(1000)
                assert result.table.row(0) != result.table.row(1)

        asyncio.run(looked_at())


async def test_a_client_asks_for_a_size_of_its_own() -> None:
    schemas = Schemas.load()
    sql, create = (schemas.request_schema(path) for path in ("/execute/sql", "/create/job"))
    assert sql is not None
    assert create is not None
    query = {"statement": "SELECT /* 2 MiB */ * FROM finance.trades", "offset": 0, "limit": -9999}
    rest = {"encoding": "binary", "request_schema_str": "", "data": [], "options": {}}
    wish = {"endpoint": "/execute/sql", "request_encoding": "binary", "data_str": "", "options": {}}
    body = create.encode({**wish, "data": sql.encode({**query, **rest})})
    clock = FakeClock()
    with running_simulator(SimulatorOptions(jobs=0), clock) as server:
        async with httpx.AsyncClient(base_url=server.url) as http:
            headers = {"content-type": "application/octet-stream"}
            await http.post("/create/job", content=body, headers=headers)
            clock.advance(10_000)
            async with open_source(Settings(urls=(server.url,)), SystemClock()) as source:
                rows = (await source.list_jobs()).rows
                (job_id,) = [row.job_id for row in rows if "2 MiB" in row.query_text]
                binary = (await source.job(job_id)).response
            assert len(binary) >= 2 * MIB
            answer = await http.post("/get/job", json={"job_id": job_id})
            inner = json.loads(answer.json()["data_str"])
            assert inner["job_response"].encode("latin-1") == binary
