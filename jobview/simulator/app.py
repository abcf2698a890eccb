"""The simulated server as an ASGI application: HTTP in, the envelope of protocol §2 out."""

from __future__ import annotations

import asyncio
from email.utils import formatdate
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from jobview.clock import SystemClock
from jobview.kinetica.schemas.catalogue import Schemas
from jobview.simulator.control import control_routes
from jobview.simulator.endpoints import Caller, Endpoints
from jobview.simulator.envelope import (
    json_text,
    refusal,
    refusal_text,
    wrapped,
    wrapped_around,
    wrapped_text,
)
from jobview.simulator.faults.chaos import Chaos, fault_steps
from jobview.simulator.faults.control import control_route
from jobview.simulator.faults.misbehaving import Misbehaving
from jobview.simulator.faults.present import Faults
from jobview.simulator.logins import user_of
from jobview.simulator.media import AVRO, JSON, SNAPPY, media_type, wants_json
from jobview.simulator.paths import target_of
from jobview.simulator.pieces import Pieces, encoded_around
from jobview.simulator.requests import EndpointError, read_avro, read_json
from jobview.simulator.ring import Place
from jobview.simulator.world import SkewedClock, World
from jobview.simulator.world_steps import world_steps

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.requests import Request

    from jobview.clock import Clock
    from jobview.results.avro_bytes.avro import RecordSchema
    from jobview.simulator.options import SimulatorOptions

ALIVE: Final = "Kinetica is running!"


def create_app(
    options: SimulatorOptions, clock: Clock | None = None, place: Place | None = None
) -> Starlette:
    """The application; `app.state.endpoints` has its jobs, `app.state.faults` is what goes wrong.

    `app.state.world` is what the server is like; it and the faults may be changed at any time.
    `app.state.chaos` changes the faults as time goes by, if its `advance` is called now and then.

    Args:
        options: what server to play.
        clock: the time it lives in; the machine's when None.
        place: which cluster of which ring it is; it joins the ring at once.
    """
    clock = clock or SystemClock()
    place = place or Place()
    # The clusters of a ring are not all in the same trouble at once.
    seed = options.seed + place.index
    faults = Faults(seed, clock, options.faults)
    world = World(options, faults)
    server = _Server(options, SkewedClock(clock, world), place, world)
    place.ring.clusters.append(server.endpoints)
    steps = (*fault_steps(faults), *world_steps(world)) if options.chaos else ()
    chaos = Chaos(steps, clock, seed)
    app = Starlette(
        routes=[
            control_route(faults, chaos),
            *control_routes(world),
            Route("/{path:path}", server.answer, methods=["GET", "POST"]),
        ],
        middleware=[Middleware(Misbehaving, faults, server.endpoints.response_schema)],
    )
    app.state.endpoints = server.endpoints
    app.state.faults = faults
    app.state.world = world
    app.state.chaos = chaos
    return app


class _Server:
    def __init__(self, options: SimulatorOptions, clock: Clock, place: Place, world: World) -> None:
        self.endpoints = Endpoints(options, clock, place, world)
        self._world = world
        self._clock = clock

    async def answer(self, request: Request) -> Response:
        started_s = self._clock.monotonic_s()
        prefix, endpoint = target_of(request.url.path)
        if request.method == "GET" and endpoint == "/":
            response: Response = PlainTextResponse(ALIVE)
        else:
            try:
                response = self._post(request, prefix, endpoint, await request.body())
            except ClientDisconnect:
                response = Response(status_code=400)  # nobody is there to read it
        response.headers["date"] = formatdate(self._clock.wall_s(), usegmt=True)
        taken_s = self._clock.monotonic_s() - started_s
        response.headers["x-request-time-secs"] = f"{taken_s:.5f}"
        return response

    def _post(self, request: Request, prefix: str, endpoint: str, body: bytes) -> Response:
        user = user_of(request.headers.get("authorization", ""), self._world.now)
        if user is None:
            refused = _refused(
                request, 401, f"Invalid or missing credentials for endpoint: {endpoint}"
            )
            refused.headers["www-authenticate"] = 'Basic realm="Kinetica"'
            return refused
        if request.method != "POST" or endpoint not in self.endpoints:
            return _refused(request, 404, f"Unknown URI: {endpoint}")
        client = request.client
        host = request.headers.get("host", "127.0.0.1")
        caller = Caller(
            auth_id=user,
            address=f"{client.host}:{client.port}" if client else "",
            base_url=f"{request.url.scheme}://{host}{prefix}",
        )
        try:
            record = self.endpoints.call(endpoint, _record(request, endpoint, body), caller)
        except EndpointError as error:
            return _refused(request, error.http_status, str(error))
        schema = self.endpoints.response_schema(endpoint)
        if isinstance(large := record.get("job_response"), Pieces):
            if not wants_json(request.headers):
                return _sent_in_pieces(schema, record, large)
            record["job_response"] = large.joined()
        if wants_json(request.headers):
            return Response(wrapped_text(schema.name, json_text(schema, record)), media_type=JSON)
        return Response(wrapped(schema.name, schema.encode(record)), media_type=AVRO)


def _sent_in_pieces(schema: RecordSchema, record: Mapping[str, object], large: Pieces) -> Response:
    """A good answer in Avro whose `job_response` is made while it is sent."""
    inside = encoded_around(schema, record, "job_response", large)
    body = wrapped_around(schema.name, inside)

    async def pieces() -> AsyncIterator[bytes]:
        for piece in body.make():
            yield piece
            # A reader that is fast, or gone, never makes the server wait: others want their turn.
            await asyncio.sleep(0)

    headers = {"content-length": str(body.size)}
    return StreamingResponse(pieces(), headers=headers, media_type=AVRO)


def _record(request: Request, endpoint: str, body: bytes) -> dict[str, object]:
    schema = Schemas.load().request_schema(endpoint)
    if schema is None:
        raise EndpointError(f"Unknown endpoint: '{endpoint}' (J/JMc:188)")
    sent = media_type(request.headers, "content-type")
    if sent == SNAPPY:
        raise EndpointError("Snappy requests are not supported by the simulator (U/USc:40)")
    return read_json(schema, body) if sent == JSON else read_avro(schema, body)


def _refused(request: Request, status: int, message: str) -> Response:
    if wants_json(request.headers):
        return Response(refusal_text(message), status, media_type=JSON)
    return Response(refusal(message), status, media_type=AVRO)
