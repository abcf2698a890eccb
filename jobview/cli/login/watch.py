"""Noticing that a refused login has been corrected where it is kept, without asking anybody."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from jobview.cli.login.credentials import Credentials
from jobview.errors import SettingsError
from jobview.file_mark import file_mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jobview.settings import Settings


class LoginWatch:
    """Called, tells what the login looks like where it is kept; the same until it is another one.

    A file is read only when its size, its time or itself is another one than before. One that
    was merely touched, or that cannot be used at the moment, since it is just being written,
    tells what it told before: servers lock accounts that are offered a refused login again.
    What commands or the keyring keep is not asked for, only the profile file's words about them.
    """

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._file_marks: object = None
        self._mark: object = None

    @property
    def file(self) -> Path | None:
        """The file to correct; None when there is none, so that nothing can be noticed."""
        if self._credentials.secret_file is not None:
            return self._credentials.secret_file
        profile = self._credentials.in_profile
        return None if profile is None or not self._credentials.is_read_at_once else profile.path

    def __call__(self) -> object:
        """The mark; equal to an earlier one when there is nothing new to log in with."""
        marks = tuple(map(file_mark, self._files()))
        if marks != self._file_marks:
            self._file_marks = marks
            with suppress(SettingsError):
                self._credentials = credentials = self._credentials.anew()
                is_cheap = credentials.is_read_at_once
                self._mark = credentials.login(on_terminal=False) if is_cheap else credentials
        return self._mark

    def _files(self) -> Iterator[Path]:
        if self._credentials.in_profile is not None:
            yield self._credentials.in_profile.path
        if self._credentials.secret_file is not None:
            yield self._credentials.secret_file


def login_watch(settings: Settings) -> LoginWatch | None:
    """The watch over the settings' login; None where reading it anew cannot give another one."""
    credentials = settings.renew_login
    return LoginWatch(credentials) if isinstance(credentials, Credentials) else None
