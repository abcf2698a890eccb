"""Whatever answers come in whatever order: no job wears what was said of another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from jobview.jobs.job import JobKey, Place
from jobview.jobs.ring_store import RingStore
from jobview.jobs.source import JobList
from tests.fakes.jobs import reply, row

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply

CLUSTERS = ("http://host-a:9191", "http://host-b:9191")
IDS = (1, 2, 3)
SHARED = {("http://host-a:9191", 1): "both", ("http://host-b:9191", 3): "both"}
"""One job is on both clusters, under two ids; its endpoint is on both the same."""

keys = st.builds(JobKey, st.sampled_from(CLUSTERS), st.sampled_from(IDS))
lists = st.tuples(st.sampled_from(CLUSTERS), st.sets(st.sampled_from(IDS)))
asks = st.tuples(keys, st.sampled_from(CLUSTERS), st.booleans(), st.booleans())


def tag_of(key: JobKey) -> str:
    return SHARED.get(key[:2], f"own-{key.cluster[-6]}-{key.job_id}")


def endpoint_of(key: JobKey) -> str:
    return f"/{tag_of(key)}"


def answer(asked: JobKey, tag: str, teller: str, *, goes_by_id: bool, is_over: bool) -> JobReply:
    """What `teller` says when asked for that id and tag, whichever of them counts there."""
    told = JobKey(teller, asked.job_id)
    by_tag = [JobKey(*each) for each in SHARED if each[0] == teller and SHARED[each] == tag]
    if by_tag and not goes_by_id:
        told = by_tag[0]
    status = "DONE" if is_over else "RUNNING"
    fields = {"endpoint": endpoint_of(told), "info": {"job_tag": tag_of(told)}, "cluster": teller}
    return reply(asked.job_id, status, 50, **fields)


@settings(max_examples=300, deadline=None)
@given(st.lists(lists | asks, max_size=40))
def test_no_job_wears_what_was_said_of_another(story: list[tuple[object, ...]]) -> None:
    store = RingStore(CLUSTERS[0])
    for step in story:
        match step:
            case (str(cluster), set(ids)):
                if cluster != store.cluster:
                    list(store.move_steps(cluster, 1.0))
                rows = [row(n, endpoint=endpoint_of(JobKey(cluster, n))) for n in sorted(ids)]
                told = JobList(rows, {}, 0.0, None, cluster)
                store.fold_list(told, asked=store.mark, heard_s=1.0)
            case (JobKey() as key, str(teller), bool(goes_by_id), bool(is_over)):
                if (asked := store.asked_as(key)) is None:
                    continue
                tag = store.tag_of(key)
                said = answer(asked, tag, teller, goes_by_id=goes_by_id, is_over=is_over)
                store.fold_reply(key, said, asked=store.mark, heard_s=1.0)
        for key, job in store.register.jobs.items():
            assert job.endpoint == endpoint_of(key)
            assert job.job_tag in {"", tag_of(key)}
            is_here = key.cluster == store.cluster
            assert is_here == (job.place is Place.HERE)
            if job.place is Place.ELSEWHERE:
                assert job.estimate.ends_s is None
                assert job.phase.value in {"unknown", "done", "failed", "cancelled", "vanished"}
