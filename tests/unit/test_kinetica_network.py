from __future__ import annotations

import ssl

import pytest

from jobview.errors import SettingsError
from jobview.kinetica.transport.network import proxy_for, tls_context

NAMES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def proxy_url(url: str) -> str | None:
    proxy = proxy_for(url)
    return None if proxy is None else str(proxy.url)


def test_no_proxy_is_named() -> None:
    assert proxy_for("http://head:9191") is None


@pytest.mark.parametrize(
    ("name", "url", "used"),
    [
        ("HTTP_PROXY", "http://head:9191", True),
        ("http_proxy", "http://head:9191", True),
        ("HTTPS_PROXY", "http://head:9191", False),
        ("HTTPS_PROXY", "https://head:443/gpudb-0", True),
        ("HTTP_PROXY", "https://head:443", False),
        ("ALL_PROXY", "https://head:443", True),
        ("ALL_PROXY", "http://head:9191", True),
    ],
)
def test_the_environment_names_a_proxy_by_scheme(
    monkeypatch: pytest.MonkeyPatch, name: str, url: str, *, used: bool
) -> None:
    monkeypatch.setenv(name, "http://proxy:3128")
    assert proxy_url(url) == ("http://proxy:3128" if used else None)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9191",
        "http://127.8.8.8:9191",
        "http://localhost:9191",
        "https://db.localhost:443",
        "http://[::1]:9191",
    ],
)
def test_this_machine_is_never_reached_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy:3128")
    assert proxy_for(url) is None


@pytest.mark.parametrize("excepted", ["head", "head.example,head", ".internal, head:9191", "*"])
def test_excepted_hosts(monkeypatch: pytest.MonkeyPatch, excepted: str) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:3128")
    monkeypatch.setenv("NO_PROXY", excepted)
    assert proxy_for("http://head:9191") is None


def test_a_proxys_login_is_taken_but_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "ann:hunter2@proxy:3128")
    proxy = proxy_for("http://head:9191")
    assert proxy is not None
    assert proxy.auth == ("ann", "hunter2")
    assert "hunter2" not in repr(proxy)


@pytest.mark.parametrize(
    "named",
    [
        "socks5://ann:hunter2@proxy:1080",
        "http://",
        "https://proxy",
        "ftp://proxy",
        "http://[::1",
        "http://ann:x/hunter2@proxy:3128",
        "http://ann:x#hunter2@proxy:3128",
        "ann:hunter2?x@proxy:3128",
    ],
)
def test_a_proxy_that_cannot_be_used_is_said_so(
    monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", named)
    with pytest.raises(SettingsError, match="proxy") as caught:
        proxy_for("http://head:9191")
    assert "hunter2" not in str(caught.value)
    assert "write it as http://HOST:3128" in str(caught.value)
    assert ("%2F" in str(caught.value)) == ("@" in named)


def test_nothing_is_loaded_for_plain_http() -> None:
    assert tls_context("http://head:9191", None, insecure=False).get_ca_certs() == []


def test_https_is_verified_unless_told_otherwise() -> None:
    context = tls_context("https://head:443", None, insecure=False)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    careless = tls_context("https://head:443", None, insecure=True)
    assert careless.verify_mode is ssl.CERT_NONE
    assert not careless.check_hostname
