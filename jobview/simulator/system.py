"""What the simulated server says about itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jobview.simulator.world import SystemState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.simulator.options import SimulatorOptions
    from jobview.simulator.ring import Place
    from jobview.simulator.world import Circumstances


def properties(
    options: SimulatorOptions, place: Place, now: Circumstances, base_url: str, wanted: str
) -> dict[str, str]:
    """The property map of /show/system/properties.

    Args:
        options: the server's.
        place: which cluster of which ring it is.
        now: how it is at this moment.
        base_url: the URL the client used; outside a ring it is told as the head rank's, so that
            clients that follow the server's own idea of its address stay where they are.
        wanted: comma-separated property names; empty for all.
    """
    urls = place.ring.urls
    if place.is_in_ring:
        base_url = urls[place.index]
    host = base_url.partition("://")[2].partition("/")[0].rpartition(":")[0] or "127.0.0.1"
    found = {
        "version.gpudb_core_version": options.version.value,
        "version.gpudb_build_date": "Tue Mar 17 11:18:32 UTC 2026",
        "version.gpudb_version_name": "jobview simulator",
        "conf.enable_ha": "TRUE" if place.is_in_ring else "FALSE",
        # Clusters are parted by `;` here: a comma would part the names of one.
        "conf.ha_ring_head_nodes_full": ";".join(urls),
        "conf.ha_ring_head_nodes": ",".join(urls),
        "conf.enable_httpd_proxy": "FALSE",
        "conf.use_https": "TRUE" if base_url.startswith("https:") else "FALSE",
        "conf.enable_worker_http_servers": "FALSE",
        "conf.worker_http_server_urls": base_url,
        "conf.number_of_hosts": "1",
        "conf.number_of_ranks": "7",
        "conf.host0_public_urls": f"http://{host}",
        "conf.hm_http_port": "9300",
        "conf.require_authentication": "TRUE" if now.needs_login else "FALSE",
        "conf.enable_authorization": "TRUE" if now.needs_login else "FALSE",
        "conf.enable_job_manager": "TRUE",
        "conf.max_get_records_size": "20000",
        "conf.request_timeout": "240",
        "conf.subtask_concurrency_limit": "4",
        "conf.ring_name": "simulated" if place.is_in_ring else "default",
        "conf.cluster_name": place.cluster_name,
    }
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    return {name: found[name] for name in names if name in found} if names else found


def status(
    options: SimulatorOptions, place: Place, now: Circumstances, running_count: int
) -> Mapping[str, str]:
    """The status map of /show/system/status; every value is JSON text."""
    parts: dict[str, object] = {
        "system": {
            "status": now.system,
            "version": options.version.value,
            "leader": "7_1",
            "number_of_ranks": 7,
            "user_stopped": now.system is SystemState.STOPPED,
        },
        "ranks": [{"rank": rank, "status": "running", "mode": "run"} for rank in range(7)],
        "hosts": [{"hostname": "simulator", "status": "running", "ranks": list(range(7))}],
        "graph": {"count": 1, "status": ["running"]},
        "text": {"count": 6, "status": ["running"] * 6},
        "http_server": {"connections": {"current": running_count}},
        "triggers": {"total_count": 0, "nai_count": 0, "range_count": 0},
    }
    if place.is_in_ring:
        parts["ha_status"] = {"drained": now.ha, "cluster": place.cluster_name}
    return {name: json.dumps(part) for name, part in parts.items()}
