"""The command line in the test's own process: arguments in; exit code, answer and words out."""

from __future__ import annotations

import io
import json
import os
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, NamedTuple

import pytest

from jobview.cli.entry import run


class Outcome(NamedTuple):
    """What one command did."""

    code: int
    answer: str
    """Standard output."""
    words: str
    """Standard error."""

    @property
    def document(self) -> Any:  # noqa: ANN401 - any JSON
        """The answer as JSON."""
        return json.loads(self.answer)


class Piped(io.TextIOWrapper):
    """A stream as a pipe is one: UTF-8 text over bytes."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        super().__init__(self._bytes, encoding="utf-8", write_through=True)

    @property
    def text(self) -> str:
        return self._bytes.getvalue().decode("utf-8")


def jobview(*arguments: str, **environ: str) -> Outcome:
    """Run one command, with no settings but those given here."""
    answer, words = Piped(), Piped()
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory() as folder,
        redirect_stdout(answer),
        redirect_stderr(words),
    ):
        for name in list(os.environ):
            if name.startswith(("KINETICA_", "JOBVIEW_")):
                patch.delenv(name)
        patch.setenv("XDG_CONFIG_HOME", folder)
        patch.setenv("XDG_STATE_HOME", folder)
        for name, value in environ.items():
            patch.setenv(name, value)
        code = run(arguments)
    return Outcome(code, answer.text, words.text)
