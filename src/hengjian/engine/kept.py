"""What a run keeps of a rule: the rows that need someone, and how many of the others there are.

One query for both: most rows of a rule are clear, and a clear row that is only counted costs neither a
table nor its evidence.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from hengjian.engine.incremental import Answer

#: Column with the number of rows, filled in the rows that count; the dialect of rules has no such name.
_RECORDS = "_records"


def kept(
    con: duckdb.DuckDBPyConnection, query: str, columns: tuple[str, ...], unit: str = ""
) -> Answer:
    """The answer of a rule's query; `unit` is the evidence column to count by.

    Its rows are the flagged and undecidable ones, `columns` of them, by record and day.
    """
    whole = con.sql(_counted(query, columns, unit)).to_arrow_table()
    counting = pc.is_valid(whole[_RECORDS])
    rows = whole.filter(pc.invert(counting)).select(list(columns))
    return Answer(_counts(whole.filter(counting), unit), _ordered(rows))


def _counted(query: str, columns: tuple[str, ...], unit: str) -> str:
    named = ", ".join(f'"{name}"' for name in columns)
    keys = ", ".join(f'"{name}"' for name in ("verdict", *([unit] if unit else [])))
    return (
        f"with answer as materialized ({query})"  # noqa: S608 - the engine's own compiled query
        f" select {named}, cast(null as bigint) as {_RECORDS} from answer"
        " where verdict in ('flagged', 'undecidable')"
        f" union all by name select {keys}, count(*) as {_RECORDS} from answer group by {keys}"
    )


def _counts(rows: pa.Table, unit: str) -> dict[tuple[str, str], int]:
    units = rows[unit].cast(pa.string()).fill_null("").to_pylist() if unit else [""] * len(rows)
    counted = zip(units, rows["verdict"].to_pylist(), rows[_RECORDS].to_pylist(), strict=True)
    return dict(sorted(((unit_, verdict), number) for unit_, verdict, number in counted))


def _ordered(rows: pa.Table) -> pa.Table:
    return rows.sort_by([("record_id", "ascending"), ("trigger_day", "ascending")])
