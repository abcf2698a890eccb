"""Keys that come faster than what they open: each finds what the one before it has opened."""

from __future__ import annotations

import asyncio
import weakref
from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING, Final

from textual import events
from textual.message import Message

from jobview.ui.frame.tolerant_app import TolerantApp

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

LOOK_S: Final = 0.05
"""How often it is looked whether the news that a key is through has gone with what had it."""

LOOKS: Final = 20
"""So often; then the next key goes on, whatever the last one is at."""

Typed = events.Key | events.Paste


class Through(Message):
    """Goes the way that a key has gone, behind it: when it is here, the key has done its work."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class TypeAheadApp(TolerantApp):
    """Hands on one key or paste at a time.

    Over a slow line, or out of a macro, several come at once. Textual sends all of them to what has
    the focus at that moment. So the text behind the key that opens a line of input is lost, and a
    dialog gets keys before it has put its parts together, which ends the app.
    """

    _is_busy = False
    _step = 0
    """Counts what was handed on, so that nothing late speaks for the next key."""
    _ready_screen: weakref.ref[Screen[object]] | None = None
    """The screen that is put together and has its focus."""

    @cached_property
    def _typed(self) -> deque[Typed]:
        return deque()

    async def on_event(self, event: events.Event) -> None:
        """Keep what is typed until its turn; everything else as it was."""
        if not isinstance(event, Typed):
            await super().on_event(event)
        elif not event.is_forwarded:
            self._typed.append(event)
            await self._begin()
        elif self._is_screen_ready:
            await super().on_event(event)
        else:  # nobody has taken it, and another screen has opened meanwhile
            self._typed.appendleft(_anew(event))
            await self._begin()

    async def _begin(self) -> None:
        if not self._is_busy:
            self._is_busy = True
            await self._hand_on()

    @property
    def _is_screen_ready(self) -> bool:
        is_any = bool(self.screen_stack)  # there is none any more while the app ends
        return is_any and self._ready_screen is not None and self._ready_screen() is self.screen

    async def _hand_on(self) -> None:
        """Hand on the next key, to a screen that is ready for it."""
        await asyncio.sleep(0)  # a worker that the last key started opens its dialog now
        if not self._typed or not self.screen_stack:
            self._is_busy = False
        elif not self._is_screen_ready:
            self._ready_screen = weakref.ref(self.screen)
            self._await_end(self.screen)
        else:
            target = self.focused or self.screen
            await super().on_event(self._typed.popleft())
            self._await_end(target)

    def _await_end(self, target: Widget) -> None:
        self._step += 1
        target.post_message(Through(self._step))
        self._look_after(target, self._step, LOOKS)

    def _look_after(self, target: Widget, step: int, looks: int) -> None:
        async def look() -> None:
            if looks and target.is_attached and step == self._step:
                self._look_after(target, step, looks - 1)
            else:
                await self._go_on(step)

        self.set_timer(LOOK_S, look)

    def on_through(self, event: Through) -> None:
        """Go on, behind what the key has put off until later, such as a change of the focus."""
        event.stop()
        self.call_later(self._go_on, event.step)

    async def _go_on(self, step: int) -> None:
        if step == self._step:
            self._step += 1
            await self._hand_on()


def _anew(event: Typed) -> Typed:
    """The same, as if it had not been handed on yet."""
    if isinstance(event, events.Key):
        return events.Key(event.key, event.character)
    return events.Paste(event.text)
