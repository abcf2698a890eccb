"""Garbage is collected when nobody waits, and soon after something large was let go of."""

from __future__ import annotations

import gc
import platform
from typing import TYPE_CHECKING
from weakref import ref

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._styles_cache import StylesCache
from textual.color import Color
from textual.strip import Strip

from jobview.ui.idle_collector import AFTER_USE_S, EVERY_S, QUIET_BEFORE_S, IdleCollector
from tests.bench.bench_load import resident_mib

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _unfrozen() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_is_wanted_comes_once_and_only_when_it_is_quiet() -> None:
    collector = IdleCollector(0.0)
    assert collector.tick(10.0, 1, has_data=True) is False
    assert collector.tick(10.0 + QUIET_BEFORE_S, 1, has_data=True) is True
    assert collector.tick(20.0, 1, has_data=True) is False
    collector.want()
    assert collector.tick(21.0, 2, has_data=True) is False
    assert collector.tick(21.0 + QUIET_BEFORE_S, 2, has_data=True) is True
    assert collector.tick(30.0, 2, has_data=True) is False
    assert collector.tick(30.0 + EVERY_S, 2, has_data=True) is True


def test_it_comes_sooner_after_keys_than_without() -> None:
    collector = IdleCollector(0.0)
    assert collector.tick(EVERY_S, 0, has_data=True) is True
    assert collector.tick(EVERY_S + 1.0, 1, has_data=True) is False
    assert collector.tick(EVERY_S + AFTER_USE_S - 1.0, 1, has_data=True) is False
    assert collector.tick(EVERY_S + AFTER_USE_S, 1, has_data=True) is True
    assert collector.tick(EVERY_S + 3 * AFTER_USE_S, 1, has_data=True) is False


def test_what_closed_widgets_had_drawn_is_let_go() -> None:
    gone = StylesCache()
    colour = Color(0, 0, 0)
    gone.get_inner_outer(colour, colour)
    held = ref(gone)
    del gone
    collector = IdleCollector(0.0)
    assert collector.tick(100.0, 0, has_data=True)
    assert held() is None


def test_texts_and_styles_that_were_drawn_are_let_go() -> None:
    style = Style(meta={"offset": (7, 0)})
    Segment("50 s    jörg      SELECT trip_id, ven…", style).split_cells(12)
    Strip.render_ansi(style, ColorSystem.TRUECOLOR)
    remembered = (Segment._split_cells, Strip.render_ansi)
    assert all(cache.cache_info().currsize for cache in remembered)
    assert IdleCollector(0.0).tick(100.0, 0, has_data=True)
    assert not any(cache.cache_info().currsize for cache in remembered)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another library keeps less")
def test_memory_between_what_lives_on_goes_back_to_the_system() -> None:
    collector = IdleCollector(0.0)
    texts = [bytes(700) for _ in range(60_000)]
    living = texts[::100]
    full_mib = resident_mib("self")
    del texts
    assert collector.tick(100.0, 0, has_data=True)
    assert full_mib - resident_mib("self") > 25
    assert len(living) == 600
