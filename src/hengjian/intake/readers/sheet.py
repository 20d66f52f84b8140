"""A sheet: rows of text with their row numbers, in the connection under the name `raw`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa


@dataclass(frozen=True)
class Sheet:
    """Headers of the relation `raw` (columns c0, c1, … as VARCHAR, and `_row`).

    `_row` is the row in the source as its author counts it. `notes`: what the reader left out;
    `torn`: lines that are no rows at all, with the reason.
    """

    name: str
    headers: list[str]
    notes: list[str] = field(default_factory=list)
    torn: list[tuple[int, str]] = field(default_factory=list)


def load_rows(
    con: duckdb.DuckDBPyConnection, columns: Sequence[Sequence[str | None]], rows: Sequence[int]
) -> None:
    """Columns of text as the relation `raw`."""
    data = {f"c{i}": pa.array(c, pa.string()) for i, c in enumerate(columns)}
    table = pa.table({**data, "_row": pa.array(rows, pa.int64())})
    con.register("raw_rows", table)
    con.execute("create or replace temp table raw as select * from raw_rows")
    con.unregister("raw_rows")
