"""The rows of a query against SQLite or PostgreSQL. Nothing is written there, and no password is kept."""

from __future__ import annotations

import hashlib
import math
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import duckdb
import pyarrow as pa

from hengjian.intake.errors import IntakeError
from hengjian.intake.readers.lines import load_arrow
from hengjian.intake.readers.sheet import Sheet

#: What a query may do; everything else (attach, pragma, write) is refused by SQLite itself.
_READING = (
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
)  # fmt: skip
_SECRET = ("password", "sslpassword", "passfile", "sslkey")


def read_query(database: str, query: str, con: duckdb.DuckDBPyConnection) -> tuple[Sheet, str]:
    """(the rows, a hash of them).

    Raises IntakeError when the database cannot be reached, read or understood.
    """
    scheme = urlsplit(database).scheme if "://" in database else "sqlite"
    if scheme not in ("sqlite", "postgresql", "postgres"):
        raise IntakeError(
            f"不支持的数据库地址 {shown(database)}；请用 SQLite 文件的路径、sqlite:///路径 或 postgresql://用户@主机/库"
        )
    try:
        if _is_file(database):
            names = _from_sqlite(_path(database), query, con)
        else:
            names = _from_postgresql(database, query, con)
    except IntakeError:
        raise
    except Exception as error:  # drivers raise their own hierarchies
        raise IntakeError(
            f"{shown(database)}：数据库查询失败：{_hidden(str(error), database)}；"
            "请核对地址、权限和查询语句（只能是查询，不能写入）"
        ) from None
    if not names:
        raise IntakeError(f"{shown(database)}：语句没有返回任何列；请给出一条 select 查询")
    return Sheet(f"{shown(database)} 查询", names), _hash(con, names)


def _from_postgresql(database: str, query: str, con: duckdb.DuckDBPyConnection) -> list[str]:
    """Fill `raw`. Cast arrays and JSON to text in the query; numbers and days arrive as they are."""
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(database) as connection, connection.cursor() as cursor:
        cursor.execute("set transaction read only")
        cursor.execute(query)
        table = cursor.fetch_arrow_table()
    if table.num_columns:
        load_arrow(con, table)
    names: list[str] = table.column_names
    return names


def _from_sqlite(path: Path, query: str, con: duckdb.DuckDBPyConnection) -> list[str]:
    """Fill `raw`. Its own driver keeps every digit; a column of SQLite may hold several types."""
    if not path.is_file():
        raise IntakeError(f"{path}：没有这个数据库文件；请核对路径")
    with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as db:
        db.set_authorizer(lambda action, *_: int(action not in _READING))
        cursor = db.execute(query)
        names = [d[0] for d in cursor.description or ()]
        columns = ", ".join(f"c{i} varchar" for i in range(len(names)))
        con.execute(f"create or replace temp table raw ({columns or 'none int'}, _row bigint)")
        first = 1
        while names and (rows := cursor.fetchmany(50_000)):
            texts = [pa.array(map(_text, cells), pa.string()) for cells in zip(*rows, strict=True)]
            data = {f"c{i}": column for i, column in enumerate(texts)}
            con.register("chunk", pa.table({**data, "_row": range(first, first + len(rows))}))
            con.execute("insert into raw by name select * from chunk")
            con.unregister("chunk")
            first += len(rows)
    return names


def _text(value: object) -> str | None:
    """A value of SQLite as text, with all its digits and no exponent."""
    if isinstance(value, float) and math.isfinite(value):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return None if value is None else str(value)


def _is_file(database: str) -> bool:
    return "://" not in database or database.startswith("sqlite:///")


def _path(database: str) -> Path:
    return Path(unquote(database.removeprefix("sqlite:///")) if "://" in database else database)


def shown(database: str) -> str:
    """The address as it may be printed and kept: scheme, host and database, nothing else."""
    if _is_file(database):
        return _path(database).name
    try:
        parts = urlsplit(database)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"
    except ValueError:
        return database.split(":", 1)[0] + "://…"


def _hidden(text: str, database: str) -> str:
    """A driver's message without any secret of the address."""
    secrets = {database}
    if not _is_file(database):
        rest = database.split("://", 1)[1]
        login = rest.split("/", 1)[0].rpartition("@")[0]
        written = login.partition(":")[2]
        options = [v for k, v in parse_qsl(rest.partition("?")[2]) if k.lower() in _SECRET]
        secrets |= {rest, login, written, unquote(written), *options}
    for secret in sorted((s for s in secrets if s), key=len, reverse=True):
        text = text.replace(secret, "…")
    return " ".join(text.split())[:400]


def _hash(con: duckdb.DuckDBPyConnection, names: list[str]) -> str:
    """SHA-256 of the names and of every value in `raw`: the same rows are the same delivery."""
    digest = hashlib.sha256("\x1f".join(names).encode())
    cells = ", ".join(f"coalesce(c{i}, chr(30))" for i in range(len(names)))
    con.execute(f"select md5(concat_ws(chr(31), {cells})) from raw order by _row")
    while rows := con.fetchmany(100_000):
        digest.update("".join(r[0] for r in rows).encode())
    return digest.hexdigest()
