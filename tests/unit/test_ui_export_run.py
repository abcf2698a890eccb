"""An export: the file, its figures, its name, and what is left when it is stopped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jobview.results.model import Column, DecodedResult, ResultKind, Table
from jobview.results.writers.formats import Format
from jobview.results.writers.pieces import ROWS_A_PIECE, Piece
from jobview.ui.outward.export_run import Exported, ExportRun, ExportStopped, proposed_name
from tests.fakes.jobs import job

ROWS = 2 * ROWS_A_PIECE
TABLE = Table((Column("n", "int"),), (range(ROWS),), ROWS)
RESULT = DecodedResult(ResultKind.TABLE, "/execute/sql", record={}, table=TABLE, raw=b"raw")


def test_what_was_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    run = ExportRun(RESULT, Format.CSV, path, may_overwrite=False)
    exported = run.write()

    assert exported == Exported(path, ROWS, len(path.read_bytes()))
    assert exported.sentence == f"1,000 rows, 4.8 KiB written to {path}"
    assert run.progress == "1,000 of 1,000 rows"


@pytest.mark.parametrize("wanted", [Format.CSV, Format.JSON, Format.TABLE])
def test_a_page_that_is_not_all_is_told(tmp_path: Path, wanted: Format) -> None:
    table = replace(TABLE, total_row_count=48_210_331)
    run = ExportRun(replace(RESULT, table=table), wanted, tmp_path / "o", may_overwrite=False)

    assert run.write().sentence.startswith("first 1,000 of 48,210,331 rows, ")


def test_one_row_is_no_rows() -> None:
    assert Exported(Path("o"), 1, 3).sentence == "1 row, 3 bytes written to o"


def test_raw_bytes_are_counted_in_bytes(tmp_path: Path) -> None:
    run = ExportRun(RESULT, Format.RAW, tmp_path / "out.bin", may_overwrite=False)
    run.write()

    assert run.progress == "3 bytes"


def test_a_stopped_export_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = ExportRun(RESULT, Format.CSV, tmp_path / "out.csv", may_overwrite=False)

    def some_pieces(*_: object) -> object:
        yield Piece(b"x", 1)
        run.stop()
        yield Piece(b"y", 1)

    monkeypatch.setattr("jobview.ui.outward.export_run.pieces", some_pieces)
    with pytest.raises(ExportStopped):
        run.write()

    assert run.progress == "1 of 1,000 rows"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("endpoint", "name"),
    [
        ("/execute/sql", "jobview-48187-execute_sql.csv"),
        ("/../..\x1b/é", "jobview-48187-.._.._.csv"),
        ("", "jobview-48187-result.csv"),
    ],
)
def test_the_proposed_name_is_a_plain_file_name(endpoint: str, name: str) -> None:
    assert proposed_name(job(48187, endpoint=endpoint), Format.CSV) == name
    assert Path(name).name == name
