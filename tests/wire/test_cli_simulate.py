"""`jobview simulate` as a process: rings, logins, sizes, and being steered from outside."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx

from tests.fakes.certificates import certificates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LIST = "/admin/show/jobs"


@contextmanager
def simulating(
    *arguments: str, lines: int = 1, environment: Mapping[str, str] | None = None
) -> Iterator[list[str]]:
    """The lines it prints first, while it runs."""
    argv = [sys.executable, "-m", "jobview", "simulate", "--port=0", "--stop-with-parent"]
    with subprocess.Popen(
        [*argv, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    ) as process:
        assert process.stdout is not None
        try:
            yield [process.stdout.readline().strip() for _ in range(lines)]
        finally:
            process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_ring_prints_each_url_and_is_steered_from_outside() -> None:
    with simulating("--ring=2", lines=2) as urls:
        primary, backup = urls
        body = {"options": {"properties": "conf.ha_ring_head_nodes_full"}}
        for url in urls:
            reply = httpx.post(url + "/show/system/properties", json=body)
            told = json.loads(reply.json()["data_str"])["property_map"]
            assert told["conf.ha_ring_head_nodes_full"] == f"{primary};{backup}"
        httpx.post(primary + "/simulator/state", json={"system": "stopped"}).raise_for_status()
        assert httpx.post(primary + LIST, json={"options": {}}).status_code == 400
        assert httpx.post(backup + LIST, json={"options": {}}).status_code == 200


def test_the_password_comes_from_the_environment() -> None:
    variables = {"JOBVIEW_SIMULATOR_PASSWORD": "pw", "JOBVIEW_SIMULATOR_TOKEN": "t0ken"}
    with simulating("--user=eve", "--deny-list", environment=variables) as (url,):

        def asked(**credentials: object) -> httpx.Response:
            with httpx.Client(**credentials) as http:  # type: ignore[arg-type] # of any kind
                return http.post(url + LIST, json={"options": {}})

        assert asked().status_code == 401
        for credentials in (
            {"auth": ("eve", "pw")},
            {"headers": {"authorization": "Bearer t0ken"}},
        ):
            reply = asked(**credentials)
            assert (reply.status_code, reply.json()["message"][:13]) == (400, "Access denied")


def test_a_user_needs_a_password() -> None:
    argv = [sys.executable, "-m", "jobview", "simulate", "--port=0", "--user=eve"]
    variables = {name: text for name, text in os.environ.items() if "JOBVIEW" not in name}
    done = subprocess.run(
        argv, capture_output=True, text=True, env=variables, timeout=30, check=False
    )
    assert done.returncode == 2
    assert "JOBVIEW_SIMULATOR_PASSWORD" in done.stderr


def test_the_clock_and_a_users_words_may_be_far_out() -> None:
    with simulating("--clock-offset=-86400", "--user-data-mib=2") as (url,):
        with simulating() as (other,):
            right, wrong = (httpx.post(each + LIST, json={"options": {}}) for each in (other, url))
        listed = json.loads(wrong.json()["data_str"])
        true_ms = json.loads(right.json()["data_str"])["time_received"][-1]
        assert abs(true_ms - listed["time_received"][-1] - 86_400_000) < 3_600_000
        assert max(map(len, listed["user_data"])) == 2 * 1024 * 1024


def test_it_speaks_tls_with_the_files_it_is_given(tmp_path: Path) -> None:
    files = certificates(tmp_path)
    with simulating(f"--tls-cert={files.cert}", f"--tls-key={files.key}") as (url,):
        assert url.startswith("https://")
        with httpx.Client(verify=ssl.create_default_context(cafile=str(files.ca))) as http:
            assert http.get(url).status_code == 200
