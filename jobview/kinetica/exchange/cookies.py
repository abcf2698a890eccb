"""What a server asked to be sent back with each request, in bounded room.

A load balancer may tell by its cookie which cluster knows our jobs. One jar belongs to one server,
and `http.cookiejar` keeps to each cookie's own domain, path and date besides.
"""

from __future__ import annotations

import warnings
from typing import Final

from jobview.kinetica.transport.http import httpx

MAX_COOKIES: Final = 20
"""How many are kept, and looked at of one answer; a balancer needs one or two."""

MAX_COOKIE_BYTES: Final = 4 * 1024
"""A longer Set-Cookie header is passed over, as browsers do; all cookies together may be as long,
since servers refuse requests whose heads exceed 8 KiB."""

_NAME: Final = b"set-cookie"


class CookieJar:
    """Cookies of one server; when there is no room for all of them, the newest stay."""

    def __init__(self) -> None:
        self._cookies = httpx.Cookies()

    def __bool__(self) -> bool:
        """Whether a request needs to be looked at: there are cookies."""
        return bool(self._cookies)

    def put_into(self, request: httpx.Request) -> None:
        """Send those of the cookies that the request's address is to get."""
        self._cookies.set_cookie_header(request)

    def take_from(self, response: httpx.Response, request: httpx.Request) -> None:
        """Keep what the answer to `request` asks to be kept."""
        said = [
            (name, value)
            for name, value in response.headers.raw
            if name.lower() == _NAME and len(value) <= MAX_COOKIE_BYTES and _is_plain(value)
        ]
        if said:
            with warnings.catch_warnings():
                # http.cookiejar tells of a header that it fails at by a traceback on the terminal.
                warnings.simplefilter("ignore")
                for header in said[:MAX_COOKIES]:  # singly: it would let go of those beside it
                    self._cookies.extract_cookies(
                        httpx.Response(httpx.codes.OK, headers=[header], request=request)
                    )
            self._trim()

    def _trim(self) -> None:
        jar = self._cookies.jar
        cookies = list(jar)
        sizes = [len(cookie.name) + len(cookie.value or "") for cookie in cookies]
        # http.cookiejar gives them in the order in which they came.
        excess, size = len(cookies) - MAX_COOKIES, sum(sizes)
        for cookie, its_size in zip(cookies, sizes, strict=True):
            if excess <= 0 and size <= MAX_COOKIE_BYTES:
                break
            jar.clear(cookie.domain, cookie.path, cookie.name)
            excess -= 1
            size -= its_size


def _is_plain(value: bytes) -> bool:
    """Whether it can be sent back as it came: a head in another encoding would be refused."""
    return value.isascii()
