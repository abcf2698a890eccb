"""Answers of /get/job in a word that nobody knows, which are not relied on at once.

A garbled answer says what is wrong, and a newer server what is new, in such words. Who means it
says the very same when asked again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.jobs.phase import Phase, phase_of_reply

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply


def oddity(reply: JobReply) -> int:
    """0 for an answer in a known word, else a number that stands for all its texts."""
    if phase_of_reply(reply.job_status) is not Phase.UNKNOWN:
        return 0
    told = (*reply.status_map.items(), *reply.info.items())
    return hash((reply.job_status, reply.endpoint, reply.response_encoding, told)) or 1
