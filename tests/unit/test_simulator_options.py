"""Impossible options are refused in a sentence."""

from __future__ import annotations

import math

import pytest

from jobview.errors import SettingsError
from jobview.settings import Secret
from jobview.simulator.options import SimulatorOptions


@pytest.mark.parametrize("speed", [0.0, -1.0, math.nan, math.inf])
def test_a_speed_is_a_positive_number(speed: float) -> None:
    with pytest.raises(SettingsError, match="speed"):
        SimulatorOptions(speed=speed)


def test_a_number_of_jobs_is_not_negative() -> None:
    with pytest.raises(SettingsError, match="-1"):
        SimulatorOptions(jobs=-1)


def test_the_password_does_not_show() -> None:
    options = SimulatorOptions(user="eve", password=Secret("hunter2"))
    assert "hunter2" not in repr(options)
