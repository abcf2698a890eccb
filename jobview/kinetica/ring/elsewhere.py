"""Asking a ring about jobs of one certain cluster, whichever cluster is the active one."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from jobview.errors import BadAnswer, OtherCluster, OtherJob, UnknownJob
from jobview.jobs.oddity import oddity
from jobview.jobs.ring import cluster_word
from jobview.jobs.target import NO_ID, tag_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jobview.jobs.source import (
        CancelAnswer,
        ClusterInfo,
        CreatedJob,
        Download,
        JobList,
        JobReply,
    )
    from jobview.jobs.traffic import EndpointTraffic
    from jobview.jobs.transfer import OnProgress
    from jobview.kinetica.ring.members import Members


_BY_TAG: str = "give its tag as ID:TAG, name its cluster with --url, or wait until that is back"
_BY_OWN_ID: str = (
    "cancel it under the id that the other cluster lists it by, or wait until its own is back"
)
_GARBLED: str = "ask again; if it stays so, look at what stands between this and the server"


class JobsOf:
    """A `JobSource` for jobs whose ids are those of one cluster.

    Which of an id and a tag counts when a request holds both is undocumented. So while that cluster
    is the active one, a job is asked for by its id alone, and by its tag only where the user knows
    no id; an answer that names another tag than the user is about another job. While another
    cluster is the active one, a job is asked for by its original id and its tag, and an answer is
    taken only when it names that very tag: one that names none, or is too large to be read as far
    as its tag, proves nothing. Nothing is ever cancelled on another cluster: an id that a tag does
    not overrule there would be another job's.
    """

    request_count = 0
    traffic: Sequence[EndpointTraffic] = ()
    """Counted by the ring, for all its clusters."""

    def __init__(self, cluster: str, members: Members[Any], active: Callable[[], str]) -> None:
        """Ask about jobs of `cluster` while `active` gives the cluster to be asked."""
        self.cluster = cluster
        self._members = members
        self._active = active

    async def describe(self) -> ClusterInfo:
        """Ask the cluster itself."""
        return await (await self._members.at(self.cluster)).describe()

    async def version(self) -> str:
        """The cluster's own."""
        return await (await self._members.at(self.cluster)).version()

    async def list_jobs(self) -> JobList:
        """Ask the cluster itself."""
        return await (await self._members.at(self.cluster)).list_jobs()

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        """Ask for a job as described above; see `JobSource.job`.

        Raises:
            OtherCluster: the active cluster does not prove to know it.
            OtherJob: the id is another job's than the tag.
        """
        active = self._checked_active(job_id, job_tag)
        member = await self._members.at(active)
        sent_tag = self._sent_tag(active, job_id, job_tag)
        with self._only_proven(active, job_id, job_tag):
            reply = await member.job(
                job_id, sent_tag, max_result_bytes=max_result_bytes, on_progress=on_progress
            )
        self._check_proof(active, job_id, job_tag, reply)
        return reply

    async def found(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        """Ask for a job as `job` does, and once more by its tag alone where that proves nothing.

        A server that goes by the id tells of another job as long as it has one of that id.

        Raises:
            OtherCluster: the active cluster does not prove to know it.
        """

        async def ask(job_id: int) -> JobReply:
            return await self.job(
                job_id, job_tag, max_result_bytes=max_result_bytes, on_progress=on_progress
            )

        try:
            return await ask(job_id)
        except OtherCluster:
            if not job_tag or job_id == NO_ID:
                raise
            with suppress(OtherCluster):
                return await ask(NO_ID)
            raise

    async def download(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        write: Callable[[bytes], object],
        on_progress: OnProgress | None = None,
    ) -> Download:
        """Write a job's result away; see `JobSource.download`, and `job` for whose it is.

        Raises:
            OtherCluster: the active cluster does not prove to know it.
            OtherJob: the id is another job's than the tag.
        """
        active = self._checked_active(job_id, job_tag)
        member = await self._members.at(active)
        sent_tag = self._sent_tag(active, job_id, job_tag)
        with self._only_proven(active, job_id, job_tag):
            download = await member.download(job_id, sent_tag, write=write, on_progress=on_progress)
        self._check_proof(active, job_id, job_tag, download.reply)
        return download

    async def cancel(self, job_ids: Sequence[int]) -> Sequence[CancelAnswer]:
        """Ask for jobs to be cancelled, on their own cluster only.

        Raises:
            OtherCluster: it is not asked at present; nothing was sent.
        """
        active = self._active()
        if active != self.cluster:
            raise OtherCluster(
                active, f"not cancelled: {self._not_asked(active)}", remedy=_BY_OWN_ID
            )
        return await (await self._members.at(active)).cancel(job_ids)

    async def create(self, endpoint: str, data_json: str, job_tag: str = "") -> CreatedJob:
        """Start a job on the cluster itself."""
        return await (await self._members.at(self.cluster)).create(endpoint, data_json, job_tag)

    def _checked_active(self, job_id: int, job_tag: str) -> str:
        """The cluster to ask.

        Raises:
            OtherCluster: there is nothing but an id to ask another cluster for.
        """
        active = self._active()
        if active != self.cluster and not job_tag:
            what = f"job {job_id} has no known tag, and {self._not_asked(active)}"
            raise OtherCluster(active, what, remedy=_BY_TAG)
        return active

    def _sent_tag(self, active: str, job_id: int, job_tag: str) -> str:
        return "" if active == self.cluster and job_id != NO_ID else job_tag

    @contextmanager
    def _only_proven(self, active: str, job_id: int, job_tag: str) -> Iterator[None]:
        """That another cluster does not know the job says nothing about it."""
        try:
            yield
        except UnknownJob as error:
            if active == self.cluster:
                raise
            raise self._unproven(active, job_id, job_tag, error.what) from None

    def _check_proof(self, active: str, job_id: int, job_tag: str, reply: JobReply) -> None:
        told = reply.info.get("job_tag", "")
        if not job_tag or told == job_tag:
            return
        if active != self.cluster:
            raise self._unproven(active, job_id, job_tag, "its answer does not name that tag")
        if told and oddity(reply):
            what = f"garbled: it tells a status that nobody knows, and another tag than {job_tag}"
            raise BadAnswer(f"{self.cluster}/get/job", what, remedy=_GARBLED)
        if told:
            raise OtherJob(f"{self.cluster}/get/job", tag_words(job_id, job_tag, told))

    def _unproven(self, active: str, job_id: int, job_tag: str, why: str) -> OtherCluster:
        there = cluster_word(active)
        what = (
            f"job {job_id} of {cluster_word(self.cluster)} is not known on {there} by the tag "
            f"{job_tag}: {why}"
        )
        return OtherCluster(active, what)

    def _not_asked(self, active: str) -> str:
        here, there = cluster_word(self.cluster), cluster_word(active)
        return f"{there} is asked instead of its cluster {here}, where ids mean other jobs"
