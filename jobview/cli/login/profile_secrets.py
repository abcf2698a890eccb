"""The keys of a profile that say where a secret is: `password`, `password_file` and their like."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from jobview.cli.login.keepers import SecretCommand, SecretInKeyring
from jobview.cli.login.origin import SecretFile
from jobview.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jobview.cli.login.credentials import Known

KINDS: Final = ("", "_file", "_command", "_keyring")
"""What follows a secret's name in the keys that tell it."""

NAMES: Final = {
    "password": "the password",
    "oauth_token": "the OAuth token",
    "client_key_password": "the password of the client key",
}
"""Each secret, and what sentences call it."""


def secret_of(
    keys: object, name: str, where: str, beside: Callable[[str], Path], user: str = ""
) -> Known | None:
    """What the profile's keys say about one secret; None when nothing.

    Args:
        keys: has an attribute for each of `KINDS`.
        name: the secret's, of `NAMES`.
        where: which profile it is, for sentences.
        beside: a path as the profile file means it.
        user: whose entry of the keyring it is; empty for the one called after the secret.

    Raises:
        SettingsError: more than one of the keys is there, or a command is none.
    """
    given = [name + kind for kind in KINDS if getattr(keys, name + kind) is not None]
    if not given:
        return None
    if len(given) > 1:
        raise SettingsError(f"{where}: {' and '.join(given)} exclude each other; keep one")
    key, value, what = given[0], getattr(keys, given[0]), NAMES[name]
    if key.endswith("_file"):
        return SecretFile(what, beside(value))
    if key.endswith("_command"):
        return SecretCommand(what, _argv(value, f"{where}: {key}"))
    if key.endswith("_keyring"):
        return SecretInKeyring(what, value, user or name)
    known: Known = value
    return known


def _argv(command: str | list[str], where: str) -> list[str]:
    try:
        argv = shlex.split(command) if isinstance(command, str) else command
    except ValueError as error:
        raise SettingsError(f"{where} cannot be read as a command: {error}") from None
    if not argv or not argv[0]:
        raise SettingsError(f"{where} names no program")
    return argv
