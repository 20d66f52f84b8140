"""Lines without quotes cut into cells at the speed of Arrow; each keeps its number in the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as arrow_csv

from hengjian.intake.readers.sheet import Torn, number_rows


def read_unquoted(
    path: Path, con: duckdb.DuckDBPyConnection, table: str, names: Sequence[str], delimiter: str,
    *, largest: int, why: Callable[[int], str],
) -> list[Torn]:  # fmt: skip
    """Fill `table` (the named columns and `_row`); lines with another number of cells come back.

    `largest`: bytes of the longest line; `why`: number of cells → reason. Blank lines are rows.
    """
    refused: list[Torn] = []

    def refuse(row: arrow_csv.InvalidRow) -> str:
        cells = row.text.rstrip("\r\n").split(delimiter)
        refused.append(Torn(row.number, why(len(cells)), tuple(cells)))
        return "skip"

    reader = arrow_csv.open_csv(
        path,
        read_options=arrow_csv.ReadOptions(
            column_names=list(names), block_size=largest, use_threads=False
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter, quote_char=False, ignore_empty_lines=False,
            invalid_row_handler=refuse,
        ),
        convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )  # fmt: skip
    con.register("reading", reader)
    con.execute(f"create or replace temp table {table} as select * from reading")
    con.unregister("reading")
    number_rows(con, table, [t.row for t in refused])
    return refused
