"""A proxy for plain http that wants a login and hands every request to one server."""

from __future__ import annotations

import base64
import http.client
import threading
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def forwarding_proxy(server_url: str, login: str) -> Iterator[str]:
    """Its address, without the login, until the block ends.

    Args:
        server_url: where all requests go, whatever host they are for.
        login: `user:password`; others are refused.
    """
    far = urlsplit(server_url)
    assert far.hostname
    expected = f"Basic {base64.b64encode(login.encode()).decode()}"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers.get("Proxy-Authorization") != expected:
                self._answer(407, {}, b"")
                return
            passed = {k: v for k, v in self.headers.items() if not k.startswith(("Proxy", "Host"))}
            with closing(http.client.HTTPConnection(str(far.hostname), far.port)) as connection:
                connection.request("POST", urlsplit(self.path).path, body, passed)
                answer = connection.getresponse()
                self._answer(answer.status, dict(answer.getheaders()), answer.read())

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() in {"content-type", "content-encoding"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            with suppress(ConnectionError):  # who asked has gone
                self.end_headers()
                self.wfile.write(body)

        def handle(self) -> None:
            with suppress(ConnectionError):
                super().handle()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as proxy:
        proxy.daemon_threads = True
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"127.0.0.1:{proxy.server_address[1]}"
        finally:
            proxy.shutdown()
            thread.join()
