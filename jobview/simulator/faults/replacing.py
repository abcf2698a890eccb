"""Faults that answer with something else; the server has done nothing of what it was asked."""

from __future__ import annotations

import asyncio
import zlib
from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse, Response, StreamingResponse

from jobview.simulator.envelope import refusal, refusal_text, wrapped_around, wrapped_text
from jobview.simulator.faults.kinds import ERRORS, Kind
from jobview.simulator.media import AVRO, JSON
from jobview.simulator.pieces import chained, repeated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from random import Random

    from jobview.simulator.faults.exchange import Exchange
    from jobview.simulator.faults.fault import Fault
    from jobview.simulator.pieces import Pieces

RETRY_AFTER_S: Final = 3
_RETRIABLE: Final = (429, 503)
_UNAUTHORISED: Final = 401
_MIB: Final = 1024 * 1024
_GZIP: Final = 31
"""zlib's window bits for gzip."""

_LOGIN: Final = """<!DOCTYPE html>
<html><head><title>Sign in</title></head>
<body><h1>Corporate single sign-on</h1>
<form action="/sso/login" method="post"><input name="user"><input name="password" type="password">
<button>Sign in</button></form></body></html>
"""
_PROXY: Final = """<html>
<head><title>{0}</title></head>
<body><center><h1>{0}</h1></center><hr><center>nginx</center></body>
</html>
"""


async def _status(exchange: Exchange, fault: Fault, _rng: Random) -> None:
    code, _, bare = fault.word.partition("-")
    if bare:
        response: Response = HTMLResponse(_PROXY.format(code), int(code))
    else:
        response = _refused(exchange, int(code), f"The simulator answers {code} (X/XSc:{code})")
    if int(code) in _RETRIABLE:
        response.headers["retry-after"] = str(RETRY_AFTER_S)
    if int(code) == _UNAUTHORISED:
        response.headers["www-authenticate"] = 'Basic realm="Kinetica"'
    await exchange.respond(response)


async def _error(exchange: Exchange, fault: Fault, _rng: Random) -> None:
    await exchange.respond(_refused(exchange, 400, ERRORS.get(fault.word, fault.word)))


async def _html(exchange: Exchange, _fault: Fault, _rng: Random) -> None:
    await exchange.respond(HTMLResponse(_LOGIN))


async def _redirect(exchange: Exchange, fault: Fault, _rng: Random) -> None:
    location = f"http://{fault.word}{exchange.path}"
    await exchange.respond(Response(status_code=307, headers={"location": location}))


async def _huge(exchange: Exchange, fault: Fault, _rng: Random) -> None:
    body = _oversized(exchange, int(fault.number * _MIB))
    headers = {"content-length": str(body.size)}
    await exchange.respond(_streamed(exchange, _slowly(body), headers))


async def _gzip_bomb(exchange: Exchange, fault: Fault, _rng: Random) -> None:
    body = _oversized(exchange, int(fault.number * _MIB))

    async def packed() -> AsyncIterator[bytes]:
        packer = zlib.compressobj(9, wbits=_GZIP)
        async for piece in _slowly(body):
            if data := packer.compress(piece):
                yield data
        yield packer.flush()

    await exchange.respond(_streamed(exchange, packed(), {"content-encoding": "gzip"}))


async def _slowly(body: Pieces) -> AsyncIterator[bytes]:
    for piece in body.make():
        yield piece
        # Others want their turn, also while the reader is fast.
        await asyncio.sleep(0)


def _oversized(exchange: Exchange, size: int) -> Pieces:
    """A good answer but for its length: so many bytes of text, or of data, in the envelope."""
    filler = repeated(b"x" * 1024, size // 1024)
    if not exchange.wants_json:
        return wrapped_around("huge_response", filler)
    before, _, after = wrapped_text("huge_response", "here").partition(b"here")
    return chained(before, filler, after)


def _streamed(
    exchange: Exchange, pieces: AsyncIterator[bytes], headers: Mapping[str, str]
) -> Response:
    kind = JSON if exchange.wants_json else AVRO
    return StreamingResponse(pieces, headers=headers, media_type=kind)


def _refused(exchange: Exchange, status: int, message: str) -> Response:
    if exchange.wants_json:
        return Response(refusal_text(message), status, media_type=JSON)
    return Response(refusal(message), status, media_type=AVRO)


REPLACING: Final[Mapping[Kind, Callable[[Exchange, Fault, Random], Awaitable[None]]]] = {
    Kind.STATUS: _status,
    Kind.ERROR: _error,
    Kind.HTML: _html,
    Kind.REDIRECT: _redirect,
    Kind.HUGE: _huge,
    Kind.GZIP_BOMB: _gzip_bomb,
}
"""What is done, by kind."""
