"""The bytes of one connection: made, sent and received on the event loop, whatever they mean."""

from __future__ import annotations

import asyncio
import contextlib
import math
import select
import socket
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence

    _Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]
    """As socket.getaddrinfo gives it; the last part depends on the family."""

MAX_UNREAD_BYTES: Final = 1024 * 1024
"""When so much has arrived and nobody has read it, the other end is made to wait."""


class Wire(asyncio.Protocol):
    """One connected socket. At most one coroutine may wait for it at a time.

    Attributes:
        ends_s: when waiting ends at the latest, whatever else is asked for; by the loop's clock.
        arrived_bytes: how much has arrived so far, read or not.
    """

    def __init__(self) -> None:
        self.ends_s = math.inf
        self.arrived_bytes = 0
        self._transport: asyncio.Transport | None = None
        self._arrived = bytearray()
        self._is_full = False
        """Whether what was written has not all been taken by the system."""
        self._is_over = False
        """Whether nothing more will arrive."""
        self._fault: Exception | None = None
        """Why, when it was not the other end's orderly farewell."""
        self._change: asyncio.Future[None] | None = None
        """Somebody waits for any of this to change."""
        self._poll = select.poll()

    @classmethod
    async def opened(
        cls, host: str, port: int, timeout_s: float, context: ssl.SSLContext | None = None
    ) -> Self:
        """A new connection, through TLS when a context says how to verify the other end.

        Args:
            host: name or address.
            port: its TCP port.
            timeout_s: time for trying all of the host's addresses; agreeing on TLS comes on top.
            context: for TLS.

        Raises:
            OSError: refused, timed out, not reachable, not trusted, name unknown.
            ValueError: no such name can exist.
        """
        sock = await _connected(host, port, timeout_s)
        loop = asyncio.get_running_loop()
        name = host if context else None
        _, wire = await loop.create_connection(cls, sock=sock, ssl=context, server_hostname=name)
        return wire

    @property
    def is_quiet(self) -> bool:
        """Whether the connection stands and nothing has arrived on it, not even unnoticed yet."""
        return not (self._arrived or self._is_over or self._poll.poll(0))

    @property
    def peer(self) -> str:
        """Address and port of the other end, such as `[::1]:9191`."""
        host, port = self._open().get_extra_info("peername")[:2]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    @property
    def tls(self) -> ssl.SSLObject | None:
        """What was agreed on for TLS; None without it."""
        found: ssl.SSLObject | None = self._open().get_extra_info("ssl_object")
        return found

    async def secure(self, host: str, context: ssl.SSLContext) -> None:
        """Begin to speak TLS.

        Raises:
            OSError: the other end is not trusted, or does not.
        """
        transport = await asyncio.get_running_loop().start_tls(
            self._open(), self, context, server_hostname=host
        )
        if transport is None:
            raise ConnectionAbortedError("closed while TLS was agreed on")
        self._take(transport)

    async def write(self, data: bytes, timeout_s: float) -> None:
        """Send `data`; comes back when nearly all is on its way, or the connection has ended.

        Raises:
            TimeoutError: the other end has taken nothing for so long, or `ends_s` is reached.
        """
        self._open().write(data)
        while self._is_full and not self._is_over:
            await self._changed(timeout_s)

    async def read(self, timeout_s: float) -> bytes:
        """What has arrived, as soon as something has; empty after an orderly farewell.

        Raises:
            TimeoutError: nothing came for so long, or until `ends_s`.
            OSError: the connection is broken.
        """
        while not (self._arrived or self._is_over):
            await self._changed(timeout_s)
        if not self._arrived and self._fault is not None:
            raise self._fault
        arrived, self._arrived = self._arrived, bytearray()
        self._open().resume_reading()
        return bytes(arrived)

    def close(self) -> None:
        """End the connection at once, with whatever is under way on it."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The event loop's call; there is a socket."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a stream socket is needed")
        self._take(transport)
        self._poll.register(transport.get_extra_info("socket"), select.POLLIN)

    def data_received(self, data: bytes) -> None:
        """The event loop's call; something has arrived."""
        self._arrived += data
        self.arrived_bytes += len(data)
        if len(self._arrived) > MAX_UNREAD_BYTES:
            self._open().pause_reading()
        self._announce()

    def pause_writing(self) -> None:
        """The event loop's call; the system takes no more at present."""
        self._is_full = True

    def resume_writing(self) -> None:
        """The event loop's call; all is taken."""
        self._is_full = False
        self._announce()

    def connection_lost(self, exc: Exception | None) -> None:
        """The event loop's call; the connection has ended, by whichever end."""
        self._is_over = True
        self._fault = exc
        self._announce()

    def _take(self, transport: asyncio.Transport) -> None:
        # So that `write` is told when all is taken, and not when most is. Not 0: that much is
        # always waiting, as asyncio's TLS counts.
        transport.set_write_buffer_limits(high=1)
        self._transport = transport

    def _open(self) -> asyncio.Transport:
        if self._transport is None:
            raise ConnectionAbortedError("not connected")
        return self._transport

    async def _changed(self, timeout_s: float) -> None:
        loop = asyncio.get_running_loop()
        self._change = loop.create_future()
        async with asyncio.timeout_at(min(loop.time() + timeout_s, self.ends_s)):
            await self._change

    def _announce(self) -> None:
        if self._change is not None and not self._change.done():
            self._change.set_result(None)


async def _connected(host: str, port: int, timeout_s: float) -> socket.socket:
    """A socket connected to the first of the host's addresses that takes it.

    Each address gets its share of the time: a network that swallows one family's packets is no
    reason not to try the other.
    """
    loop = asyncio.get_running_loop()
    addresses = await _addresses(host, port)
    fault: OSError | None = None
    for family, kind, protocol, _, address in addresses:
        with contextlib.ExitStack() as unfit:
            sock = unfit.enter_context(socket.socket(family, kind, protocol))
            sock.setblocking(False)
            try:
                async with asyncio.timeout(timeout_s / len(addresses)):
                    await loop.sock_connect(sock, address)
            except OSError as error:
                fault = error
            else:
                unfit.pop_all()
                return sock
    raise fault or OSError("the host has no address")


async def _addresses(host: str, port: int) -> Sequence[_Address]:
    with contextlib.suppress(socket.gaierror):
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return await _looked_up(host, port)


async def _looked_up(host: str, port: int) -> Sequence[_Address]:
    """The addresses that go by the name, asked for in a thread that nobody need wait for.

    The event loop's own threads would hold up the program's end for as long as a name server
    keeps silent.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Sequence[_Address]] = loop.create_future()

    def tell(outcome: Sequence[_Address] | Exception) -> None:
        if answer.done():
            return
        if isinstance(outcome, Exception):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)

    def look_up() -> None:
        outcome: Sequence[_Address] | Exception
        try:
            outcome = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, ValueError) as error:
            outcome = error
        with contextlib.suppress(RuntimeError):  # the loop may be gone, and then nobody waits
            loop.call_soon_threadsafe(tell, outcome)

    try:
        Thread(target=look_up, name="jobview-names", daemon=True).start()
    except RuntimeError as error:  # the system gives no more threads
        raise OSError(str(error)) from error
    return await answer
