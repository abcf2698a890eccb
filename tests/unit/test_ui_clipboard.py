"""Copying: the way that suits the place, no hang, no lost text, no word that is not known."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jobview.child_environment import child_environment
from jobview.cli.environment import OAUTH_TOKEN, PASSWORDS, URL
from jobview.settings import ClipboardChoice
from jobview.ui.outward.clipboard import Clipboard
from jobview.ui.outward.clipboard_way import OSC52_LIMIT, Route, fits_terminal, ways

if TYPE_CHECKING:
    from collections.abc import Mapping

AUTO = ClipboardChoice.AUTO
WITH_SECRETS = {
    **dict.fromkeys((*PASSWORDS, OAUTH_TOKEN), "s3cret"),
    URL: "https://ann:s3cret@head:8082",
    "TEXTUAL_FPS": "240",
}
SSH = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22", "DISPLAY": ":10"}
DESK = {"DISPLAY": ":0"}
HANG = "#!/bin/sh\nexec sleep 60\n"
SERVE = '#!/bin/sh\ncat > "$0.got"\n(sleep 5) &\nexit 0\n'
REFUSE = "#!/bin/sh\nexit 3\n"


def routes(choice: ClipboardChoice, environ: Mapping[str, str], platform: str = "linux") -> str:
    return " ".join(
        way.command[0] if way.command else "osc52" for way in ways(choice, environ, platform)
    )


@pytest.mark.parametrize(
    ("choice", "environ", "expected"),
    [
        (AUTO, {"TMUX": "t,1,0", **SSH}, "tmux tmux osc52"),
        (AUTO, SSH, "osc52"),
        (AUTO, {"SSH_TTY": "/dev/pts/3", "DISPLAY": ":0"}, "xclip xsel osc52"),
        (AUTO, {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "wl-copy xclip xsel osc52"),
        (AUTO, {}, "osc52"),
        (ClipboardChoice.NATIVE, {"TMUX": "x", "DISPLAY": ":0"}, "xclip xsel"),
        (ClipboardChoice.NATIVE, {}, ""),
        (ClipboardChoice.OSC52, {"TMUX": "x", "DISPLAY": ":0"}, "osc52"),
        (ClipboardChoice.OFF, {"TMUX": "x"}, ""),
    ],
)
def test_the_way_suits_the_place(
    choice: ClipboardChoice, environ: Mapping[str, str], expected: str
) -> None:
    assert routes(choice, environ) == expected


def test_macos_has_its_own_program() -> None:
    assert routes(AUTO, {}, "darwin") == "pbcopy osc52"


@pytest.mark.parametrize("count", [0, 1, 2, 3, 56_244, 56_245, 56_246])
def test_the_limit_is_one_of_base64(count: int) -> None:
    from base64 import b64encode

    assert fits_terminal(count) is (len(b64encode(bytes(count))) <= OSC52_LIMIT)


def content(name: str) -> bytes:
    return Path(name).read_bytes()


def mode(name: str) -> int:
    return stat.S_IMODE(Path(name).stat().st_mode)


class Sent:
    """What a terminal was sent, and a clipboard whose programs are scripts in `folder`."""

    def __init__(
        self,
        folder: Path,
        environ: Mapping[str, str],
        choice: ClipboardChoice = AUTO,
    ) -> None:
        self.texts: list[str] = []
        self.folder = folder
        path = f"{folder}:/usr/bin:/bin"
        self.clipboard = Clipboard(
            choice,
            self.texts.append,
            environ={"PATH": path, **environ},
            platform="linux",
            patience_s=0.5,
        )

    def program(self, name: str, script: str) -> Path:
        path = self.folder / name
        path.write_text(script)
        path.chmod(0o755)
        return path


@pytest.fixture(autouse=True)
def _temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))


async def test_over_ssh_the_terminal_gets_it(tmp_path: Path) -> None:
    sent = Sent(tmp_path, SSH)
    outcome = await sent.clipboard.copy("x" * 1200, "cell")

    assert outcome == ("cell sent to the terminal (OSC 52), 1.2 KiB", True)
    assert sent.texts == ["x" * 1200]


async def test_what_is_too_large_for_the_terminal_goes_into_a_private_file(tmp_path: Path) -> None:
    sent = Sent(tmp_path, SSH)
    outcome = await sent.clipboard.copy("é" * 700_000, "result")

    assert not outcome.is_sent
    why, _, name = outcome.sentence.partition(": written to ")
    assert why == "too large for the terminal (result, 1.3 MiB)"
    assert content(name) == ("é" * 700_000).encode()
    assert mode(name) == 0o600
    assert sent.texts == []


async def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    outcome = await Sent(tmp_path, SSH).clipboard.copy("x" * 100_000, "result")

    assert outcome.sentence.endswith("no file could be written: No such file or directory")


async def test_a_program_that_serves_from_the_background_is_not_waited_for(tmp_path: Path) -> None:
    sent = Sent(tmp_path, DESK)
    program = sent.program("xclip", SERVE)
    outcome = await sent.clipboard.copy("a\ud800b\x1b", "cell")

    assert outcome == ("cell copied with xclip, 6 bytes", True)
    assert content(f"{program}.got") == "a\ufffdb\x1b".encode()


async def test_a_program_that_hangs_gives_way_to_the_terminal(tmp_path: Path) -> None:
    sent = Sent(tmp_path, DESK)
    sent.program("xclip", HANG)
    outcome = await sent.clipboard.copy("y" * 500_000, "cell")

    assert "too large for the terminal" in outcome.sentence
    assert (await sent.clipboard.copy("x", "cell")).sentence.startswith("cell sent to the terminal")


async def test_what_a_program_failed_at_is_not_lost(tmp_path: Path) -> None:
    sent = Sent(tmp_path, DESK, ClipboardChoice.NATIVE)
    sent.program("xclip", HANG)
    sent.program("xsel", REFUSE)
    outcome = await sent.clipboard.copy("x", "cell")

    assert outcome.sentence.startswith("xsel failed (cell, 1 byte): written to ")


async def test_without_any_program_a_file_takes_it(tmp_path: Path) -> None:
    sent = Sent(tmp_path, DESK, ClipboardChoice.NATIVE)
    outcome = await sent.clipboard.copy("x", "cell")

    assert outcome.sentence.startswith("no clipboard program was found (cell, 1 byte): written to ")


@pytest.mark.parametrize(
    ("choice", "text", "words"),
    [
        (ClipboardChoice.OFF, "x", "nothing copied: the clipboard is set to off"),
        (AUTO, "", "nothing copied: cell is empty"),
    ],
)
async def test_nothing_is_copied_and_that_is_said(
    tmp_path: Path, choice: ClipboardChoice, text: str, words: str
) -> None:
    sent = Sent(tmp_path, {}, choice)

    assert await sent.clipboard.copy(text, "cell") == (words, False)
    assert sent.texts == []


async def test_an_old_tmux_keeps_the_text_to_itself(tmp_path: Path) -> None:
    sent = Sent(tmp_path, {"TMUX": "none,1,0"})
    sent.program("tmux", '#!/bin/sh\n[ "$2" != -w ] || exit 1\ncat > "$0.got"\n')
    outcome = await sent.clipboard.copy("1\n2", "2 job ids")

    assert outcome.sentence == (
        "2 job ids copied into tmux's buffer, 3 bytes; this tmux does not send it to a terminal"
    )


async def test_programs_are_told_no_secrets(tmp_path: Path) -> None:
    sent = Sent(tmp_path, {**DESK, **WITH_SECRETS, "LANG": "C.UTF-8"})
    program = sent.program("xclip", '#!/bin/sh\ncat > /dev/null\nenv > "$0.env"\n')
    await sent.clipboard.copy("x", "cell")

    told = content(f"{program}.env").decode()
    assert "LANG=C.UTF-8" in told
    assert "DISPLAY=:0" in told
    assert "s3cret" not in told
    assert "TEXTUAL_FPS" not in told


@pytest.mark.parametrize("name", [*PASSWORDS, OAUTH_TOKEN, "TEXTUAL_FPS"])
def test_a_childs_environment_has_what_is_not_ours(name: str) -> None:
    assert child_environment({"PATH": "x", name: "x"}) == {"PATH": "x"}


@pytest.mark.parametrize(
    ("url", "is_told"),
    [
        ("http://head:9191", True),
        ("http://a:9191,https://ann:s3cret@b:8082/gpudb-0", False),
        ("http://ann@head:9191", False),
    ],
)
def test_a_childs_environment_has_a_url_without_a_login(url: str, *, is_told: bool) -> None:
    assert child_environment({URL: url}) == ({URL: url} if is_told else {})


def test_every_route_has_its_words() -> None:
    assert {way.route for way in ways(AUTO, {"TMUX": "x"}, "linux")} == {
        Route.TMUX,
        Route.TMUX_ONLY,
        Route.TERMINAL,
    }


@pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux")
async def test_a_real_tmux_holds_the_text_as_it_was(tmp_path: Path) -> None:
    socket = tmp_path / "tmux.sock"
    tmux = ["tmux", "-S", str(socket), "-f", os.devnull]
    environ = {name: value for name, value in os.environ.items() if name != "TMUX"}
    subprocess.run(  # noqa: ASYNC221 - the server of this test
        [*tmux, "new-session", "-d", "-s", "t", "sleep 60"], env=environ, check=True, timeout=20
    )
    try:
        clipboard = Clipboard(
            AUTO,
            lambda _text: None,
            environ={**environ, "TMUX": f"{socket},1,0"},
            platform=sys.platform,
            patience_s=20,
        )
        text = "città\t'quoted'\n" * 20_000
        outcome = await clipboard.copy(text, "result")
        held = subprocess.run(  # noqa: ASYNC221
            [*tmux, "show-buffer"], env=environ, check=True, timeout=20, capture_output=True
        )
    finally:
        subprocess.run([*tmux, "kill-server"], env=environ, check=False, timeout=20)  # noqa: ASYNC221

    assert outcome.sentence.startswith("result copied into tmux's buffer")
    assert held.stdout.decode() == text
