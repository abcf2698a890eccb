"""Certificates made for a test: a good one, and one for each thing that can be wrong with one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from pathlib import Path

    from jobview.clock import Clock


class Certificate(StrEnum):
    """What is to be thought of a server's certificate."""

    GOOD = "good"
    UNTRUSTED = "untrusted"
    """Issued by somebody whom nobody knows."""
    SELF_SIGNED = "self-signed"
    WRONG_NAME = "wrong-name"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Certificates:
    """PEM files of one server, of its client, and of the authority that both trust."""

    ca: Path
    cert: Path
    """With its chain."""
    key: Path
    client: Path
    """A client's certificate and key, in one file."""


def certificates(
    folder: Path, kind: Certificate = Certificate.GOOD, clock: Clock | None = None
) -> Certificates:
    """New certificates, for 127.0.0.1 and localhost.

    Args:
        folder: where to write the files.
        kind: what is wrong with the server's; `ca` and `client` are always good.
        clock: by which time the expired one is; the machine's when None.
    """
    authority = trustme.CA()
    issuer = trustme.CA() if kind is Certificate.UNTRUSTED else authority
    names = ("elsewhere.invalid",) if kind is Certificate.WRONG_NAME else ("127.0.0.1", "localhost")
    now = datetime.fromtimestamp(clock.wall_s(), UTC) if clock else datetime.now(UTC)
    end = now - timedelta(days=1) if kind is Certificate.EXPIRED else None
    server = issuer.issue_cert(*names, not_after=end)
    found = Certificates(*(folder / f"{name}.pem" for name in ("ca", "cert", "key", "client")))
    authority.cert_pem.write_to_path(found.ca)
    if kind is Certificate.SELF_SIGNED:
        # An authority's own certificate is one that has signed itself.
        issuer = trustme.CA()
        issuer.cert_pem.write_to_path(found.cert)
        issuer.private_key_pem.write_to_path(found.key)
    else:
        for blob in server.cert_chain_pems:
            blob.write_to_path(found.cert, append=True)
        server.private_key_pem.write_to_path(found.key)
    authority.issue_cert("client@example.invalid").private_key_and_cert_chain_pem.write_to_path(
        found.client
    )
    return found
