"""A server, or a proxy before it, that gives back what it was sent puts no login on the screen."""

from __future__ import annotations

import base64
import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from jobview.cli.entry import run
from jobview.kinetica.exchange.failures import EXCERPT_CHARACTERS
from tests.fakes.secret_scan import SecretScan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD, TOKEN = "Pw+9/Zq~distinct", "Tk-7_Xw.distinct.bearer"
SCAN = SecretScan(PASSWORD, TOKEN)
LOGINS = {
    "basic": {"KINETICA_USER": "alice", "KINETICA_PASSWD": PASSWORD},
    "bearer": {"KINETICA_OAUTH_TOKEN": TOKEN},
}


def told(header: str) -> str:
    """All that can be made of a login."""
    coded = header.partition(" ")[2]
    plain = coded if header.startswith("Bearer") else base64.b64decode(coded).decode()
    secret = plain.partition(":")[2] or plain
    escaped = quote(secret, safe="")
    return f"Authorization: {header}; {coded}; {plain}; {secret!r}; {escaped}; {in_small(escaped)}"


def in_small(escaped: str) -> str:
    """With escapes such as %2f instead of %2F."""
    return re.sub("%..", lambda found: found[0].lower(), escaped)


def refusal(words: str) -> str:
    message = {"status": "ERROR", "message": words, "data_type": "none", "data_str": "", "data": ""}
    return json.dumps(message)


@contextmanager
def echoing(kind: str) -> Iterator[str]:
    """The URL of a server that answers everything with what it was sent."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            words = told(self.headers["authorization"])
            status, body, media_type = 200, f"<p>{words}</p>", "text/html"
            if kind == "cut":
                secret = TOKEN if TOKEN in words else PASSWORD
                body = f"{'x' * (EXCERPT_CHARACTERS - 9)} {secret}"
            elif kind == "media type":
                media_type = words.split("; ")[1]
            elif kind == "redirect":
                status = 302
            elif kind != "page":
                status, body = int(kind), refusal(f"no: {words}")
            self.send_response_only(status)
            self.send_header("content-type", media_type)
            self.send_header("location", f"http://x:{words[-20:]}@evil/?p={words.split('; ')[-2]}")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize(
    "kind", ["page", "cut", "media type", "redirect", "400", "401", "404", "503"]
)
def test_what_it_says_is_told_without(
    kind: str,
    login: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    for name, value in LOGINS[login].items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    log = str(tmp_path / "jobview.log")
    with echoing(kind) as url:
        for command in (
            ["list", "--log-file", log],
            ["get", "7", "-o", str(tmp_path / "result")],
            ["cancel", "7", "--yes"],
            ["submit", "/x", "--log-file", log],
            ["doctor"],
        ):
            run([*command, "--url", url])
            out, said = capfdbinary.readouterr()
            assert out + said, command
            assert SCAN.found(out + said) == [], command
            assert not any(secret[:5].encode() in out + said for secret in (PASSWORD, TOKEN))
            assert in_small(quote(PASSWORD, safe="")).encode() not in out + said
    assert (tmp_path / "jobview" / "audit.jsonl").exists()
    assert SCAN.in_folder(tmp_path) == []


@pytest.mark.parametrize(
    "arguments",
    [("http://al:Pw+9/Zq~distinct@db:9191",), ("list", f"https://al:{PASSWORD}@db"),
     ("wait", "--interval", f"x://al:{PASSWORD}@db")],
    ids=["command", "argument", "number"],
)  # fmt: skip
def test_a_url_in_the_wrong_place_is_told_without_its_login(
    arguments: tuple[str, ...], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(arguments) == 2
    said = capfdbinary.readouterr().err
    assert b"://db" in said
    assert SCAN.found(said) == []
