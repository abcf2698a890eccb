"""The README's pictures show the app as it is."""

from __future__ import annotations

import pytest

from tests.screenshots import FOLDER, PICTURES, Picture, drawn


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
async def test_a_picture_is_what_the_app_draws_now(picture: Picture) -> None:
    kept = (FOLDER / f"{picture.name}.svg").read_text(encoding="utf-8")

    assert await drawn(picture) == kept, (
        "run `python -m tests.screenshots` and look at the pictures"
    )


def test_every_picture_is_shown_in_the_readme() -> None:
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")

    for picture in PICTURES:
        assert f"screenshots/{picture.name}.svg" in readme
    assert {path.stem for path in FOLDER.iterdir()} == {picture.name for picture in PICTURES}
