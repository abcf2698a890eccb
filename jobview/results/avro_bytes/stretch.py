"""A part of some bytes that is named by its place and not copied.

A result of 64 MiB sits inside its answer, its rows inside the result. Each copied out would be
64 MiB again.
"""

from __future__ import annotations

from codecs import utf_8_decode
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

AT_ONCE_BYTES: Final = 1024 * 1024
"""How much is worked on in one go: other threads stand still for as long as that takes."""


class Stretch(NamedTuple):
    """The bytes of `data` from `start` to before `end`."""

    data: bytes
    start: int
    end: int

    @classmethod
    def of(cls, data: bytes | Stretch) -> Stretch:
        """All of `data`."""
        return data if isinstance(data, Stretch) else cls(data, 0, len(data))

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self.end - self.start

    def startswith(self, beginnings: tuple[bytes, ...]) -> bool:
        """Whether the bytes begin with one of `beginnings`."""
        return self.data.startswith(beginnings, self.start, self.end)

    def copied(self) -> bytes:
        """The bytes themselves."""
        return self.data[self.start : self.end]

    def text(self) -> str:
        """The string that the bytes are as UTF-8.

        Raises:
            UnicodeDecodeError: they are none.
        """
        if self.size <= AT_ONCE_BYTES:
            return self.copied().decode()
        return "".join(self._texts())

    def check_text(self) -> None:
        """See that the bytes are a string, without making it.

        Raises:
            UnicodeDecodeError: they are no UTF-8.
        """
        for _ in self._texts():
            pass

    def _texts(self) -> Iterator[str]:
        view = memoryview(self.data)
        place = self.start
        while place < self.end:
            stop = min(place + AT_ONCE_BYTES, self.end)
            # A character that goes on behind the part is left for the next one.
            text, used = utf_8_decode(view[place:stop], "strict", stop == self.end)
            place += used
            yield text


def encoded(text: str) -> bytes:
    """A string as UTF-8, lone surrogates as they are; no other thread waits long for it."""
    parts = (text[start : start + AT_ONCE_BYTES] for start in range(0, len(text), AT_ONCE_BYTES))
    return b"".join(part.encode("utf-8", "surrogatepass") for part in parts)
