"""The simulator as a process: it says where it is, and ends when it is told to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import httpx
import pytest

from jobview.errors import SettingsError
from jobview.simulator.faults.chaos import fault_steps
from jobview.simulator.faults.kinds import KINDS
from jobview.simulator.faults.present import Faults
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.serve import serve
from jobview.simulator.sockets import listening, url_of
from jobview.simulator.world import World
from jobview.simulator.world_steps import world_steps
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator

TROUBLES = {
    step.name
    for options, clock in [(SimulatorOptions(), FakeClock())]
    for faults in [Faults(1, clock)]
    for step in (*fault_steps(faults), *world_steps(World(options, faults)))
}

PROGRAM = """
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.serve import serve

serve(
    SimulatorOptions(),
    on_ready=lambda url: print(url, flush=True),
    stop_with_parent={stop_with_parent},
)
print("returned", flush=True)
"""


@contextmanager
def simulator_process(*, stop_with_parent: bool) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A simulator of its own, and the URL it said."""
    program = PROGRAM.format(stop_with_parent=stop_with_parent)
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process, opened(process.stdout).readline().strip()
        finally:
            process.kill()


def opened(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_tidily_even_while_clients_hold_connections(
    number: signal.Signals,
) -> None:
    with simulator_process(stop_with_parent=False) as (process, url), httpx.Client() as http:
        assert http.get(url).text == "Kinetica is running!"
        process.send_signal(number)
        output, errors = process.communicate(timeout=30)
    assert (output, errors, process.returncode) == ("returned\n", "", 0)


def test_the_end_of_its_input_ends_it_when_asked_to() -> None:
    with simulator_process(stop_with_parent=True) as (process, url):
        assert httpx.get(url).status_code == 200
        opened(process.stdin).write("a word on standard input does not matter\n")
        opened(process.stdin).flush()
        assert httpx.get(url).status_code == 200
        output, errors = process.communicate(timeout=30)
    assert (output, errors, process.returncode) == ("returned\n", "", 0)


@contextmanager
def simulate(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command, and the URL it said."""
    with subprocess.Popen(
        [sys.executable, "-m", "jobview", "simulate", "--port=0", "--jobs=0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process, opened(process.stdout).readline().strip()
        finally:
            process.kill()


@pytest.mark.parametrize("fault", ["hang", "midway-hang", "drip=60", "delay=60", "header-flood"])
def test_clients_in_a_fault_do_not_keep_it_from_ending_tidily(fault: str) -> None:
    with simulate("--fault", fault) as (process, url), socket.socket() as client:
        address = httpx.URL(url)
        client.connect((address.host, address.port))
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        while not httpx.get(f"{url}/simulator/faults").json()["hits"]:
            pass
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=30)
    assert (output, errors, process.returncode) == ("", "", 0)


@pytest.mark.parametrize("fault", ["down", "refuse"])
def test_the_control_port_leads_in_while_nobody_else_can_connect(fault: str) -> None:
    with listening("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    control = f"http://127.0.0.1:{port}"
    with (
        simulate("--fault", fault, "--control-port", str(port)) as (_, url),
        httpx.Client(limits=httpx.Limits(max_keepalive_connections=0)) as http,
    ):
        assert http.get(control).text == "Kinetica is running!"
        found = http.get(f"{control}/simulator/faults").json()["faults"]
        assert [one["kind"] for one in found] == [fault]
        assert not can_be_reached(url, http)
        assert http.delete(f"{control}/simulator/faults").json()["faults"] == []
        while not can_be_reached(url, http):
            pass


def can_be_reached(url: str, http: httpx.Client) -> bool:
    try:
        return http.get(url).status_code == 200
    except httpx.TransportError:
        return False


def test_chaos_is_told_over_http() -> None:
    with simulate("--chaos") as (_, url):
        assert httpx.get(f"{url}/simulator/faults").json()["chaos"] == "calm"


HURRIED_CHAOS = """
from jobview.simulator.faults import chaos
from jobview.cli import main

chaos.CALM_S = chaos.TROUBLE_S = (0.1, 0.2)
main()
"""


def test_chaos_says_which_trouble_is_on_and_where() -> None:
    arguments = ["simulate", "--port=0", "--jobs=0", "--chaos", "--ring=2", "--stop-with-parent"]
    with subprocess.Popen(
        [sys.executable, "-c", HURRIED_CHAOS, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        stream = opened(process.stdout)
        urls = [stream.readline().strip() for _ in range(2)]
        lines = [stream.readline() for _ in range(12)]
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert {line.partition(" ")[0] for line in lines} == set(urls)
    assert all(line.endswith(", for 0 s\n") for line in lines)
    words = [line.partition(" ")[2].rpartition(", for ")[0] for line in lines]
    assert words.count("calm") in range(4, 8)
    assert {*words} - {"calm"} <= TROUBLES


def test_the_help_tells_every_kind() -> None:
    argv = [sys.executable, "-m", "jobview", "simulate", "--help"]
    words = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    assert all(f"  {kind} " in words and facts.does in words for kind, facts in KINDS.items())


def test_a_taken_port_is_said_in_a_sentence() -> None:
    with listening("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SettingsError, match=f"127.0.0.1 port {port}: Address already in use"):
            serve(SimulatorOptions(jobs=0), port=port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99_999), ("203.0.113.1", 0)])
def test_an_impossible_address_is_said_in_a_sentence(host: str, port: int) -> None:
    with pytest.raises(SettingsError, match=f"cannot listen on {host} port {port}"):
        listening(host, port)


def test_the_url_leads_to_the_socket() -> None:
    with listening("127.0.0.1", 0) as listener:
        assert url_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"
