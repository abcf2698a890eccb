"""The application with its faults around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.simulator.faults.breaking import BREAKING
from jobview.simulator.faults.exchange import Exchange
from jobview.simulator.faults.replacing import REPLACING
from jobview.simulator.faults.spoiling import Spoiling
from jobview.simulator.paths import CONTROLS

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from jobview.results.avro_bytes.avro import RecordSchema
    from jobview.simulator.faults.connection import Connection
    from jobview.simulator.faults.present import Faults


class Misbehaving:
    """Answers as `app` does, but for the requests that a fault hits."""

    def __init__(
        self, app: ASGIApp, faults: Faults, response_schema: Callable[[str], RecordSchema]
    ) -> None:
        self._app = app
        self._faults = faults
        self._acts: Final = {
            **BREAKING,
            **REPLACING,
            **Spoiling(response_schema).acts,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, rightly or wrongly."""
        connection: Connection | None = scope.get("state", {}).get("connection")
        is_spared = connection is not None and connection.is_spared
        if scope["type"] != "http" or is_spared or scope["path"].startswith(CONTROLS):
            await self._app(scope, receive, send)
            return
        exchange = Exchange(self._app, scope, receive, send)
        is_refused = connection is not None and self._faults.refuses_all()
        fault = None if is_refused else self._faults.drawn(exchange.endpoint)
        if fault is None and not is_refused:
            await self._app(scope, receive, send)
            return
        if connection is not None:
            connection.is_misbehaving = True
        try:
            if fault is None:
                await exchange.reset()
            elif await exchange.read():
                exchange.is_over = lambda: fault not in self._faults.present()
                await self._acts[fault.kind](exchange, fault, self._faults.rng(exchange.endpoint))
        finally:
            if connection is not None:
                connection.is_misbehaving = False
