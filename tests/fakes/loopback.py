"""A source on a loopback server, its certificate, and the shortest answer."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jobview import errors
from jobview.kinetica.client import KineticaSource, open_source
from jobview.settings import Settings
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

DEFAULTS = Settings()

CERTIFICATE = Path(__file__).parents[1] / "data" / "tls" / "loopback-cert.pem"
KEY = CERTIFICATE.with_name("loopback-key.pem")

EMPTY_LIST = (
    b'{"status":"OK","message":"","data_type":"admin_show_jobs_response","data":"",'
    b'"data_str":"{\\"job_id\\":[]}"}'
)


@asynccontextmanager
async def opening(url: str, settings: Settings = DEFAULTS) -> AsyncIterator[KineticaSource]:
    """A source for `url`."""
    async with open_source(replace(settings, urls=(url,)), FakeClock()) as source:
        yield source


async def failing(source: KineticaSource) -> errors.ServerError:
    with pytest.raises(errors.ServerError) as caught:
        await source.list_jobs()
    assert str(caught.value).isprintable()
    return caught.value
