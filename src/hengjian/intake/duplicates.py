"""Rows of one delivery that have the same key: the same twice is once, two different ones go back."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
from sqlglot import exp

from hengjian.catalog.models import Table
from hengjian.intake.check import count


def gather(con: duckdb.DuckDBPyConnection, table: Table, numbers: Sequence[int]) -> int:
    """Make `ready_<table>` of the good rows of these sheets, each key once.

    Identical rows are kept once (their number comes back); of rows that differ none is kept, each
    moves to the bad ones of its sheet.
    """
    ready = f'"ready_{table.table}"'
    parts = " union all by name ".join(f"select * from good_{n}" for n in numbers)
    if len(numbers) == 1:
        con.execute(f"alter table good_{numbers[0]} rename to {ready}")
    else:
        con.execute(f"create or replace temp table {ready} as {parts}")
        for number in numbers:
            con.execute(f"drop table good_{number}")
    con.execute(f"create or replace temp table twice as {_twice(table, ready)}")
    if not count(con, "twice"):
        return 0
    same = _drop_identical(con, table, ready)
    _set_different_aside(con, table, ready, numbers)
    return same


def _twice(table: Table, ready: str) -> str:
    """The keys that stand more than once."""
    key = [exp.column(k) for k in table.key]
    more = exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
    text: str = exp.select(*key).from_("ready").group_by(*key).having(more).sql(dialect="duckdb")
    return text.replace("FROM ready", f"FROM {ready}")


def _drop_identical(con: duckdb.DuckDBPyConnection, table: Table, ready: str) -> int:
    key = ", ".join(table.key)
    same = ", ".join(f'"{c}"' for c in table.columns)
    before = count(con, ready.strip('"'))
    con.execute(
        f"delete from {ready} where rowid in (select r from (select rowid as r, row_number() over"
        f" (partition by {same} order by _sheet, _row) as n from {ready} semi join twice"
        f" using ({key})) where n > 1)"
    )
    return before - count(con, ready.strip('"'))


def _set_different_aside(
    con: duckdb.DuckDBPyConnection, table: Table, ready: str, numbers: Sequence[int]
) -> None:
    con.execute(f"create or replace temp table twice as {_twice(table, ready)}")
    key = ", ".join(table.key)
    flag = exp.column(f"{table.key[0]}?", quoted=True).sql(dialect="duckdb")
    for number in numbers:
        con.execute(
            f"insert into bad_{number} by name select _row, 'duplicate' as {flag}"
            f" from {ready} semi join twice using ({key}) where _sheet = {number}"
        )
    con.execute(
        f"delete from {ready} where rowid in"
        f" (select {ready}.rowid from {ready} semi join twice using ({key}))"
    )
