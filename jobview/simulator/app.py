"""The simulated server as an ASGI application: HTTP in, the envelope of protocol §2 out."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
from email.utils import formatdate
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from jobview.clock import SystemClock
from jobview.kinetica.schemas.catalogue import Schemas
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
from jobview.simulator.media import AVRO, JSON, SNAPPY, media_type, wants_json
from jobview.simulator.paths import target_of
from jobview.simulator.pieces import Pieces, encoded_around
from jobview.simulator.requests import EndpointError, read_avro, read_json
from jobview.simulator.ring import Place

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.requests import Request

    from jobview.clock import Clock
    from jobview.results.avro_bytes.avro import RecordSchema
    from jobview.simulator.options import SimulatorOptions

ALIVE: Final = "Kinetica is running!"
ANONYMOUS: Final = "anonymous"


def create_app(
    options: SimulatorOptions, clock: Clock | None = None, place: Place | None = None
) -> Starlette:
    """The application; `app.state.endpoints` has its jobs, `app.state.faults` is what goes wrong.

    `app.state.chaos` changes the faults as time goes by, if its `advance` is called now and then.

    Args:
        options: what server to play.
        clock: the time it lives in; the machine's when None.
        place: which cluster of which ring it is; it joins the ring at once.
    """
    clock = clock or SystemClock()
    place = place or Place()
    server = _Server(options, clock, place)
    place.ring.clusters.append(server.endpoints)
    faults = Faults(options.seed, clock, options.faults)
    chaos = Chaos(fault_steps(faults) if options.chaos else (), clock, options.seed)
    app = Starlette(
        routes=[
            control_route(faults, chaos),
            Route("/{path:path}", server.answer, methods=["GET", "POST"]),
        ],
        middleware=[Middleware(Misbehaving, faults, server.endpoints.response_schema)],
    )
    app.state.endpoints = server.endpoints
    app.state.faults = faults
    app.state.chaos = chaos
    return app


class _Server:
    def __init__(self, options: SimulatorOptions, clock: Clock, place: Place) -> None:
        self.endpoints = Endpoints(options, clock, place)
        self._options = options
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
        user = self._user(request.headers.get("authorization", ""))
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
            return _refused(request, 400, str(error))
        schema = self.endpoints.response_schema(endpoint)
        if isinstance(large := record.get("job_response"), Pieces):
            if not wants_json(request.headers):
                return _sent_in_pieces(schema, record, large)
            record["job_response"] = large.joined()
        if wants_json(request.headers):
            return Response(wrapped_text(schema.name, json_text(schema, record)), media_type=JSON)
        return Response(wrapped(schema.name, schema.encode(record)), media_type=AVRO)

    def _user(self, authorization: str) -> str | None:
        """Who the credentials say it is; None when they are not accepted."""
        name, password = _basic(authorization)
        if not self._options.user:
            return name or ANONYMOUS
        expected = f"{self._options.user}:{self._options.password.reveal()}"
        is_right = hmac.compare_digest(f"{name}:{password}".encode(), expected.encode())
        return name if is_right else None


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


def _basic(authorization: str) -> tuple[str, str]:
    """User and password of a Basic header; empty for another one or none."""
    scheme, _, text = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, password
