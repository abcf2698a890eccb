"""How jobs fail: messages in the shapes real servers use (protocol §5), source codes included."""

from __future__ import annotations

from typing import Final

from jobview.simulator.kind import Failure

NO_OBJECT: Final = Failure(
    "SqlEngine: Object 'mobility.trips_stagng' not found (S/SDc:1513)",
    "SELECT city,\n       COUNT(*) AS trips\n  FROM mobility.trips_stagng\n"
    " WHERE pickup_ts >= '2026-01-01'\n GROUP BY city",
    is_early=True,
)

NO_COLUMN: Final = Failure(
    "SqlEngine: From line 3, column 10 to line 3, column 17: Column 'fare_usd' not found in "
    "table 't' (S/SDc:1513); error in Job process",
    "SELECT t.city,\n       COUNT(*) AS trips,\n       t.fare_usd / NULLIF(COUNT(*), 0) AS fare\n"
    "  FROM mobility.trips t\n WHERE t.is_paid\n GROUP BY t.city",
    is_early=True,
)

OUT_OF_MEMORY: Final = Failure(
    "out of memory on rank {rank}: hash join wanted {gib}.4 GiB of tier RAM, 2.1 GiB are free "
    "(T/TMc:623) (S/SPc:2207); error in Job process"
)

NO_TABLE: Final = Failure(
    "Could not find the table: '{schema}.{name}_old' (TM/SMc:1078)", is_early=True
)

QUERY_FAILURES: Final = (
    NO_OBJECT,
    OUT_OF_MEMORY,
    NO_COLUMN,
    Failure(
        "SqlEngine: Expression 'c.site_name' is not being grouped (S/SDc:1283); "
        "error in Job process",
        "SELECT c.cell_id, c.site_name, COUNT(*) AS calls\n  FROM telecom.cell_towers c\n"
        " GROUP BY c.cell_id",
        is_early=True,
    ),
    Failure(
        'SqlEngine: Encountered "GROUP" at line 3, column 2.\nWas expecting one of:\n'
        '    "FROM" ...\n    "," ...\n    <IDENTIFIER> ... (S/SDc:1502)',
        "SELECT depot, COUNT(*)\n -- FROM logistics.parcels\n GROUP BY depot",
        is_early=True,
    ),
    Failure(
        "Job timed out, received: {day} 02:00:04, endpoint_name:/execute/sql, limit 240 min "
        "(E/EJc:1190); error in Job process"
    ),
    Failure(
        "Internal_Error: evaluation failed on rank {rank} err: Cannot divide by zero in column "
        "expression 'a / b' (F/FEc:88) (F/FTc:412)(Worker:{worker}); error in Job process"
    ),
)

LOAD_FAILURES: Final = (
    Failure(
        "Internal_Error: Error while loading file 's3://lake-eu/{schema}/{day}/part-{file}.csv' "
        "err: Cannot convert string 'N/A' to long (EF/EFRc:2575) (EF/EFRc:1578)"
        '(Table:"{table}")(Worker:{worker})  (E/EEFBc:848)'
    ),
    Failure(
        "Unable to open file 's3://lake-eu/{schema}/{day}/part-{file}.parquet': access denied by "
        "the storage provider, HTTP 403 (EF/EFSc:341)(Worker:{worker})"
    ),
    Failure(
        "Tier DISK0 on rank {rank} is over its high watermark and nothing can be evicted "
        "(T/TDc:1877); error in Job process"
    ),
)

REMOTE_FAILURES: Final = (
    Failure(
        "Data source 'oracle_dwh': ORA-01555: snapshot too old: rollback segment number 17 too "
        "small (EF/EJDc:590)(Worker:{worker})"
    ),
    Failure("Data source 'oracle_dwh': session killed after {count}31 rows (EF/EJDc:412)"),
)

TABLE_FAILURES: Final = (
    NO_TABLE,
    Failure("Access denied; ok", is_early=True),
    Failure("Parameter map key: 'batchsize' is not a valid parameter (U/PUh:348)", is_early=True),
)

ALTER_FAILURES: Final = (
    NO_TABLE,
    Failure(
        "Cannot alter column '{column}' of '{table}': {count} dependent views, first "
        "'{schema}.{name}_live' (TM/TMAc:914); error in Job validation",
        is_early=True,
    ),
    OUT_OF_MEMORY,
)

CLUSTER_FAILURES: Final = (
    Failure(
        "Rank {rank} did not answer within 900 s while moving shards, rolled back; see "
        "/admin/show/cluster/operations (C/CRc:455); error in Job process"
    ),
)

CRASHES: Final = (
    Failure("Job process error, what: 'std::bad_alloc (E/Ec:270); code:1 'Error'"),
    Failure("Graph server {rank} is not reachable: Connection timed out (G/GSc:133)"),
)
