"""An answer of /get/job that is too long to be here at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.kinetica.messages.envelope import BLANK

if TYPE_CHECKING:
    from jobview.kinetica.exchange.incoming import Incoming

GOOD_BEGINNING: Final = b"\x04OK"
"""How an answer that means success begins in Avro: its status, with the status's length."""

_BEGINNING_BYTES: Final = 64


class LongAnswer(NamedTuple):
    """An answer under way, and what is needed to read it."""

    incoming: Incoming
    job_id: int
    max_whole_bytes: int
    """How long an answer may be that cannot be read in part, and all that is beside a result."""
    wall_s: float
    """Now, in seconds since the epoch."""

    async def is_good_avro(self) -> bool:
        """Whether it begins as a binary answer that means success.

        Raises:
            ServerError: it does not come.
        """
        beginning = await self.incoming.beginning(len(GOOD_BEGINNING))
        return self.incoming.is_success and beginning == GOOD_BEGINNING

    async def is_json(self) -> bool:
        """Whether it begins as a JSON object, and may mean success.

        Raises:
            ServerError: it does not come.
        """
        beginning = await self.incoming.beginning(_BEGINNING_BYTES)
        return self.incoming.is_success and beginning.lstrip(BLANK).startswith(b"{")
