"""Where a statement names tables: all the places that SQL has for them."""

from __future__ import annotations

import pytest

from jobview.results.report.sql_names import sql_names
from jobview.results.report.sql_tokens import sql_tokens

TABLES = [
    ("SELECT * FROM a.b t, secret s JOIN x.y z ON z.i = t.i, other", "a.b secret x.y other"),
    ("SELECT * FROM a JOIN (SELECT 1 FROM b, c) d USING (id), e", "a b c e"),
    ("SELECT * FROM /* c */ a -- b\n, c", "a c"),
    ("SELECT * FROM ((a) JOIN b ON a.x = b.x)", "a b"),
    ('SELECT * FROM "S"."T 1", `u`', "S.T 1 u"),
    ("SELECT * FROM a . b", "a.b"),
    ("SELECT * FROM ki.my-table m", "ki.my-table"),
    ("SELECT * FROM TABLE(F(INPUT_TABLE(a), INPUT_TABLES(b, c.d), OUT_TABLE => e))", "a b c.d e"),
    ("SELECT * FROM f(INPUT_TABLE(SELECT x, y FROM a))", "a"),
    ("SELECT EXTRACT(YEAR FROM ts) FROM a WHERE x IS DISTINCT FROM y", "a"),
    ("SELECT a FROM data WHERE b IN (1, 2) GROUP BY c, d", "data"),
    ("SELECT 1 FROM a UNION SELECT x, y FROM b", "a b"),
    ("WITH c AS (SELECT 1 FROM q) SELECT * FROM c", "q c"),
    ("DROP TABLE IF EXISTS a, b.c", "a b.c"),
    ("DROP SCHEMA IF EXISTS a CASCADE", "a"),
    ("CREATE TABLE IF NOT EXISTS a (source varchar(3), model int, PRIMARY KEY (x))", "a"),
    ("CREATE OR REPLACE MATERIALIZED VIEW a AS SELECT x FROM b", "a b"),
    ("CREATE TABLE a LIKE b", "a b"),
    ("CREATE SCHEMA a", "a"),
    ("CREATE INDEX i ON a (x, y)", "i a"),
    ("CREATE STREAM s ON TABLE a REFRESH ON CHANGE", "s a"),
    ("CREATE DATA SOURCE a LOCATION = 'x'", "a"),
    ("CREATE TABLE a (x int REFERENCES b (y))", "a b"),
    ("DESCRIBE a", "a"),
    ("DESC TABLE a", "a"),
    ("SHOW CREATE TABLE a", "a"),
    ("TRUNCATE TABLE a", "a"),
    ("REFRESH EXTERNAL TABLE a", "a"),
    ("ALTER TABLE a RENAME TO b", "a b"),
    ("GRANT SELECT ON a, b TO alice", "a b"),
    ("INSERT INTO a (x, y) VALUES (1, 2), (3, 4)", "a"),
    ("UPDATE a SET x = 1, y = 2 FROM b, c", "a b c"),
    ("DELETE FROM a USING b WHERE 1 = 1", "a b"),
    ("MERGE INTO a USING b ON a.x = b.x WHEN MATCHED THEN UPDATE SET x = 1", "a b"),
    ("LOAD DATA INTO a FROM FILE PATHS 'kifs://x'", "a"),
    ("EXPORT TABLE a INTO FILE PATH 'x'", "a"),
    ("SELECT 1 FROM a; DROP TABLE b", "a b"),
    ("SELECT * FROM 'a.b'", "a.b"),
    ("SELECT x FROM a WHERE table_name = 'b' AND table_name = x", "a b"),
    ("SELECT F(OUT_TABLE => 'a', OPTIONS => KV_PAIRS('bad_record_table_name' = 'b.c'))", "a b.c"),
]


@pytest.mark.parametrize(("sql", "tables"), TABLES, ids=range(len(TABLES)))
def test_tables_are_found_where_sql_has_them(sql: str, tables: str) -> None:
    names = sql_names(sql_tokens(sql))

    assert " ".join(".".join(name.parts) for name in names.tables) == tables


def test_the_place_of_a_name_ends_with_each_of_its_parts() -> None:
    sql = 'SELECT 1 FROM aa . "b b" x'
    (name,) = sql_names(sql_tokens(sql)).tables

    assert sql[name.start : name.end] == 'aa . "b b"'
    assert sql[name.start : name.ends[0] + 2] == "aa ."


def test_other_names_with_dots_and_aliases_are_told_apart() -> None:
    names = sql_names(sql_tokens("SELECT t.x, s.f(a.b.c), u.* FROM a.b t, (SELECT 1) AS v"))

    assert [name.parts for name in names.dotted] == [("t", "x"), ("s",), ("a", "b", "c")]
    assert names.aliases == {"t", "v"}
