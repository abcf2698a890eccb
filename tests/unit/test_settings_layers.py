"""Flags over environment over profile over defaults; a login goes where it was meant to go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.cli.environment import environment_layer
from jobview.cli.layer import Layer, merged, with_urls
from jobview.errors import SettingsError
from jobview.settings import DEFAULT_URL, ClipboardChoice, Secret, Settings


def test_nothing_given_is_the_defaults() -> None:
    assert merged([Layer(name="flags"), environment_layer({})]) == Settings()


def test_the_stronger_layer_wins_field_by_field() -> None:
    strong = Layer(name="flags", interval_s=5.0, theme="textual-dark")
    weak = Layer(name="profile", interval_s=9.0, max_in_flight=3, utc=True)

    settings = merged([strong, weak])

    assert settings.interval_s == 5.0
    assert settings.theme == "textual-dark"
    assert settings.max_in_flight == 3
    assert settings.utc


def test_a_false_of_the_stronger_layer_wins() -> None:
    layers = [Layer(name="profile", insecure=False), Layer(name="file", insecure=True)]

    assert not merged(layers).insecure


def test_urls_are_normalised_and_told_once() -> None:
    layer = with_urls(Layer(name="flags"), ["head", "http://HEAD:9191/", "https://b:8082/gpudb-0/"])

    assert merged([layer]).urls == ("http://head:9191", "https://b:8082/gpudb-0")


def test_without_a_url_it_is_this_machine() -> None:
    assert merged([Layer(name="flags")]).urls == (DEFAULT_URL,)


def test_the_clipboard_may_be_set_in_the_environment() -> None:
    layer = environment_layer({"JOBVIEW_CLIPBOARD": "OSC52"})

    assert merged([layer]).clipboard is ClipboardChoice.OSC52
    with pytest.raises(SettingsError, match="'x' is none of auto, native, osc52, off"):
        environment_layer({"JOBVIEW_CLIPBOARD": "x"})


def test_the_environment_has_the_official_names() -> None:
    environ = {
        "KINETICA_URL": "http://a:9191, http://b:9191",
        "KINETICA_USER": "alice",
        "KINETICA_PASSWD": "s3cret",
        "KINETICA_PASS": "other",
    }

    settings = merged([environment_layer(environ)])

    assert settings.urls == ("http://a:9191", "http://b:9191")
    assert settings.login.user == "alice"
    assert settings.login.password == Secret("s3cret")


def test_the_agents_name_of_the_password_will_do() -> None:
    layer = environment_layer({"KINETICA_PASSWD": "", "KINETICA_PASS": "other"})

    assert layer.password == Secret("other")


def test_empty_variables_count_as_absent() -> None:
    names = ("KINETICA_URL", "KINETICA_USER", "KINETICA_PASSWD", "KINETICA_OAUTH_TOKEN")

    assert merged([environment_layer(dict.fromkeys(names, ""))]) == Settings()


def test_a_login_in_the_url_is_taken_out_and_used() -> None:
    layer = with_urls(Layer(name="flags"), ["http://alice:p%40ss@head:9191"])

    settings = merged([layer])

    assert settings.urls == ("http://head:9191",)
    assert settings.login.user == "alice"
    assert settings.login.password == Secret("p@ss")


def test_a_login_beside_the_url_wins_over_the_one_in_it() -> None:
    environ = {
        "KINETICA_URL": "http://bob:b@head",
        "KINETICA_USER": "alice",
        "KINETICA_PASSWD": "a",
    }

    login = merged([environment_layer(environ)]).login

    assert (login.user, login.password) == ("alice", Secret("a"))


def test_a_user_named_on_the_command_line_is_not_overruled_by_a_weaker_token() -> None:
    weak = environment_layer({"KINETICA_OAUTH_TOKEN": "t0ken", "KINETICA_PASSWD": "s3cret"})

    login = merged([Layer(name="flags", user="alice"), weak]).login

    assert (login.user, login.password, login.oauth_token.reveal()) == (
        "alice",
        Secret("s3cret"),
        "",
    )


def test_a_token_is_used_when_nobody_names_a_user_above_it() -> None:
    layers = [environment_layer({"KINETICA_OAUTH_TOKEN": "t"}), Layer(name="profile", user="bob")]

    assert merged(layers).login.oauth_token == Secret("t")


def test_one_read_timeout_is_for_everything_but_connecting() -> None:
    timeouts = merged([Layer(name="profile", read_timeout_s=7.0, connect_timeout_s=1.0)]).timeouts

    assert (timeouts.connect_s, timeouts.read_s, timeouts.write_s, timeouts.pool_s) == (1, 7, 7, 7)


@pytest.mark.parametrize("url", ["ftp://head", "http://", "http://head:port", "http://a b/"])
def test_a_wrong_url_is_named(url: str) -> None:
    with pytest.raises(SettingsError, match="cannot be used"):
        merged([with_urls(Layer(name="flags"), [url])])


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), min_size=4))
def test_no_error_shows_a_password(password: str) -> None:
    url = f"ftp://alice:x{password}z@head:9191"
    with pytest.raises(SettingsError) as caught:
        merged([with_urls(Layer(name="flags"), [url])])

    assert f"x{password}z" not in str(caught.value)


def test_a_layer_shows_no_secret() -> None:
    layer = environment_layer({"KINETICA_PASSWD": "s3cret", "KINETICA_OAUTH_TOKEN": "t0ken"})

    assert "s3cret" not in repr(layer)
    assert "t0ken" not in repr(merged([layer]))


@pytest.mark.parametrize("sign", [",", " ", ", "], ids=["comma", "blank", "both"])
def test_a_password_with_a_separator_in_the_environments_url_is_not_cut(sign: str) -> None:
    word = f"Pw{sign}secretpart"
    with pytest.raises(SettingsError) as caught:
        environment_layer({"KINETICA_URL": f"http://alice:{word} x@db:9191"})
    assert "Pw" not in str(caught.value)

    several = environment_layer({"KINETICA_URL": f"http://al:P,w@a{sign}https://b"})
    assert several.urls == ("http://a", "https://b")
    assert several.password == Secret("P,w")
