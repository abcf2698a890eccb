"""What the environment says about the terminal."""

from __future__ import annotations

import pytest

from jobview.cli.terminal_traits import forget_size, shows_unicode


@pytest.mark.parametrize(
    ("environ", "is_coerced", "is_shown"),
    [
        ({}, True, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False, True),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "POSIX"}, True, False),
        ({"LANG": "de_DE.utf8"}, False, True),
        ({"LANG": "de_DE.UTF-8", "TERM": "linux"}, False, False),
        ({"LANG": "de_DE.UTF-8", "TERM": "vt220"}, False, False),
    ],
)
def test_marks_are_unicode_where_they_can_be_read(
    environ: dict[str, str], *, is_coerced: bool, is_shown: bool
) -> None:
    assert shows_unicode(environ, is_coerced=is_coerced) is is_shown


def test_a_size_in_the_environment_is_forgotten() -> None:
    environ = {"COLUMNS": "1000", "TERM": "xterm"}
    forget_size(environ)

    assert environ == {"TERM": "xterm"}
