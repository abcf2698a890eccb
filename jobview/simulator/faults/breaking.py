"""Faults that break the exchange itself: the connection, its timing, its framing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.simulator.faults.kinds import Kind
from jobview.simulator.media import JSON

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from random import Random

    from jobview.simulator.faults.exchange import Answer, Exchange
    from jobview.simulator.faults.fault import Fault

_ARRIVAL_S: Final = 0.05
"""A reset overtakes what was just written unless that has had time to arrive."""
_NOISE_BYTES: Final = 4096


async def _reset(exchange: Exchange, fault: Fault, _rng: Random) -> None:
    if fault.midway and not await _half_sent(exchange):
        return
    await exchange.reset()


async def _hang(exchange: Exchange, fault: Fault, _rng: Random) -> None:
    if fault.midway:
        await _half_sent(exchange)
    await exchange.gone()


async def _truncate(exchange: Exchange, fault: Fault, _rng: Random) -> None:
    answer = await exchange.answer()
    size = len(answer.body)
    # At least one byte is missing, or nothing would be wrong.
    kept = size // 2 if fault.value is None else min(int(fault.number), size - 1)
    await exchange.begin(answer.with_body(answer.body), answer.body[: max(kept, 0)])
    await exchange.close()


async def _drip(exchange: Exchange, fault: Fault, _rng: Random) -> None:
    answer = await exchange.answer()
    head = answer.with_body(answer.body).head
    wire = head + answer.body
    at_once = len(head) if fault.midway else 0
    if at_once and not await exchange.write(wire[:at_once]):
        return
    for at in range(at_once, len(wire)):
        if exchange.is_over():
            await exchange.write(wire[at:])
            break
        await exchange.write(wire[at : at + 1])
        if not await exchange.lives(fault.number):
            return
    await exchange.close()


async def _delay(exchange: Exchange, fault: Fault, _rng: Random) -> None:
    if not fault.midway:
        if await exchange.lives(fault.number):
            await exchange.forward()
        return
    answer = await exchange.answer()
    half = len(answer.body) // 2
    await exchange.begin(answer.with_body(answer.body), answer.body[:half])
    if await exchange.lives(fault.number):
        await exchange.send({"type": "http.response.body", "body": answer.body[half:]})


async def _garbage(exchange: Exchange, fault: Fault, rng: Random) -> None:
    if fault.midway:
        answer = await exchange.answer()
        half = len(answer.body) // 2
        noise = rng.randbytes(len(answer.body) - half)
        await exchange.give(answer.with_body(answer.body[:half] + noise))
    elif fault.word == "raw":
        # Its first byte begins no status line, however the rest falls out.
        await exchange.write(b"\xff" + rng.randbytes(_NOISE_BYTES))
        await exchange.close()
    else:
        answer = await exchange.answer()
        await exchange.give(answer.with_body(rng.randbytes(_NOISE_BYTES)))


async def _wrong_length(exchange: Exchange, fault: Fault, _rng: Random) -> None:
    answer = await exchange.answer()
    body, size = answer.body, len(answer.body)
    promised = max(size + int(fault.number), 0)
    await exchange.begin(answer.promising(promised, body), body[:promised])
    if promised > size:
        await exchange.gone()
        return
    # The answer is over by what it promised; what follows stands where the next one begins.
    exchange.connection.transport.write(body[promised:])
    await exchange.send({"type": "http.response.body", "body": b""})


async def _bad_chunks(exchange: Exchange, _fault: Fault, rng: Random) -> None:
    head = (
        f"HTTP/1.1 200 OK\r\ncontent-type: {JSON}\r\ntransfer-encoding: chunked\r\n\r\n"
        '5\r\n{"sta\r\nzz;\r\n'
    )
    await exchange.write(head.encode() + rng.randbytes(_NOISE_BYTES))
    await exchange.close()


async def _header_flood(exchange: Exchange, _fault: Fault, _rng: Random) -> None:
    lives = await exchange.write(b"HTTP/1.1 200 OK\r\n")
    number = 0
    while lives:
        lines = (f"x-flood-{number + at}: {'a' * 64}\r\n" for at in range(1000))
        lives = await exchange.write("".join(lines).encode())
        number += 1000


async def _half_sent(exchange: Exchange) -> Answer | None:
    """Send the head and half of the body; None when the client went meanwhile."""
    answer = await exchange.answer()
    await exchange.begin(answer.with_body(answer.body), answer.body[: len(answer.body) // 2])
    return answer if await exchange.lives(_ARRIVAL_S) else None


BREAKING: Final[Mapping[Kind, Callable[[Exchange, Fault, Random], Awaitable[None]]]] = {
    Kind.RESET: _reset,
    Kind.HANG: _hang,
    Kind.TRUNCATE: _truncate,
    Kind.DRIP: _drip,
    Kind.DELAY: _delay,
    Kind.GARBAGE: _garbage,
    Kind.WRONG_LENGTH: _wrong_length,
    Kind.BAD_CHUNKS: _bad_chunks,
    Kind.HEADER_FLOOD: _header_flood,
}
"""What is done, by kind."""
