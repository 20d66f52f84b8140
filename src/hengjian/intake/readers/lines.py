"""JSON lines, Parquet files and query results: sources whose columns already have names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from hengjian.intake.errors import DamagedFile, IntakeError
from hengjian.intake.readers.plain import as_utf8, unpacked
from hengjian.intake.readers.sheet import Sheet


def read_json_lines(path: Path, con: duckdb.DuckDBPyConnection) -> Iterator[Sheet]:
    """One object a line. A line that is no object becomes a row without values and a note."""
    with unpacked(path) as plain, as_utf8(plain) as (text, _):
        con.execute(
            "create or replace temp table json_rows as select json from read_ndjson_objects(?, ignore_errors = true, maximum_object_size = 67108864)",
            [str(text)],
        )
    names = [
        r[0]
        for r in con.execute(
            "select key from (select distinct unnest(json_keys(json)) as key from json_rows"
            " where json_type(json) = 'OBJECT') order by key"
        ).fetchall()
    ]
    if not names:
        raise DamagedFile(f"{path.name}：没有一行是 JSON 对象，请确认每行一个对象")
    columns = [
        exp.alias_(exp.func("json_extract_string", exp.column("json"), exp.Literal.string(_pointer(n))), f"c{i}")
        for i, n in enumerate(names)
    ]  # fmt: skip
    query = exp.select(
        *columns,
        exp.alias_(exp.Add(this=exp.column("rowid"), expression=exp.Literal.number(1)), "_row"),
    ).from_("json_rows")
    con.execute(f"create or replace temp table raw as {query.sql(dialect='duckdb')}")
    broken = con.execute(
        "select rowid + 1 from json_rows where json is null or json_type(json) <> 'OBJECT' limit 5"
    ).fetchall()
    notes = [f"第 {'、'.join(str(r[0]) for r in broken)} 行不是 JSON 对象"] if broken else []
    yield Sheet(path.name, names, notes)


def _pointer(name: str) -> str:
    """A JSON pointer: names with dots, quotes or slashes stay one name."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


def read_parquet(path: Path, con: duckdb.DuckDBPyConnection) -> Iterator[Sheet]:
    """A Parquet file with every value as text."""
    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise DamagedFile(f"{path.name}：不能作为 Parquet 读取（{error}），请重新导出") from error
    load_arrow(con, table)
    yield Sheet(path.name, table.column_names)


def load_arrow(con: duckdb.DuckDBPyConnection, table: pa.Table) -> None:
    """An Arrow table as `raw`: every value as text, rows numbered from 1."""
    flat = table.rename_columns([f"c{i}" for i in range(table.num_columns)])
    con.register("arrow_rows", flat)
    con.execute("create or replace temp table arrow_copy as select * from arrow_rows")
    con.unregister("arrow_rows")
    texts = [exp.alias_(exp.cast(exp.column(c), "varchar"), c) for c in flat.column_names]
    number = exp.alias_(exp.Add(this=exp.column("rowid"), expression=exp.Literal.number(1)), "_row")
    query = exp.select(*texts, number).from_("arrow_copy")
    con.execute(f"create or replace temp table raw as {query.sql(dialect='duckdb')}")
    con.execute("drop table arrow_copy")


def read_query(database: str, query: str, con: duckdb.DuckDBPyConnection) -> Iterator[Sheet]:
    """The rows of a query against sqlite:///file or postgresql://… ; nothing is written there.

    Cast decimals and dates to text in the query: drivers differ in what they make of them.
    """
    scheme = database.split(":", 1)[0]
    if scheme == "sqlite":
        from adbc_driver_sqlite import dbapi as sqlite

        driver: Any = sqlite

        target = f"file:{database.removeprefix('sqlite:///')}?mode=ro"
    elif scheme in ("postgresql", "postgres"):
        from adbc_driver_postgresql import dbapi as postgresql

        driver = postgresql

        target = database
    else:
        raise IntakeError(f"不支持的数据库地址 {scheme}:…；请用 sqlite:///文件 或 postgresql://…")
    try:
        with driver.connect(target) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            table = cursor.fetch_arrow_table()
    except Exception as error:  # drivers raise their own hierarchies
        raise IntakeError(f"数据库查询失败：{error}") from error
    load_arrow(con, table)
    yield Sheet(f"{scheme} 查询", table.column_names)
