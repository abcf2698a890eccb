"""A secret is told by nothing but `reveal`."""

from __future__ import annotations

import copy
import io
import json
import logging
import pickle
import pprint
import reprlib
import traceback
from dataclasses import asdict, replace

import msgspec
import pytest
from rich.console import Console
from rich.pretty import pretty_repr
from rich.traceback import Traceback

from jobview.settings import Login, Secret, Settings

WORD = "Xy7-distinctive-Zq"
SECRET = Secret(WORD)
SETTINGS = Settings(login=Login("alice", SECRET, SECRET), client_key_password=SECRET)


@pytest.mark.parametrize("shown", [SECRET, SETTINGS.login, SETTINGS], ids=["one", "login", "all"])
def test_no_text_of_it_tells_it(shown: object) -> None:
    texts = [
        repr(shown),
        str(shown),
        f"{shown}",
        f"{shown!r:>90}",
        "%s %r" % (shown, shown),  # noqa: UP031 - a form that code may use
        reprlib.repr(shown),
        pprint.pformat(shown),
        pretty_repr(shown),
    ]

    assert not any(WORD in text for text in texts)


def test_it_can_be_laid_out_in_a_column() -> None:
    assert f"{SECRET:>6}" == "  ••••"


def test_a_copy_is_as_secret() -> None:
    taken = (copy.copy(SECRET), copy.deepcopy(SECRET), asdict(SETTINGS)["login"]["password"])

    assert all(one is SECRET for one in taken)
    assert WORD not in repr(asdict(SETTINGS))


@pytest.mark.parametrize(
    "write",
    [pickle.dumps, json.dumps, msgspec.json.encode, msgspec.to_builtins],
    ids=["pickle", "json", "msgspec", "builtins"],
)
def test_it_is_not_written_by_accident(write: object) -> None:
    assert callable(write)
    with pytest.raises(TypeError) as caught:
        write(SECRET)
    assert WORD not in str(caught.value)


def test_neither_logs_nor_tracebacks_with_locals_tell_it() -> None:
    out = io.StringIO()
    logger = logging.getLogger("test of secrets")
    handler = logging.StreamHandler(out)
    logger.addHandler(handler)
    try:
        login = replace(SETTINGS.login, user="bob")
        try:
            raise ValueError(SETTINGS, login, SECRET)  # noqa: TRY301 - its frame has the locals
        except ValueError as error:
            logger.exception("failed with %s and %r", login, SECRET)
            traced = traceback.TracebackException.from_exception(error, capture_locals=True)
            out.write("".join(traced.format()))
            Console(file=out, width=300).print(Traceback(show_locals=True))
    finally:
        logger.removeHandler(handler)

    assert "••••" in out.getvalue()
    assert WORD not in out.getvalue()


def test_empty_ones_are_false_and_equal_ones_are_equal() -> None:
    assert not Secret("")
    assert SECRET
    assert Secret(WORD) == SECRET
    assert len({SECRET, Secret(WORD), Secret("")}) == 2
