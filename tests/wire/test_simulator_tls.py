"""TLS of the simulated server: what a client that verifies thinks of each certificate."""

from __future__ import annotations

import json
import ssl
from typing import TYPE_CHECKING

import gpudb
import httpx
import pytest

from jobview.errors import SettingsError
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.tls import tls_context
from tests.fakes.certificates import Certificate, certificates
from tests.fakes.server import running_pair, running_simulator

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.certificates import Certificates


def options(files: Certificates, *, asks_client: bool = False) -> SimulatorOptions:
    return SimulatorOptions(
        tls_cert=files.cert, tls_key=files.key, tls_client_ca=files.ca if asks_client else None
    )


def trusting(files: Certificates) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(files.ca))


def test_a_good_certificate_is_believed(tmp_path: Path) -> None:
    files = certificates(tmp_path)
    with running_simulator(options(files)) as server:
        assert server.url.startswith("https://127.0.0.1:")
        body = {"options": {"properties": "conf.use_https,conf.worker_http_server_urls"}}
        with httpx.Client(verify=trusting(files)) as http:
            reply = http.post(server.url + "/show/system/properties", json=body)
        told = json.loads(reply.json()["data_str"])["property_map"]
        assert told == {"conf.use_https": "TRUE", "conf.worker_http_server_urls": server.url}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Certificate.UNTRUSTED, "unable to get local issuer"),
        (Certificate.SELF_SIGNED, "self.signed"),
        (Certificate.WRONG_NAME, "IP address mismatch"),
        (Certificate.EXPIRED, "certificate has expired"),
    ],
)
def test_a_bad_certificate_is_not(tmp_path: Path, kind: Certificate, words: str) -> None:
    files = certificates(tmp_path, kind)
    with running_simulator(options(files)) as server:
        with (
            httpx.Client(verify=trusting(files)) as http,
            pytest.raises(httpx.ConnectError, match=words),
        ):
            http.get(server.url)
        with httpx.Client(verify=False) as careless:  # noqa: S501
            assert careless.get(server.url).status_code == 200


def test_a_client_certificate_is_demanded(tmp_path: Path) -> None:
    files = certificates(tmp_path)
    with running_simulator(options(files, asks_client=True)) as server:
        context = trusting(files)
        with httpx.Client(verify=context) as stranger, pytest.raises(httpx.TransportError):
            stranger.get(server.url)
        context.load_cert_chain(files.client)
        with httpx.Client(verify=context) as known:
            assert known.get(server.url).status_code == 200


def test_a_ring_over_tls_is_discovered_by_the_official_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = certificates(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(files.ca))
    with running_pair(options(files)) as pair, gpudb.GPUdb(host=pair[0].url) as client:
        urls = [str(each.head_rank_url) for each in client.all_cluster_info]
    assert urls == [each.url for each in pair]


def test_a_file_without_a_certificate_is_said_in_a_sentence(tmp_path: Path) -> None:
    files = certificates(tmp_path)
    empty = tmp_path / "empty.pem"
    empty.touch()
    for wrong in (
        SimulatorOptions(tls_cert=empty),
        SimulatorOptions(tls_cert=files.cert),
        SimulatorOptions(tls_cert=files.cert, tls_key=files.client),
    ):
        with pytest.raises(SettingsError, match="no certificate and key in"):
            tls_context(wrong)
    with pytest.raises(SettingsError, match=r"no certificate in .*empty\.pem"):
        tls_context(SimulatorOptions(tls_cert=files.cert, tls_key=files.key, tls_client_ca=empty))
    with pytest.raises(SettingsError, match="needs a certificate too"):
        SimulatorOptions(tls_key=files.key)
