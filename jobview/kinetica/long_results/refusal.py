"""A result that is larger than whoever asked for it wants, and what is said of that."""

from __future__ import annotations

from jobview.errors import TooLarge
from jobview.jobs.transfer import size_words


class ResultTooLarge(Exception):
    """A sink does not want a result of so many bytes, or of more than its limit.

    Attributes:
        size_bytes: how large the result is; None when it is only known to be too large.
        limit_bytes: how large it might be.
    """

    def __init__(self, size_bytes: int | None, limit_bytes: int) -> None:
        super().__init__(size_bytes, limit_bytes)
        self.size_bytes = size_bytes
        self.limit_bytes = limit_bytes

    def told(self, url: str, job_id: int) -> TooLarge:
        """The error for the answer of the call to `url` about job `job_id`."""
        size = "" if self.size_bytes is None else f" of {size_words(self.size_bytes)}"
        return TooLarge(
            url,
            f"the result{size} is larger than the limit of {size_words(self.limit_bytes)}",
            size_bytes=self.size_bytes,
            limit_bytes=self.limit_bytes,
            remedy=f"write it to a file with `jobview get {job_id} --raw -o FILE`, "
            "or raise --max-result",
        )
