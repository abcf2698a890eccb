"""Counts of several connections added up."""

from __future__ import annotations

from jobview.jobs.traffic import EndpointTraffic, summed


def test_each_endpoint_is_summed_for_itself() -> None:
    counts = [
        EndpointTraffic("/get/job", 3, 1, 100, 2),
        EndpointTraffic("/admin/show/jobs", 1, 0, 10),
        EndpointTraffic("/get/job", 4, 2, 50, 1),
    ]
    assert summed(counts) == (
        EndpointTraffic("/get/job", 7, 3, 150, 3),
        EndpointTraffic("/admin/show/jobs", 1, 0, 10),
    )
    assert summed([]) == ()
