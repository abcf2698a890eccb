"""A cluster's circumstances without HTTP: lives, chaos, what cannot be asked for."""

from __future__ import annotations

import pytest

from jobview.errors import SettingsError
from jobview.simulator.app import create_app
from jobview.simulator.faults.chaos import CALM_S, TROUBLE_S
from jobview.simulator.faults.present import Faults
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.ring import Place, Ring
from jobview.simulator.world import World
from jobview.simulator.world_steps import AWAY_S, world_steps
from tests.fakes.clock import FakeClock


def new_world(clock: FakeClock) -> World:
    options = SimulatorOptions()
    return World(options, Faults(options.seed, clock))


def test_a_life_ends_when_the_cluster_is_back_not_when_it_goes() -> None:
    clock = FakeClock()
    world = new_world(clock)
    world.restart(5)
    assert (world.is_away, world.life) == (True, 0)
    clock.advance(5)
    assert (world.is_away, world.life) == (False, 1)
    world.restart(5, keep_jobs=True)
    clock.advance(5)
    assert (world.is_away, world.life) == (False, 1)


def test_every_step_of_chaos_does_something_and_leaves_nothing() -> None:
    clock = FakeClock()
    world = new_world(clock)
    before = world.now
    for step in world_steps(world):
        step.begin()
        assert world.is_away or world.now != before, step.name
        clock.advance(AWAY_S)
        step.end()
        assert (world.now, world.is_away) == (before, False), step.name


def test_the_clusters_of_a_ring_are_in_different_trouble() -> None:
    clock = FakeClock()
    ring = Ring(("http://a", "http://b"))
    options = SimulatorOptions(jobs=4, chaos=True)
    apps = [create_app(options, clock, Place(index, ring)) for index in range(2)]
    seen = set()
    for _ in range(40):
        clock.advance((CALM_S[0] + TROUBLE_S[0]) / 2)
        for app in apps:
            app.state.chaos.advance()
        seen.add(tuple(app.state.chaos.now for app in apps))
    assert any(first != second for first, second in seen)


def test_an_idle_server_gives_the_same_ids_again_after_a_restart() -> None:
    clock = FakeClock()
    app = create_app(SimulatorOptions(jobs=0), clock)
    endpoints, world = app.state.endpoints, app.state.world
    first = endpoints.engine
    world.restart(5)
    assert endpoints.engine is first
    clock.advance(5)
    assert endpoints.engine is not first
    assert endpoints.engine.newest_id == first.newest_id
    assert len(endpoints.engine.roster) == 0


@pytest.mark.parametrize("offset_s", [float("nan"), float("-inf"), 1e12])
def test_a_clock_that_no_date_can_tell_is_refused(offset_s: float) -> None:
    with pytest.raises(SettingsError, match="clock cannot be"):
        SimulatorOptions(clock_offset_s=offset_s)


def test_a_ring_without_clusters_is_refused() -> None:
    with pytest.raises(SettingsError, match="ring of 0"):
        SimulatorOptions(ring=0)
