"""The server's version is asked for when a result's reading may depend on it, and only then."""

from __future__ import annotations

from typing import Any

import pytest

from jobview.cli.decoding import decoded, with_version
from jobview.errors import Unreachable
from jobview.kinetica.schemas.catalogue import Schemas
from tests.fakes.jobs import reply
from tests.fakes.scripted_source import ScriptedSource

OLD = next(Schemas.load().response_schemas("/filter/bystring", "7.1")).schema
DATA = OLD.encode({"count": 7, "info": {}})


@pytest.mark.parametrize(
    ("fields", "is_asked"),
    [
        ({"endpoint": "/filter/bystring", "response": DATA}, True),
        ({"endpoint": "filter/bystring/", "response": DATA}, True),
        ({"endpoint": "/filter", "response": DATA}, False),
        ({"endpoint": "/new/thing", "response": DATA}, False),
        ({"endpoint": "/filter/bystring", "response_text": "{}"}, False),
        ({"endpoint": "/filter/bystring", "response": DATA, "running": True}, False),
        ({"endpoint": "/filter/bystring", "response": DATA, "server_version": "7.1"}, False),
    ],
)
async def test_who_is_asked(fields: dict[str, Any], *, is_asked: bool) -> None:
    source = ScriptedSource({})
    told = reply(1, "DONE", **fields)

    versioned = await with_version(source, told)

    assert source.version_asked == is_asked
    assert versioned.response == told.response
    assert versioned.server_version == ("7.2.3.12" if is_asked else told.server_version)


async def test_a_server_that_does_not_answer_leaves_the_reply_as_it_is() -> None:
    gone = Unreachable("http://127.0.0.1:9191/x", "cut off")
    source = ScriptedSource({}, describe_error=gone)
    told = reply(1, "DONE", endpoint="/filter/bystring", response=DATA)

    assert await with_version(source, told) is told
    assert decoded(told).record == {"count": 7, "info": {}}
