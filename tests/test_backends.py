"""What a database cannot hold in memory lies in a folder of its own."""

from __future__ import annotations

from pathlib import Path

from hengjian.engine.backends.duckdb import DuckDBBackend

ROWS = 2_000_000
FILL = "create table src.line as select 'row ' || ? || md5(cast(range as varchar)) as text from range(?)"
LOOK = "select count(*), min(left(text, 5)), max(left(text, 5)) from src.line"


def filled(spill: Path, number: int) -> DuckDBBackend:
    """A database that cannot hold its table in memory."""
    backend = DuckDBBackend(memory="64MB", threads=1, spill=spill)
    backend.con.execute(FILL, [number, ROWS])
    return backend


def test_two_databases_do_not_share_what_they_spill(tmp_path):
    backends = [filled(tmp_path, number) for number in (0, 1)]
    assert {p.parent.parent for p in tmp_path.rglob("*.tmp")} == {tmp_path}
    for number, backend in enumerate(backends):
        row = f"row {number}"
        assert backend.con.execute(LOOK).fetchone() == (ROWS, row, row)


def test_what_was_spilled_goes_with_the_database(tmp_path):
    backend = filled(tmp_path, 0)
    assert any(tmp_path.rglob("*.tmp"))
    backend.close()
    del backend
    assert not any(tmp_path.rglob("*"))
