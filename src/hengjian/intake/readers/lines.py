"""JSON lines and Parquet files: sources whose columns already have names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from hengjian.intake.errors import DamagedFile
from hengjian.intake.readers.plain import as_utf8, unpacked
from hengjian.intake.readers.sheet import Sheet, Torn
from hengjian.intake.readers.unquoted import read_unquoted

_LONGEST_LINE = 1 << 26
_NO_OBJECT = "这一行不是 JSON 对象"


def read_json_lines(path: Path, con: duckdb.DuckDBPyConnection) -> Iterator[Sheet]:
    """One object a line, or one array of objects. A line that is no object comes back as torn."""
    with unpacked(path) as plain, as_utf8(plain) as (text, _):
        lines = text
        if _is_array(text):
            lines = _one_a_line(text, path.name)
        try:
            torn = _load(con, lines)
        finally:
            if lines is not text:
                lines.unlink()
    keys = "select distinct unnest(json_keys(json)) as key from json_rows"
    names = [r[0] for r in con.execute(f"select key from ({keys}) order by key").fetchall()]
    if not names:
        raise DamagedFile(
            f"{path.name}：没有一行是 JSON 对象，请确认每行一个对象，或整个文件是一个数组"
        )
    columns = [
        exp.alias_(exp.func("json_extract_string", exp.column("json"), exp.Literal.string(_pointer(n))), f"c{i}")
        for i, n in enumerate(names)
    ]  # fmt: skip
    query = exp.select(*columns, "_row").from_("json_rows")
    con.execute(f"create or replace temp table raw as {query.sql(dialect='duckdb')}")
    con.execute("drop table json_rows")
    yield Sheet(path.name, names, [], torn)


def _load(con: duckdb.DuckDBPyConnection, path: Path) -> list[Torn]:
    """Fill `json_rows` (json, _row) from lines; blank lines count and are left out."""
    # A unit separator cannot stand in JSON, so that every line is one cell.
    torn = read_unquoted(
        path, con, "json_lines", ["line"], "\x1f", largest=_LONGEST_LINE, why=lambda _: _NO_OBJECT
    )
    con.execute(
        "create or replace temp table json_rows as select * from (select try_cast(line as json) as json,"
        " _row from json_lines) where json_type(json) = 'OBJECT'"
    )
    broken = con.execute(
        "select _row, left(line, 500) from json_lines anti join json_rows using (_row)"
        " where trim(line) <> '' order by _row"
    ).fetchall()
    con.execute("drop table json_lines")
    return torn + [Torn(row, _NO_OBJECT, (text,)) for row, text in broken]


def _is_array(path: Path) -> bool:
    with path.open(encoding="utf-8-sig") as stream:
        return stream.read(4096).lstrip().startswith("[")


def _one_a_line(path: Path, name: str) -> Path:
    """A copy of an array of objects with one object a line."""
    try:
        items = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DamagedFile(f"{name}：不是完整的 JSON 数组（{error}），请重新导出") from error
    with NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl", delete=False) as copy:
        copy.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    return Path(copy.name)


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
