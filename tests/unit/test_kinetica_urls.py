from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.errors import SettingsError
from jobview.kinetica.transport.urls import is_loopback, normalised, split_credentials
from jobview.settings import DEFAULT_URL


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("head", "http://head:9191"),
        ("head:9292", "http://head:9292"),
        ("head:9191/", "http://head:9191"),
        ("//head", "http://head:9191"),
        (" http://Head.Example/ ", "http://head.example:9191"),
        ("HTTP://head", "http://head:9191"),
        ("http://head:8080/gpudb-0/", "http://head:8080/gpudb-0"),
        ("http://head/gpudb-0", "http://head/gpudb-0"),
        ("head/gpudb-0", "http://head/gpudb-0"),
        ("https://head", "https://head:443"),
        ("https://head/cluster/gpudb-0//", "https://head:443/cluster/gpudb-0"),
        ("https://head:8082/gpudb-0", "https://head:8082/gpudb-0"),
        ("http://[::1]", "http://[::1]:9191"),
        ("http://[FE80::1]:9191", "http://[fe80::1]:9191"),
        ("127.0.0.1", "http://127.0.0.1:9191"),
    ],
)
def test_base_urls_get_scheme_and_port(written: str, meant: str) -> None:
    assert normalised(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "http://",
        "http:///gpudb-0",
        "ftp://head",
        "file:///etc/passwd",
        "http://head:port",
        "http://head:99999",
        "http://head:0",
        "http://he ad",
        "http://head\\x",
        "http://head\x1b[31m",
        "http://head?x=1",
        "http://head/#top",
        "http://[::1",
        "http://<host>",
        "http://user:secret@head",
        "user:secret@he ad",
        "http://user:se/secret@head",
        "http://user:12/secret@head",
        "http://us:secret@[::1",
    ],
)
def test_what_is_no_base_url_is_refused_in_one_printable_sentence(written: str) -> None:
    with pytest.raises(SettingsError) as caught:
        normalised(written)
    sentence = str(caught.value)
    assert sentence.isprintable()
    assert "secret" not in sentence


def test_the_default_is_normal() -> None:
    assert normalised(DEFAULT_URL) == DEFAULT_URL


@pytest.mark.parametrize(
    ("written", "bare", "user", "password"),
    [
        ("http://ann:s%40crÄt@head:9191/p", "http://head:9191/p", "ann", "s@crÄt"),
        ("ann:pw@head", "http://head", "ann", "pw"),
        ("https://ann@head", "https://head", "ann", ""),
        ("http://a:b@c:d@head", "http://head", "a", "b@c:d"),
        ("http://head", "http://head", "", ""),
    ],
)
def test_credentials_are_taken_out_of_a_url(
    written: str, bare: str, user: str, password: str
) -> None:
    url, found_user, secret = split_credentials(written)
    assert (url, found_user, secret.reveal()) == (bare, user, password)
    assert password == "" or password not in repr(secret)


@pytest.mark.parametrize(
    "written",
    [
        "us:secret@he ad",
        "http://us:secret@[::1",
        "http://us:secret\uff1f@head",
        "http://us:my[secret]@head",
    ],
)
def test_an_unreadable_url_does_not_show_its_password(written: str) -> None:
    with pytest.raises(SettingsError) as caught:
        split_credentials(written)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("localhost", True),
        ("board.localhost", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("::ffff:10.0.0.1", False),
        ("localhost.example", False),
    ],
)
def test_this_machine_is_known_by_its_names(host: str, *, is_here: bool) -> None:
    assert is_loopback(host) is is_here


@given(st.text(max_size=60))
def test_any_text_is_normalised_once_or_refused(text: str) -> None:
    try:
        once = normalised(text)
    except SettingsError:
        return
    assert normalised(once) == once
    assert once.startswith(("http://", "https://"))
    assert not once.endswith("/")
