"""How far a request has come, for telling errors of lower layers as httpx's."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

import h11

from jobview.kinetica.transport.http import httpx

FAULTS: Final = (OSError, ValueError, h11.ProtocolError)
"""What lower layers raise; a ValueError comes of a host name of no legal form."""

Fault: TypeAlias = OSError | ValueError | h11.ProtocolError
"""One of them."""


class Stage(NamedTuple):
    """One part of an exchange, and the errors that httpx has for it."""

    timeout: type[httpx.TimeoutException]
    fault: type[httpx.NetworkError]

    def told(self, error: Fault) -> httpx.TransportError:
        """The httpx error for `error`, one of `FAULTS`."""
        text = str(error)
        if isinstance(error, TimeoutError):
            return self.timeout(text)
        if isinstance(error, h11.LocalProtocolError):
            # h11 quotes the header it will not send, which may be the login.
            return httpx.LocalProtocolError("the request cannot be sent as HTTP")
        if isinstance(error, h11.ProtocolError):
            return httpx.RemoteProtocolError(text)
        return self.fault(text)


CONNECTING: Final = Stage(httpx.ConnectTimeout, httpx.ConnectError)
SENDING: Final = Stage(httpx.WriteTimeout, httpx.WriteError)
RECEIVING: Final = Stage(httpx.ReadTimeout, httpx.ReadError)


def without_frames(error: BaseException) -> BaseException:
    """The error; the frames it came through hold the request's headers, the login among them."""
    cause: BaseException | None = error
    while cause is not None:
        cause.__traceback__ = None
        cause = cause.__cause__ or cause.__context__
    return error
