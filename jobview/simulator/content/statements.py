"""Statements without a result table: loads, changes, definitions, exports."""

from __future__ import annotations

from typing import Final

from jobview.simulator.kind import Script

ALTERS: Final = (
    Script("ALTER TABLE {table} ADD COLUMN fare_eur DECIMAL(12,2) DEFAULT 0 NOT NULL"),
    Script("ALTER TABLE {table} ALTER COLUMN {column} VARCHAR(64, dict)"),
    Script("ALTER TABLE {table} ADD INDEX ({column})"),
    Script(
        "ALTER TABLE {table} SET TIER STRATEGY (\n"
        "    (({column}) VRAM 1, RAM 5, DISK0 5, PERSIST 5)\n)"
    ),
    Script("ALTER TABLE {table} ADD PARTITION p_{day_plain} MIN ('{day}') MAX ('{next_day}')"),
)

PROJECTIONS: Final = (
    Script(
        "CREATE PROJECTION {schema}.{name}_by_{column}\nAS SELECT {column}, COUNT(*) AS n\n"
        "     FROM {table}\n    GROUP BY {column}"
    ),
    Script(),
)

LOADS: Final = (
    Script(
        "LOAD DATA INTO {table}\nFROM FILE PATHS 's3://lake-eu/{schema}/{day}/part-*.parquet'\n"
        "FORMAT PARQUET\nWITH OPTIONS (DATA SOURCE = 'lake_eu', BATCH SIZE = 200000,\n"
        "              ON ERROR = SKIP)"
    ),
    Script(
        "LOAD DATA INTO {table}\nFROM FILE PATHS 'kifs://landing/{name}_{day_plain}.csv.gz'\n"
        "FORMAT DELIMITED TEXT (DELIMITER = ';', NULL = '\\N')\n"
        "WITH OPTIONS (TRUNCATE TABLE = FALSE, ON ERROR = ABORT)"
    ),
    Script(),
)

DRY_RUN: Final = Script(
    "LOAD DATA INTO {table}\nFROM FILE PATHS 's3://lake-eu/{schema}/{day}/part-*.parquet'\n"
    "FORMAT PARQUET\nWITH OPTIONS (DATA SOURCE = 'lake_eu', INGESTION MODE = DRY RUN)"
)
"""Looks whether a load would go well; nothing is written."""

REMOTE_LOADS: Final = (
    Script(
        "INSERT INTO {table}\nSELECT * FROM REMOTE QUERY '\n"
        "  SELECT * FROM dwh.{name} WHERE load_date = DATE ''{day}'''\n"
        "WITH OPTIONS (DATA SOURCE = 'oracle_dwh', NUM SPLITS = 16)"
    ),
    Script(),
)

CHANGES: Final = (
    Script(
        "INSERT INTO {schema}.{name}_daily\nSELECT {column}, COUNT(*), MAX(loaded_at)\n"
        "  FROM {table}\n WHERE load_date = '{day}'\n GROUP BY {column}"
    ),
    Script("UPDATE {table}\n   SET {column} = NULL\n WHERE {column} = ''"),
    Script("DELETE FROM {table} WHERE load_date < '{day}'"),
    Script(
        "MERGE INTO {table} t\nUSING {schema}.{name}_staging s ON t.{column} = s.{column}\n"
        " WHEN MATCHED THEN UPDATE SET {column} = s.{column}\n"
        " WHEN NOT MATCHED THEN INSERT VALUES (s.*)"
    ),
)

DEFINITIONS: Final = (
    Script("CREATE OR REPLACE TABLE {schema}.{name}_copy AS\nSELECT * FROM {table}"),
    Script("ANALYZE TABLE {table}"),
    Script("REFRESH MATERIALIZED VIEW {schema}.{name}_live"),
)

VIEWS: Final = (
    Script(
        "CREATE MATERIALIZED VIEW {schema}.{name}_live\nREFRESH EVERY 5 MINUTES AS\n"
        "SELECT {column}, COUNT(*) AS n, MAX(loaded_at) AS newest\n  FROM {table}\n"
        " GROUP BY {column}"
    ),
)

EXPORTS: Final = (
    Script(
        "EXPORT TABLE {table}\nINTO FILE PATH 's3://partners/{schema}/{day}/'\n"
        "FORMAT PARQUET\nWITH OPTIONS (DATASINK = 'partners', OVERWRITE = TRUE)"
    ),
    Script(),
)

PURGES: Final = (Script("DELETE FROM {table} WHERE {column} IS NULL"), Script())

UPDATES: Final = (Script("UPDATE {table} SET {column} = UPPER(TRIM({column}))"), Script())

ROUTES: Final = (
    Script(
        "SELECT * FROM TABLE(SOLVE_GRAPH(\n    GRAPH => 'streets_torino',\n"
        "    SOLVER_TYPE => 'MULTIPLE_ROUTING',\n"
        "    SOURCE_NODES => INPUT_TABLE(SELECT node FROM logistics.depots),\n"
        "    SOLUTION_TABLE => 'logistics.tours_{day_plain}'))"
    ),
    Script(),
)

SUBSCRIPTION: Final = Script(
    "LOAD DATA INTO mobility.vehicle_gps\nFORMAT JSON\n"
    "WITH OPTIONS (DATA SOURCE = 'kafka_fleet', SUBSCRIBE = TRUE)"
)
