"""Every error jobview raises on purpose, as one tree.

    JobviewError
    ├── SettingsError          the user's flags, environment or profile cannot be used
    └── ServerError            a call to a Kinetica server did not give an answer
        ├── Unreachable        no HTTP answer: refused, name unknown, timed out, cut off
        │   └── CutOff         a request that acts was sent, and no answer came
        ├── Unavailable        an answer that means "not now": 5xx, offline, draining
        │   └── Busy           429 or 408: not now, but the cluster is well
        ├── Unauthorised       401 or 403: the credentials were not accepted
        ├── Refused            the endpoint's own error, in the server's words
        │   ├── UnknownJob     /get/job does not know the id
        │   └── OtherJob       the id is that of a job with another tag
        ├── OtherCluster       the job is on a cluster that is not asked at present
        ├── UnknownEndpoint    404: there is no Kinetica API at that URL
        ├── UntrustedCertificate  TLS verification failed
        └── BadAnswer          an answer that is not Kinetica's protocol
            └── TooLarge       an answer that is larger than the limit set for it

Each server error says to which URL (without credentials), what happened and what to do,
and whether the same call may succeed later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self


class JobviewError(Exception):
    """A failure with a sentence an operator can act on; `str()` gives that sentence."""


class SettingsError(JobviewError):
    """A flag, environment variable or profile value that cannot be used."""


class ServerError(JobviewError):
    """A call to a Kinetica server that did not give its answer.

    Attributes:
        url: the full URL of the call, credentials removed.
        what: what happened, as a clause without a final stop; may hold server text.
        remedy: what the operator can do about it; may be empty.
        retry_after_s: the server's own wish for the next try, in seconds, or None.
    """

    retry: ClassVar[bool] = False
    """Whether repeating a read-only call later can succeed without anybody changing anything."""
    default_remedy: ClassVar[str] = ""

    def __init__(
        self, url: str, what: str, *, remedy: str = "", retry_after_s: float | None = None
    ) -> None:
        self.url = without_credentials(url)
        self.what = what
        self.remedy = remedy or self.default_remedy
        self.retry_after_s = retry_after_s
        super().__init__(self.sentence)

    def hide(self, mask: Callable[[str], str]) -> None:
        """Put the server's words through `mask`, which takes secrets out of them."""
        self.what = mask(self.what)
        self.args = (self.sentence,)

    def add(self, fact: str) -> None:
        """Let the sentence say `fact`, a clause, too, before what to do."""
        self.remedy = f"{fact}; {self.remedy}" if self.remedy else fact
        self.args = (self.sentence,)

    def without_frames(self) -> Self:
        """The error itself, let go of all that was being read when it was raised.

        Whoever keeps it would else keep a whole answer, and one that keeps it in the function that
        caught it makes a circle that only a garbage collection ends.
        """
        self.__cause__ = self.__context__ = None
        return self.with_traceback(None)

    @property
    def sentence(self) -> str:
        """URL, what happened and what to do, in one line."""
        tail = f"; {self.remedy}" if self.remedy else ""
        return f"{self.url}: {self.what}{tail}"


class Unreachable(ServerError):
    """No HTTP answer arrived: refused, unknown host, timed out or cut off."""

    retry = True
    default_remedy = "check the URL and that the server is up"


class CutOff(Unreachable):
    """A request that acts may have arrived, but its answer did not."""

    default_remedy = (
        "it may have been carried out all the same: look at the job list before trying again"
    )


class Unavailable(ServerError):
    """The server or a proxy answered that it cannot serve now (protocol §2.4, §4.3)."""

    retry = True
    default_remedy = "wait for the cluster to be running again"


class Busy(Unavailable):
    """The server or a proxy wants to be asked less often (HTTP 429, 408)."""

    default_remedy = "try again in a while, or ask less often with --interval"


class Unauthorised(ServerError):
    """The credentials are missing or were not accepted (HTTP 401, 403)."""

    default_remedy = (
        "set KINETICA_USER and KINETICA_PASSWD, or KINETICA_OAUTH_TOKEN, for a user who may log in"
    )


class Refused(ServerError):
    """The endpoint answered status ERROR; `what` holds the server's own message."""


class UnknownJob(Refused):
    """The server does not know the job id: never created here, or forgotten since."""

    default_remedy = "check the id with `jobview list`; finished jobs are forgotten by the server"


class OtherJob(Refused):
    """The id is that of a job with another tag than the one that was named with it."""

    default_remedy = "give the id alone for that job, or 0:TAG for the one with the tag"


class OtherCluster(ServerError):
    """The job belongs to a cluster of the ring that is not asked at present.

    Nothing was learnt of the job, and nothing was done to it.
    """

    retry = True
    default_remedy = "name its cluster with --url, or wait until that is asked again"


class UnknownEndpoint(ServerError):
    """HTTP 404: the URL leads to a web server, but not to Kinetica's API."""

    default_remedy = (
        "use the head node's API URL, such as http://HOST:9191 or https://HOST:8082/gpudb-0"
    )


class UntrustedCertificate(ServerError):
    """The server's TLS certificate could not be verified."""

    default_remedy = "give its authority with --ca-file, or --insecure to go without verification"


class BadAnswer(ServerError):
    """The answer is not what Kinetica's protocol says: HTML, garbage, a broken envelope."""

    retry = True
    default_remedy = "check that the URL is Kinetica's API and no proxy or login page is in between"


class TooLarge(BadAnswer):
    """The answer, or the result in it, is larger than the limit set for it; it was not read.

    Attributes:
        size_bytes: how large it is; None when that was not told before the limit was reached.
        limit_bytes: how large it might have been.
    """

    retry = False
    default_remedy = "raise the limit if this machine has the memory for it"

    def __init__(
        self, url: str, what: str, *, size_bytes: int | None, limit_bytes: int, remedy: str = ""
    ) -> None:
        super().__init__(url, what, remedy=remedy)
        self.size_bytes = size_bytes
        self.limit_bytes = limit_bytes


def is_fate_unknown(error: ServerError) -> bool:
    """Whether a request that acts may have been carried out although `error` came of it.

    A proxy's 5xx says nothing of the server behind it, and a garbled answer may have said yes.
    """
    return isinstance(error, CutOff | Unavailable | BadAnswer)


def without_credentials(url: str) -> str:
    """The URL with any `user:password@` part removed; unparsable text gives `(unreadable URL)`."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, parts.query, parts.fragment))
    except ValueError:
        return "(unreadable URL)"
