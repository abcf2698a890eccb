"""The certificate that we show a server, and what may be wrong with it and its key."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Final

from jobview.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from jobview.settings import Secret, Settings

_CERTIFICATE: Final = b"-----BEGIN CERTIFICATE-----"
_KEY: Final = b"PRIVATE KEY-----"

_FOREIGN_KEY: Final = frozenset({"KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH"})
_NO_CERTIFICATE_YET: Final = "NO_CERTIFICATE_ASSIGNED"
"""OpenSSL's word for a key of another kind than the certificate's."""

_LOCKED: Final = (
    "is encrypted, and no password is known for it; set JOBVIEW_CLIENT_KEY_PASSWD, or "
    "client_key_password or client_key_password_command in the profile"
)


def show_certificate(context: ssl.SSLContext, settings: Settings) -> None:
    """Let `context` show the server the certificate that the settings name.

    Raises:
        SettingsError: certificate or key cannot be read, or do not belong together.
    """
    cert, key = settings.client_cert, settings.client_key or settings.client_cert
    if cert is None or key is None:
        return
    _need(cert, _CERTIFICATE, f"the client certificate {cert}", "it holds no certificate")
    _need(key, _KEY, f"the client key {key}", "it holds no key; give its file with --client-key")
    password = _KeyPassword(settings.client_key_password)
    try:
        context.load_cert_chain(cert, key, password)
    except (OSError, ValueError) as error:
        raise SettingsError(_sentence(error, cert, key, password)) from None


class _KeyPassword:
    """Gives the password, instead of OpenSSL's own question on the terminal."""

    def __init__(self, password: Secret) -> None:
        self._password = password
        self.was_needed = False

    def __call__(self) -> str:
        self.was_needed = True
        return self._password.reveal()

    @property
    def is_known(self) -> bool:
        return bool(self._password)


def _need(path: Path, mark: bytes, what: str, lack: str) -> None:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{what} cannot be used: {error.strerror or error}") from None
    if mark not in content:
        raise SettingsError(f"{what} cannot be used: {lack}")


def _sentence(error: OSError | ValueError, cert: Path, key: Path, password: _KeyPassword) -> str:
    reason = error.reason if isinstance(error, ssl.SSLError) else ""
    if reason in _FOREIGN_KEY or reason == _NO_CERTIFICATE_YET:
        return f"the client key {key} does not belong to the certificate {cert}"
    if password.was_needed and not password.is_known:
        return f"the client key {key} {_LOCKED}"
    if password.was_needed:
        return f"the password for the client key {key} is wrong"
    return f"the client certificate {cert} cannot be used with the key {key}: {reason or 'broken'}"
