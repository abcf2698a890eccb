"""TLS as a simulated server speaks it."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from jobview.errors import SettingsError

if TYPE_CHECKING:
    from jobview.simulator.options import SimulatorOptions


def tls_context(options: SimulatorOptions) -> ssl.SSLContext | None:
    """What a server's connections are made with; None for plain HTTP.

    Raises:
        SettingsError: a file does not hold what it should.
    """
    if options.tls_cert is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # With a password, however wrong, a locked key is refused in place of asked for.
        context.load_cert_chain(options.tls_cert, options.tls_key, password="")
    except (OSError, ValueError) as error:
        raise SettingsError(f"no certificate and key in {options.tls_cert}: {error}") from error
    if options.tls_client_ca is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        try:
            context.load_verify_locations(options.tls_client_ca)
        except (OSError, ValueError) as error:
            raise SettingsError(f"no certificate in {options.tls_client_ca}: {error}") from error
    return context
