"""DuckDB: embedded, in memory, spilling below a directory that the caller names.

Each database spills into a folder of its own: two that share one write over each other's rows, since DuckDB
gives its files the same names in each.
"""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from tempfile import mkdtemp
from threading import Timer

import duckdb
import pyarrow as pa
from sqlglot import exp

from hengjian.engine import sql
from hengjian.engine.sql import Rendered
from hengjian.lake.leftovers import sweep

SCHEMAS = ("src", "param", "engine", "result")
_OFFICE_TIME = "set timezone = 'Asia/Shanghai'"  # of one connection, unlike the other settings


def _own_folder(spill: Path) -> Path:
    """A new folder below `spill`."""
    spill.mkdir(parents=True, exist_ok=True)
    sweep(spill)
    return Path(mkdtemp(dir=spill))


class DuckDBBackend:
    """One in-memory database. `memory`: limit such as "4GB"; `threads`: number of threads; `spill`: below it
    is a folder of its own for what does not fit, without it nothing is written."""

    dialect = sql.DIALECT

    def __init__(self, *, memory: str = "", threads: int = 0, spill: Path | None = None) -> None:
        self.con = duckdb.connect(":memory:")
        self.con.execute("set enable_progress_bar = false")  # commands have their own
        self.con.execute("set autoinstall_known_extensions = false")
        self.con.execute("set autoload_known_extensions = false")
        self.con.execute(_OFFICE_TIME)
        if memory:
            self.con.execute("set memory_limit = ?", [memory])
        if threads:
            self.con.execute("set threads = ?", [threads])
        folder = _own_folder(spill) if spill else ""
        self.con.execute("set temp_directory = ?", [str(folder)])
        if folder:
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        for schema in SCHEMAS:
            self.con.execute(f'create schema "{schema}"')

    def beside(self) -> DuckDBBackend:
        """The same database through a cursor of its own, for another thread."""
        other = copy(self)
        other.con = self.con.cursor()
        other.con.execute(_OFFICE_TIME)
        return other

    def threads(self) -> int:
        """How many threads the database uses."""
        row = self.con.execute("select current_setting('threads')").fetchone()
        return int(row[0]) if row else 1

    def _drop(self, schema: str, name: str) -> None:
        held = self.con.execute(
            "select table_type from information_schema.tables"
            " where table_schema = ? and table_name = ?",
            [schema, name],
        ).fetchone()
        if held:
            kind = "view" if held[0] == "VIEW" else "table"
            self.con.execute(f'drop {kind} "{schema}"."{name}"')

    def load(self, schema: str, name: str, rows: pa.Table) -> None:
        """Copy Arrow rows into a table."""
        self.con.register("loading", rows)
        self.con.execute(f'create or replace table "{schema}"."{name}" as select * from loading')  # noqa: S608
        self.con.unregister("loading")

    def attach(self, schema: str, name: str, files: list[str]) -> None:
        """A view over Parquet files; the caller guarantees at least one."""
        self._drop(schema, name)
        quoted = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        source = f"from read_parquet([{quoted}], union_by_name = true)"
        self.con.execute(f'create view "{schema}"."{name}" as {source}')

    def attach_latest(self, schema: str, name: str, files: list[str], key: list[str]) -> None:
        """A view that keeps, per key, the row of the last batch."""
        self.attach(schema, f"{name}_all", files)
        columns = self.relation(schema, f"{name}_all").columns
        self._drop(schema, name)
        query = sql.latest(schema, f"{name}_all", columns, key)
        create = exp.Create(this=sql.table(schema, name), kind="VIEW", expression=query)
        self.con.execute(sql.render(create))

    def relation(self, schema: str, name: str) -> duckdb.DuckDBPyRelation:
        """A table or view to filter and fetch."""
        return self.con.sql(sql.render(exp.select("*").from_(sql.table(schema, name))))

    def materialise(self, schema: str, name: str, query: exp.Expr) -> None:
        """`create table … as` the query."""
        self._drop(schema, name)
        create = exp.Create(this=sql.table(schema, name), kind="TABLE", expression=query)
        self.con.execute(sql.render(create))

    def fetch(self, query: exp.Expr | Rendered) -> pa.Table:
        """The result as an Arrow table."""
        return self.con.sql(sql.text_of(query)).to_arrow_table()

    def stream(self, query: exp.Expr | Rendered) -> Iterator[pa.RecordBatch]:
        """The result in pieces of 100,000 rows."""
        yield from self.con.sql(sql.text_of(query)).to_arrow_reader(100_000)

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """Interrupt what still runs after so many seconds."""
        timer = Timer(seconds, self.con.interrupt)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def close(self) -> None:
        """Close the database."""
        self.con.close()
