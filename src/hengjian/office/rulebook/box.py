"""Databases that an author's query may touch: in memory for cases, read-only for the preview.

Neither reaches a file, an extension or the net, and nothing in them can be set any more.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from sqlglot import exp

from hengjian.catalog.library import Catalog
from hengjian.engine import sql
from hengjian.engine.backends.duckdb import SCHEMAS, DuckDBBackend
from hengjian.engine.compile import Compiled, compile_derived
from hengjian.engine.derived import KeepingSession
from hengjian.engine.session import Session

_LOCK = ("set enable_external_access = false", "set lock_configuration = true")


def _connect(memory: str, file: Path | None) -> duckdb.DuckDBPyConnection:
    config = {
        "memory_limit": memory, "threads": "1", "temp_directory": "", "allow_community_extensions": "false",
        "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
    }  # fmt: skip
    con = duckdb.connect(str(file or ":memory:"), read_only=file is not None, config=config)
    con.execute("set timezone = 'Asia/Shanghai'")
    return con


class LockedBackend(DuckDBBackend):
    """An engine behind the lock. With `file`: that database, read-only; else an empty one in memory."""

    def __init__(self, memory: str, file: Path | None = None) -> None:
        self.con = _connect(memory, file)
        if file is None:
            for schema in SCHEMAS:
                self.con.execute(f'create schema "{schema}"')
        for statement in _LOCK:
            self.con.execute(statement)


class ReadingSession(KeepingSession):
    """A session that takes kept derived tables over but writes nothing into the home."""

    def _load(self, schema: str, name: str) -> None:
        if schema == "src":
            compiled = compile_derived(self.catalog.tables[name], self.catalog)
            kept = self.folder / f"{name}-{self.input_key(compiled)}.parquet"
            if kept.exists():
                self.backend.attach(schema, name, [str(kept)])
                return
        Session._load(self, schema, name)


def fill(session: Session, compiled: Compiled, file: Path) -> None:
    """Copy what the query reads into a database of its own: the tables, only the columns it names."""
    session.ensure(compiled)
    con = session.backend.con  # type: ignore[attr-defined]
    con.execute(f"attach '{file}' as box")  # the path is ours, not the author's
    for schema in SCHEMAS:
        con.execute(f'create schema box."{schema}"')
    for schema, name in sorted(compiled.reads):
        source = exp.select(*columns(compiled, session.catalog, session, schema, name))
        query = source.from_(sql.table(schema, name))
        con.execute(f'create table box."{schema}"."{name}" as {sql.render(query)}')
    con.execute("detach box")


def columns(
    compiled: Compiled, catalog: Catalog, session: Session, schema: str, name: str
) -> list[exp.Column]:
    """The columns of a table that the query names anywhere; the first one when it names none."""
    there = session.backend.relation(schema, name).columns  # type: ignore[attr-defined]
    used = {node.name for node in compiled.tree.find_all(exp.Column)}
    return [exp.column(c) for c in there if c in used] or [exp.column(there[0])]
