"""Answers of everything else: graphs, statistics, files, the cluster."""

from __future__ import annotations

import json
import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobview.simulator.answers.telling import Telling

RANKS = 7
"""Head and six workers."""


def rebalance(telling: Telling) -> dict[str, object]:
    """/admin/rebalance: a note on what was moved."""
    return {
        "info": {
            "shards_moved": str(telling.rng.randrange(200, 16_384)),
            "aggressiveness": "10",
        }
    }


def verify(telling: Telling) -> dict[str, object]:
    """/admin/verifydb: two complaints, or none."""
    is_fine = telling.rng.choice((True, False))
    table, rank = telling.table.name, telling.details["rank"]
    complaints = [
        f"Table '{table}': chunk 118 on rank {rank} has no column file for 'città'",
        f"Rank {rank}: orphaned directory /persist/gpudb/r{rank}/0x7f31 (12,884,901,888 bytes)",
    ]
    return {
        "verified_ok": is_fine,
        "error_list": [] if is_fine else complaints,
        "orphaned_tables_total_size": 0 if is_fine else 12_884_901_888,
        "info": {},
    }


def resource_statistics(telling: Telling) -> dict[str, object]:
    """/show/resource/statistics: a map of JSON texts, one a rank."""
    rng = telling.rng
    ranks = {
        f"rank{rank}": json.dumps(
            {
                "tiers": {
                    "VRAM": {"limit": 25_769_803_776, "used": rng.randrange(25_769_803_776)},
                    "RAM": {"limit": 412_316_860_416, "used": rng.randrange(412_316_860_416)},
                    "DISK0": {"limit": 4_398_046_511_104, "used": rng.randrange(10**12)},
                    "PERSIST": {"limit": -1, "used": rng.randrange(10**13)},
                },
                "threads": {"tps": rng.randrange(8, 64), "dedicated_video": 0},
                "host": f"krypton-{rank // 2}",
            }
        )
        for rank in range(RANKS)
    }
    return {"statistics_map": {**ranks, "job_stats": json.dumps({"running": rng.randrange(40)})}}


def statistics(telling: Telling) -> dict[str, object]:
    """/aggregate/statistics: named figures; the estimate of an empty set is not a number."""
    low, high = sorted((telling.rng.uniform(0, 50), telling.rng.uniform(50, 4000)))
    return {
        "stats": {
            "count": float(telling.table.size),
            "min": low,
            "max": high,
            "mean": (low + high) / 3,
            "stdv": (high - low) / 5,
            "skew": float("nan"),
        }
    }


def kmeans(telling: Telling) -> dict[str, object]:
    """/aggregate/kmeans: cluster centres in parallel arrays."""
    rng, count = telling.rng, telling.number("k", 5)
    return {
        "means": [[rng.uniform(7, 8), rng.uniform(44, 46)] for _ in range(count)],
        "counts": [rng.randrange(1000, 900_000) for _ in range(count)],
        "rms_dists": [rng.uniform(0.001, 0.3) for _ in range(count)],
        "count": telling.table.size,
        "rms_dist": rng.uniform(0.01, 0.2),
        "tolerance": 0.001,
        "num_iters": rng.randint(4, 40),
    }


def collected(telling: Telling) -> dict[str, object]:
    """/collect/statistics: for which columns."""
    return {
        "table_name": telling.table_name,
        "column_names": telling.texts("column_names", [c.name for c in telling.table.columns]),
    }


def solved(telling: Telling) -> dict[str, object]:
    """/solve/graph: the cost of each destination."""
    count = telling.rng.randint(3, 40)
    # Halves, which a float of 32 bits holds exactly.
    costs = [telling.rng.randrange(240, 10_800) / 2 for _ in range(count)]
    return {
        "result": True,
        "result_per_destination_node": costs,
        "info": {"solution_table": f"logistics.tours_{telling.details['day_plain']}"},
    }


def created_graph(telling: Telling) -> dict[str, object]:
    """/create/graph: how large it is."""
    nodes = telling.rng.randrange(20_000, 4_000_000)
    return {"result": True, "num_nodes": nodes, "num_edges": nodes * 27 // 10, "edges_ids": []}


def matched_graph(telling: Telling) -> dict[str, object]:
    """/match/graph: how well the samples fit."""
    return {"result": True, "match_score": telling.rng.randrange(200) / 8}


def executed(telling: Telling) -> dict[str, object]:
    """/execute/proc: the id of the run."""
    return {"run_id": str(telling.rng.randrange(1, 90_000))}


def downloaded(telling: Telling) -> dict[str, object]:
    """/download/files: a picture and a small CSV file, as bytes."""
    rng = telling.rng
    lines = ["parcel;depot;peso_kg;città"] + [
        f"{rng.getrandbits(48):012x};TRN-1;{rng.uniform(0.1, 31):.1f};Città di Castello"
        for _ in range(rng.randint(5, 200))
    ]
    names = ["kifs://drops/chart.png", "kifs://drops/parcels.csv"]
    return {
        "file_names": telling.texts("file_names", names),
        "file_data": [picture(telling), "\n".join(lines).encode()],
    }


def chart(telling: Telling) -> dict[str, object]:
    """/visualize/image/chart: a picture and its scales."""
    return {
        "min_x": 0.0,
        "max_x": float(telling.rng.randrange(10, 500)),
        "min_y": 0.0,
        "max_y": float(telling.rng.randrange(10, 500)),
        "width": 96.0,
        "height": 48.0,
        "image_data": picture(telling),
        "axes_info": {"location_x": ["0", "1"], "location_y": []},
    }


def picture(telling: Telling, width: int = 96, height: int = 48) -> bytes:
    """A valid PNG: a grey bar chart on white."""
    levels = [telling.rng.randrange(height) for _ in range(width // 8)]
    lines = b"".join(
        b"\0" + bytes(96 if height - y <= levels[x // 8] else 255 for x in range(width))
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
