"""Where words go, and whether they are coloured."""

from __future__ import annotations

import io
import json

import pytest

from jobview.cli.output import can_move_cursor, is_terminal, json_bytes, say, uses_colour


class Terminal(io.StringIO):
    """A stream that somebody reads."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "is_coloured", "is_live"),
    [
        ({"TERM": "xterm-256color"}, True, True),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, True, True),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False, True),
        ({"TERM": "dumb"}, False, False),
    ],
)
def test_a_terminal_is_coloured_unless_somebody_objects(
    monkeypatch: pytest.MonkeyPatch,
    environ: dict[str, str],
    is_coloured: bool,  # noqa: FBT001
    is_live: bool,  # noqa: FBT001
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    assert uses_colour(Terminal()) == is_coloured
    assert can_move_cursor(Terminal()) == is_live
    assert not uses_colour(io.StringIO())


def test_a_stream_that_is_gone_is_no_terminal() -> None:
    closed = Terminal()
    closed.close()

    assert not is_terminal(closed)
    assert not is_terminal(None)


def test_a_sentence_is_one_harmless_line_of_bounded_length(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say("<html>\n\x1b[2J" + "x" * 10_000)

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("jobview: <html>⏎␛[2Jxxx")
    assert told.err.endswith("x…\n")
    assert len(told.err) < 2_100


def test_json_holds_nothing_that_steers_a_terminal() -> None:
    hostile = "a\x1b[2J\x9b31m\x7f\u202eb\u200b\ufeff\u2066é"
    written = json_bytes({"name": hostile})

    assert json.loads(written) == {"name": hostile}
    assert written.decode().rstrip("\n").isprintable()
