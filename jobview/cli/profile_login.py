"""A login that a profile has a say in, read anew from the profile file while jobview runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jobview.cli.layer import credentials_of, merged
from jobview.cli.profile import ProfileFile
from jobview.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from jobview.cli.layer import Layer
    from jobview.cli.login.credentials import Credentials
    from jobview.settings import Settings


@dataclass(frozen=True, slots=True)
class ProfileLogin:
    """Called, reads the profile file again and merges what it says as it was merged before."""

    path: Path
    name: str
    """The profile's; empty for none."""
    stronger: tuple[Layer, ...]
    """What wins over the profile."""
    urls: tuple[str, ...]
    """The servers that the login was meant for."""

    def __call__(self) -> Credentials:
        """The credentials as they are now.

        Raises:
            SettingsError: the file cannot be used, or is meant for another server by now, which
                the login is not to be shown to this one for.
        """
        file = ProfileFile.read(self.path)
        layers = (*self.stronger, *file.layers(file.chosen(self.name)))
        if merged(layers).urls != self.urls:
            raise SettingsError(f"{self.path} names another URL since; start jobview again")
        return replace(credentials_of(layers), in_profile=self)


def merged_with_profile(
    stronger: tuple[Layer, ...], path: Path, name: str, layers: tuple[Layer, ...]
) -> Settings:
    """What `layer.merged` gives, with a login that follows the profile where that has a say in it.

    Args:
        stronger: what wins over the profile file.
        path: the profile file's.
        name: the profile's; empty for none.
        layers: what the profile file says.
    """
    everything = (*stronger, *layers)
    settings = merged(everything)
    known, all_known = credentials_of(stronger), credentials_of(everything)
    is_whole = known.oauth_token is not None or (known.user and known.password is not None)
    # Who began as anonymous was not told whether a login would travel unencrypted.
    is_anonymous = all_known.oauth_token is None and all_known.password is None
    if not name or is_whole or is_anonymous:
        return settings
    in_profile = ProfileLogin(path, name, stronger, settings.urls)
    return replace(settings, renew_login=replace(all_known, in_profile=in_profile))
