"""Where a JSON answer's result goes as it arrives: into memory, up to a limit, or away."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from jobview.jobs.transfer import Transfer
from jobview.kinetica.long_results.refusal import ResultTooLarge
from jobview.kinetica.messages.json_bytes import bytes_of
from jobview.kinetica.messages.lenient_json import JsonError
from jobview.results.avro_bytes.stretch import encoded

if TYPE_CHECKING:
    from jobview.jobs.transfer import OnProgress
    from jobview.kinetica.long_results.block_writer import BlockWriter


class Form(StrEnum):
    """A result's two forms, of which one is usually empty; the value is the member's name."""

    BYTES = "job_response"
    TEXT = "job_response_str"


class JsonSink(Protocol):
    """Where a result goes."""

    async def take(self, form: Form, text: str) -> None:
        """Take the next part of one form; of bytes, as JSON writes them (protocol §2.5).

        Raises:
            ResultTooLarge: it will not.
            JsonError: these are no bytes.
        """
        ...

    async def parts(self) -> tuple[bytes, str]:
        """What is to stand in the reply, after the last part: `response` and `response_text`."""
        ...


class HeldJsonResult:
    """Keeps a result of limited size."""

    def __init__(self, max_bytes: int, on_progress: OnProgress | None = None) -> None:
        self._max_bytes = max_bytes
        self._on_progress = on_progress
        self._held: dict[Form, list[str]] = {form: [] for form in Form}
        self._held_bytes = 0

    async def take(self, form: Form, text: str) -> None:
        """Keep the next part.

        Raises:
            ResultTooLarge: the limit is exceeded with it.
        """
        is_one_byte_each = form is Form.BYTES or text.isascii()
        self._held_bytes += len(text) if is_one_byte_each else len(encoded(text))
        if self._held_bytes > self._max_bytes:
            raise ResultTooLarge(None, self._max_bytes)
        self._held[form].append(text)
        if self._on_progress is not None:
            self._on_progress(Transfer(self._held_bytes, None))

    async def parts(self) -> tuple[bytes, str]:
        """`response` and `response_text`."""
        return await asyncio.to_thread(self._joined)

    def _joined(self) -> tuple[bytes, str]:
        return bytes_of("".join(self._held[Form.BYTES])), "".join(self._held[Form.TEXT])


class WrittenJsonResult:
    """Writes a result away and keeps none of it; of two forms the first."""

    def __init__(self, writer: BlockWriter, on_progress: OnProgress | None = None) -> None:
        self._writer = writer
        self._on_progress = on_progress
        self._form: Form | None = None

    async def take(self, form: Form, text: str) -> None:
        """Write the next part away; bytes as the server sent them, also if that is in base64.

        Raises:
            JsonError: these are no bytes.
            OSError: whatever writing raises.
        """
        self._form = self._form or form
        if form is not self._form:
            return
        await self._writer.add(encoded(text) if form is Form.TEXT else _byte_each(text))
        if self._on_progress is not None:
            self._on_progress(Transfer(self._writer.taken_bytes, None))

    async def parts(self) -> tuple[bytes, str]:
        """Nothing is kept for the reply; all is written now."""
        await self._writer.flush()
        return b"", ""


def _byte_each(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        raise JsonError("the bytes of its result are not one character each") from None
