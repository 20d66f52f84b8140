"""A sheet: rows of text with their row numbers, in the connection under the name `raw`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa


@dataclass(frozen=True)
class Torn:
    """A line that is no row: its number, why not, and its cells as they stand."""

    row: int
    reason: str
    cells: tuple[str, ...] = ()


def miscounted(expected: int, actual: int) -> str:
    """Why a line with another number of cells than the header is no row."""
    return f"应有 {expected} 列，实有 {actual} 列"


@dataclass(frozen=True)
class Merged:
    """A cell of a workbook that covers several rows of one column."""

    column: int
    first: int
    last: int
    text: str


@dataclass(frozen=True)
class Sheet:
    """Headers of the relation `raw` (columns c0, c1, … as VARCHAR, and `_row`).

    `_row` is the row in the source as its author counts it. `notes`: what the reader left out;
    `torn`: lines that are no rows at all; `above`: texts over the header, where a unit may stand;
    `shift`: days to add to serial dates; `merged`: cells that stand for several rows.
    """

    name: str
    headers: list[str]
    notes: list[str] = field(default_factory=list)
    torn: list[Torn] = field(default_factory=list)
    above: tuple[str, ...] = ()
    shift: int = 0
    merged: tuple[Merged, ...] = ()


def load_rows(
    con: duckdb.DuckDBPyConnection, columns: Sequence[Sequence[str | None]], rows: Sequence[int]
) -> None:
    """Columns of text as the relation `raw`."""
    data = {f"c{i}": pa.array(c, pa.string()) for i, c in enumerate(columns)}
    table = pa.table({**data, "_row": pa.array(rows, pa.int64())})
    con.register("raw_rows", table)
    con.execute("create or replace temp table raw as select * from raw_rows")
    con.unregister("raw_rows")


def number_rows(con: duckdb.DuckDBPyConnection, name: str, missing: Sequence[int]) -> None:
    """Add `_row` to a table that holds the rows of a source in order, without those of `missing`."""
    counted = con.execute(f"select count(*) from {name}").fetchone()
    total = (counted[0] if counted else 0) + len(missing)
    rows = np.arange(1, total + 1)
    if missing:
        rows = np.delete(rows, np.array(missing) - 1)
    con.register("row_numbers", pa.table({"_row": rows}))
    con.execute(
        f"create or replace temp table {name} as select * from {name} positional join row_numbers"
    )
    con.unregister("row_numbers")
