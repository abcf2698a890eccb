"""What is said where a certificate is refused."""

from __future__ import annotations

import ssl

import httpx
import pytest

from jobview.kinetica.exchange.link_failures import no_answer
from jobview.kinetica.messages.calls import get_job
from jobview.settings import Timeouts

URL = "https://db:9191"


@pytest.mark.parametrize(
    ("code", "verdict", "remedy"),
    [
        (18, "self-signed certificate", "--ca-file"),
        (
            62,
            "Hostname mismatch, certificate is not valid for 'db'.",
            "as the certificate names it",
        ),
        (
            64,
            "IP address mismatch, certificate is not valid for '127.0.0.1'.",
            "as the certificate names it",
        ),
        (10, "certificate has expired", "renewed"),
        (62, "it is for \x1b[2J\x9b\u202e", "as the certificate names it"),
    ],
    ids=["issuer", "host", "address", "expired", "hostile"],
)
def test_a_refused_certificate_names_what_helps(code: int, verdict: str, remedy: str) -> None:
    cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    cause.verify_code, cause.verify_message = code, verdict
    error = httpx.ConnectError("refused")
    error.__cause__ = cause

    sentence = str(no_answer(URL, get_job(1, ""), error, Timeouts()))

    assert sentence.isprintable()
    assert ".;" not in sentence
    assert remedy in sentence
    assert ("--ca-file" in sentence) is (code == 18)
