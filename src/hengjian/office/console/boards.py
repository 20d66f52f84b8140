"""Work lists of library/boards over the lake, computed once per state of the lake and kept as Parquet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import FileLock

from hengjian.catalog.models import Board
from hengjian.district.running import last_day, open_backend, open_session
from hengjian.engine.compile import compile_board
from hengjian.engine.explain import show
from hengjian.engine.session import RunRequest
from hengjian.office.accounts.models import User
from hengjian.office.accounts.visibility import reaches_district
from hengjian.office.config.environment import office_path
from hengjian.office.console.results import unit_names_cached
from hengjian.office.door import catalog, home


@dataclass(frozen=True)
class Line:
    """One row: texts of the shown columns; `due` and `late` where the board has a next day."""

    record_id: str
    texts: list[str]
    unit: str
    due: date | None
    late: bool


def rows(board: Board, user: User) -> pa.Table:
    """The rows that the user may see: all with a district reach, else those of the own units."""
    table = _table(board)
    if reaches_district(user, "unit"):
        return table
    units = {u for g in user.grants_today for u in g.units}
    return table.filter(pc.is_in(table[board.unit], pa.array(sorted(units), pa.string())))


def counts(board: Board, table: pa.Table) -> list[tuple[str, str, int]]:
    """(code, title, rows) of every group, in the order of the codes."""
    found = {c["values"]: c["counts"] for c in pc.value_counts(table[board.group]).to_pylist()}
    return [(k, title, found.get(k, 0)) for k, title in board.columns[board.group].codes.items()]


def lines(board: Board, table: pa.Table, start: int, count: int) -> list[Line]:
    """A page of rows, those with the earliest next day first."""
    if board.due:
        table = table.sort_by([(board.due, "ascending")])
    names = unit_names_cached(str(home().path))
    return [_line(board, row, names) for row in table.slice(start, count).to_pylist()]


def titles(board: Board) -> list[str]:
    """Titles of the shown columns."""
    return [c.title for c in board.columns.values()]


def _line(board: Board, row: dict[str, Any], names: dict[str, str]) -> Line:
    texts = []
    for name, column in board.columns.items():
        value = row[name]
        text = "" if value is None else show(value, column.type)
        texts.append(column.codes.get(text, names.get(text, text)))
    due = row[board.due] if board.due else None
    return Line(row["record_id"], texts, row[board.unit] or "", due, bool(row.get("is_late")))


def _table(board: Board) -> pa.Table:
    as_of = last_day(home())
    folder = office_path() / "boards"
    folder.mkdir(exist_ok=True)
    file = folder / f"{board.board}-{home().lake.snapshot_id()}-{as_of}.parquet"
    if not file.exists():
        with FileLock(folder / f".{board.board}.lock"):
            if not file.exists():
                _compute(board, as_of, file)
    return _read(str(file))


@lru_cache(maxsize=8)
def _read(file: str) -> pa.Table:
    return pq.read_table(file)


def _compute(board: Board, as_of: date, file: Path) -> None:
    for old in file.parent.glob(f"{board.board}-*.parquet"):
        old.unlink()
    backend = open_backend("duckdb", home())
    try:
        session = open_session(home(), backend, RunRequest(as_of=as_of))
        compiled = compile_board(board, catalog())
        session.ensure(compiled)
        aside = file.with_suffix(".part")
        pq.write_table(backend.fetch(compiled.tree), aside, compression="zstd")
        aside.replace(file)
    finally:
        backend.close()
