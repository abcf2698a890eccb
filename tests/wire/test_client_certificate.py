"""The certificate that we show, and what is said when it cannot be used."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from jobview.errors import ServerError, SettingsError, Unreachable
from jobview.kinetica.client import open_source
from jobview.kinetica.exchange.link_failures import no_answer
from jobview.kinetica.messages.calls import get_job
from jobview.kinetica.transport.network import route_to, tls_context
from jobview.settings import Secret, Settings, Timeouts
from tests.fakes.answers import get_job_json
from tests.fakes.certificates import certificates
from tests.fakes.clock import FakeClock
from tests.fakes.raw_server import http_answer, raw_server

if TYPE_CHECKING:
    from tests.fakes.raw_server import RawRequest

TLS = Path(__file__).parent.parent / "data" / "tls"
CERT, KEY = TLS / "loopback-cert.pem", TLS / "loopback-key.pem"
LOCKED, OTHER = TLS / "locked-key.pem", TLS / "other-key.pem"
WORD = "opensesame"
"""Opens the locked key."""


async def listed(**certificate: Any) -> None:  # noqa: ANN401
    """Ask a server that wants to see a certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=CERT)
    context.load_cert_chain(CERT, KEY)
    context.verify_mode = ssl.CERT_REQUIRED

    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(get_job_json()))

    async with raw_server(answer, tls=context) as server:
        settings = Settings(urls=(server.url,), ca_file=CERT, **certificate)
        async with open_source(settings, FakeClock()) as source:
            await source.job(1)


@pytest.mark.parametrize(
    "certificate",
    [
        {"client_cert": CERT, "client_key": KEY},
        {"client_cert": CERT, "client_key": LOCKED, "client_key_password": Secret(WORD)},
    ],
    ids=["plain", "locked"],
)
async def test_a_server_that_wants_a_certificate_is_shown_it(certificate: dict[str, Any]) -> None:
    await listed(**certificate)


async def test_a_key_may_stand_in_the_certificates_file(tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(CERT.read_bytes() + KEY.read_bytes())
    await listed(client_cert=both)


@pytest.mark.parametrize("renewed", ["client", "ca"])
async def test_a_renewed_file_counts_from_the_next_connection_on(
    renewed: str, tmp_path: Path
) -> None:
    for name in ("good", "other", "used"):
        (tmp_path / name).mkdir()
    good, other = certificates(tmp_path / "good"), certificates(tmp_path / "other")
    used = tmp_path / "used"
    client, ca = used / "client.pem", used / "ca.pem"
    client.write_bytes((other if renewed == "client" else good).client.read_bytes())
    ca.write_bytes((other if renewed == "ca" else good).ca.read_bytes())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=good.ca)
    context.load_cert_chain(good.cert, good.key)
    context.verify_mode = ssl.CERT_REQUIRED

    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(get_job_json()))

    async with raw_server(answer, tls=context) as server:
        settings = Settings(urls=(server.url,), ca_file=ca, client_cert=client)
        async with open_source(settings, FakeClock()) as source:
            for content in (None, b"half of"):
                if content is not None:
                    (client if renewed == "client" else ca).write_bytes(content)
                with pytest.raises(ServerError):
                    await source.job(1)
            client.write_bytes(good.client.read_bytes())
            ca.write_bytes(good.ca.read_bytes())
            await source.job(1)


async def test_without_a_certificate_such_a_server_does_not_answer() -> None:
    with pytest.raises(Unreachable):
        await listed()


@pytest.mark.parametrize(
    ("cert", "key", "password", "words"),
    [
        (CERT, None, "", "holds no key; give its file with --client-key"),
        (CERT, OTHER, "", "does not belong to the certificate"),
        (CERT, LOCKED, "", "is encrypted, and no password is known for it; set JOBVIEW_CLIENT_"),
        (CERT, LOCKED, "wrong-Xy7", "the password for the client key .* is wrong"),
        (CERT, LOCKED, "x" * 2_000, "the password for the client key .* is wrong"),
        (KEY, KEY, "", "holds no certificate"),
        (TLS / "none.pem", KEY, "", "No such file"),
        (CERT, TLS / "none.pem", "", "No such file"),
        (None, KEY, "", "add --client-cert"),
    ],
    ids=["keyless", "foreign", "locked", "wrong", "long", "no-cert", "gone", "key-gone", "lone"],
)
def test_what_cannot_be_used_is_said(
    cert: Path | None, key: Path | None, password: str, words: str
) -> None:
    settings = Settings(client_cert=cert, client_key=key, client_key_password=Secret(password))

    with pytest.raises(SettingsError, match=words) as caught:
        route_to("https://db:443", settings)
    assert not password or password not in str(caught.value)


def test_a_broken_certificate_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    with pytest.raises(SettingsError, match="cannot be used with the key"):
        route_to("https://db:443", Settings(client_cert=broken, client_key=KEY))


def test_old_tls_is_not_spoken() -> None:
    for insecure in (False, True):
        context = tls_context("https://db:443", None, insecure=insecure)
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_the_systems_authorities_are_trusted_unless_others_are_named() -> None:
    system = ssl.create_default_context().cert_store_stats()
    named = tls_context("https://db:443", CERT, insecure=False)

    assert tls_context("https://db:443", None, insecure=False).cert_store_stats() == system
    assert named.cert_store_stats()["x509"] == 1


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "give it with --client-cert"),
        ("TLSV1_ALERT_UNKNOWN_CA", "give it with --client-cert"),
        ("SSLV3_ALERT_BAD_CERTIFICATE", "give it with --client-cert"),
        ("WRONG_VERSION_NUMBER", "begin with http://"),
    ],
)
def test_a_server_that_refuses_our_certificate_is_told_from_one_without_tls(
    reason: str, remedy: str
) -> None:
    cause = ssl.SSLError(1, "words")
    cause.reason = reason
    error = httpx.ReadError("words")
    error.__cause__ = cause

    told = no_answer("https://db:443/get/job", get_job(1, ""), error, Timeouts())

    assert remedy in told.remedy
