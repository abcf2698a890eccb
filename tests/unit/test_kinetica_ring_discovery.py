"""Which clusters a server's properties name, and which of them may be asked."""

from __future__ import annotations

import pytest

from jobview.kinetica.messages.ring_texts import ring_texts
from jobview.kinetica.ring.discovery import MOST_MEMBERS, joined_ring
from jobview.settings import Login, Secret

FULL = "conf.ha_ring_head_nodes_full"
SHORT = "conf.ha_ring_head_nodes"
OWN = "conf.worker_http_server_urls"
A = "http://host-a:9191"
SECRET = Login(user="alice", password=Secret("pa55"))


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        pytest.param({FULL: "http://b;http://c"}, ["http://b", "http://c"], id="full"),
        pytest.param({FULL: "http://b,http://b2;http://c"}, ["http://b", "http://c"], id="names"),
        pytest.param({SHORT: "http://b, http://c,"}, ["http://b", "http://c"], id="short"),
        pytest.param({FULL: "http://b", SHORT: "http://c"}, ["http://b"], id="full wins"),
        pytest.param({FULL: "", SHORT: ""}, [], id="empty"),
        pytest.param({FULL: " ; ,;"}, [], id="only signs"),
        pytest.param({FULL: "a:1;b:1", OWN: "http://a:1,http://a:2;http://h"}, ["b:1"], id="own"),
        pytest.param({FULL: "a:1;b:1", OWN: "http://a:2"}, ["b:1"], id="own host"),
        pytest.param({FULL: "h:1;h:2", OWN: "http://h:2"}, ["h:1"], id="one machine"),
        pytest.param({FULL: "h:1;h:2", OWN: "http://h:3"}, ["h:1", "h:2"], id="not telling"),
    ],
)
def test_what_a_server_names(properties: dict[str, str], found: list[str]) -> None:
    assert ring_texts({"conf.enable_ha": "TRUE", **properties}) == found


@pytest.mark.parametrize("said", ["FALSE", "", "yes"])
def test_a_server_without_a_ring_names_nobody(said: str) -> None:
    assert not ring_texts({"conf.enable_ha": said, FULL: "http://b"})


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://host-b:9191/", "http://host-b:9191"),
        ("HOST-B", "http://host-b:9191"),
        ("https://host-b", "https://host-b:443"),
    ],
)
def test_a_new_one_joins_behind_in_the_one_form(text: str, url: str) -> None:
    assert joined_ring([A], [text], told_by=A, login=SECRET) == [A, url]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("http://HOST-A:9191", id="itself"),
        pytest.param("https://host-a:9191", id="itself by TLS"),
        pytest.param("ftp://host-b", id="scheme"),
        pytest.param("http://user:word@host-b", id="credentials"),
        pytest.param("http://host-b?x=1", id="query"),
        pytest.param("http://[::1", id="bracket"),
        pytest.param("http://host-b:99999", id="port"),
        pytest.param("\x1b[31m", id="escape"),
        pytest.param("http://" + "b" * 10_000, id="long"),
        pytest.param("", id="empty"),
    ],
)
def test_what_is_no_new_cluster_is_left_out(text: str) -> None:
    assert joined_ring([A], [text], told_by=A, login=SECRET) == [A]


@pytest.mark.parametrize("host", ["127.0.0.1", "[::ffff:127.0.0.1]", "board.localhost"])
def test_this_machine_has_several_names(host: str) -> None:
    known = ["http://localhost:9191"]
    told = [f"http://{host}:9191"]
    assert joined_ring(known, told, told_by=known[0], login=SECRET) == known


def test_nobody_is_asked_in_the_clear_on_the_word_of_a_secure_server() -> None:
    secure = "https://host-a:443"
    told = ["http://host-b:9191", "http://127.0.0.1:9191", "https://host-c"]
    assert joined_ring([secure], told, told_by=secure, login=SECRET) == [
        secure,
        "https://host-c:443",
    ]


@pytest.mark.parametrize(
    "login", [SECRET, Login(oauth_token=Secret("t0ken"))], ids=["password", "token"]
)
def test_what_goes_through_a_tunnel_does_not_go_on_in_the_clear(login: Login) -> None:
    tunnel = "http://127.0.0.1:9191"
    told = ["http://host-b:9191", "https://host-c", "http://localhost:9192"]
    found = joined_ring([tunnel], told, told_by=tunnel, login=login)
    assert found == [tunnel, "https://host-c:443", "http://localhost:9192"]


def test_without_a_login_a_tunnel_may_lead_to_all() -> None:
    tunnel, told = "http://127.0.0.1:9191", "http://host-b:9191"
    found = joined_ring([tunnel], [told], told_by=tunnel, login=Login(user="alice"))
    assert found == [tunnel, told]


def test_a_flood_of_clusters_is_cut() -> None:
    told = [f"http://host-{n}" for n in range(1_000)]
    assert len(joined_ring([A], told, told_by=A, login=SECRET)) == MOST_MEMBERS
