"""Paths of values in JSON."""

from __future__ import annotations

import pytest

from jobview.ui.result.json_path import json_path


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ((), "$"),
        (("info", "count"), "$.info.count"),
        (("odd key", 3), "$['odd key'][3]"),
        (("it's \\",), "$['it\\'s \\\\']"),
        (("", "9a", "é"), "$['']['9a']['é']"),
        ((0, "_x"), "$[0]._x"),
    ],
)
def test_plain_names_follow_a_dot_and_others_are_quoted(
    keys: tuple[str | int, ...], path: str
) -> None:
    assert json_path(keys) == path
