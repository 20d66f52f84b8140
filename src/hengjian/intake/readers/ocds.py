"""Open Contracting Data Standard: compiled releases as JSON lines into flat tables.

One DuckDB pass reads only the fields that the indicators need. A value that does not have its type
is refused and reported with its line, never converted by guess. Knows nothing of batches or Parquet.
"""

from __future__ import annotations

import gzip
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from hengjian.intake.readers.ocds_shapes import Reject, rejects

#: Names of the flat tables: in schema `ocds_in` after `read`, and in library/tables.
TABLES = (
    "ocds_process",
    "ocds_bid",
    "ocds_bid_tenderer",
    "ocds_award",
    "ocds_award_supplier",
    "ocds_award_item",
)
SCHEMA = "ocds_in"
_CHUNK = 1 << 20


class OcdsError(ValueError):
    """The file as a whole cannot be read as OCDS JSON lines; the message says what to do."""


@dataclass(frozen=True)
class OcdsRead:
    """What `read` left in the connection, schema `ocds_in`.

    `lines`: lines of the file; `blank`: of them without text; `loaded`: rows of ocds_process;
    `rejects`: rows of `ocds_in.reject` (line, path, value, reason), path '' for a whole line.
    """

    lines: int
    blank: int
    loaded: int
    rejects: int
    tables: tuple[str, ...] = TABLES


def read(path: Path, con: duckdb.DuckDBPyConnection) -> OcdsRead:
    """Read `path` (.jsonl, .json or .gz of them) into the tables and views of schema `ocds_in`.

    Raises OcdsError for a file that is missing, truncated, or has a line beyond DuckDB's size limit.
    """
    if not path.is_file():
        raise OcdsError(f"{path}: no such file")
    con.execute("create schema if not exists ocds_in")
    con.execute(
        "create or replace table ocds_in.reject (line bigint, path varchar, value varchar, reason varchar)"
    )
    with _plain(path) as plain:
        _load(con, plain)
        lines = _count_lines(plain)
        filled = _number_lines(con, plain, lines)
    _refuse_duplicates(con)
    _run(con, "ocds_flatten")
    _run(con, "ocds_rejects")
    return OcdsRead(
        lines, lines - filled, _count(con, "ocds_in.process"), _count(con, "ocds_in.reject")
    )


@contextmanager
def _plain(path: Path) -> Iterator[Path]:
    """The file itself, or its unpacked copy: DuckDB reads a .gz in one thread and may not notice
    that its end is missing, Python checks length and checksum."""
    if path.suffix != ".gz":
        yield path
        return
    with TemporaryDirectory(prefix="ocds-") as folder:
        copy = Path(folder) / path.stem
        try:
            with gzip.open(path) as packed, copy.open("wb") as stream:
                shutil.copyfileobj(packed, stream, _CHUNK)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise OcdsError(
                f"{path}: the gzip file is incomplete or damaged ({error}); fetch it again"
            ) from error
        yield copy


def _load(con: duckdb.DuckDBPyConnection, plain: Path) -> None:
    """Fill ocds_in.release; strict first, and only a file with faults is read tolerantly."""
    con.execute("set variable ocds_path = ?", [str(plain)])
    try:
        con.execute("set variable ocds_tolerant = false")
        _run(con, "ocds_read")
    except duckdb.InvalidInputException:
        con.execute("set variable ocds_tolerant = true")
        try:
            _run(con, "ocds_read")
        except duckdb.InvalidInputException as error:
            raise OcdsError(f"{plain.name}: cannot be read as JSON lines: {error}") from error


def _count_lines(path: Path) -> int:
    """Lines of the file; the last one counts without its line feed too."""
    lines, last = 0, b"\n"
    buffer = bytearray(_CHUNK)
    with path.open("rb", buffering=0) as stream:
        while size := stream.readinto(buffer):
            lines += buffer.count(b"\n", 0, size)
            last = buffer[size - 1 : size]
    return lines + (last != b"\n")


def _number_lines(con: duckdb.DuckDBPyConnection, plain: Path, lines: int) -> int:
    """Define ocds_in.line_of(rowid) and refuse faulty lines; the number of lines with text.

    DuckDB skips blank lines silently. Without them a row's line is its rowid + 1.
    """
    rows = _count(con, "ocds_in.release")
    tolerant = con.execute("select getvariable('ocds_tolerant')").fetchone() == (True,)
    if rows == lines and not tolerant:
        con.execute("create or replace macro ocds_in.line_of(place) as place + 1")
        _refuse_nameless(con)
        return rows
    filled, found = rejects(plain)
    if len(filled) != rows:
        raise OcdsError(f"{plain.name}: {len(filled)} lines with text but {rows} rows were read")
    _register_lines(con, filled)
    _refuse(con, found)
    _refuse_nameless(con)
    return rows


def _register_lines(con: duckdb.DuckDBPyConnection, filled: list[int]) -> None:
    con.execute("set variable ocds_lines = ?", [filled])
    con.execute(
        "create or replace macro ocds_in.line_of(place) as getvariable('ocds_lines')[place + 1]"
    )


def _refuse(con: duckdb.DuckDBPyConnection, found: list[Reject]) -> None:
    if not found:
        return
    columns = zip(*found, strict=True)
    rows = pa.table(dict(zip(Reject._fields, map(list, columns), strict=True)))
    con.register("ocds_found", rows)
    con.execute("insert into ocds_in.reject select * from ocds_found")
    con.unregister("ocds_found")
    con.execute(
        "delete from ocds_in.release where ocds_in.line_of(rowid) in"
        " (select line from ocds_in.reject where path = '')"
    )


def _refuse_nameless(con: duckdb.DuckDBPyConnection) -> None:
    """Lines without an ocid: nothing could be said about them."""
    nameless = "(ocid is null or ocid = '' or left(ocid, 1) in ('{', '['))"
    con.execute(
        "insert into ocds_in.reject select ocds_in.line_of(rowid), '', coalesce(ocid, ''),"  # noqa: S608
        f" '没有ocid' from ocds_in.release where {nameless} order by rowid"
    )
    con.execute(f"delete from ocds_in.release where {nameless}")  # noqa: S608


def _refuse_duplicates(con: duckdb.DuckDBPyConnection) -> None:
    """Of lines with one ocid keep the latest release date, then the last line; report the others."""
    distinct = con.execute("select count(distinct ocid) from ocds_in.release").fetchone()
    if distinct == (_count(con, "ocds_in.release"),):
        return
    _run(con, "ocds_duplicates")


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"select count(*) from {table}").fetchone()  # noqa: S608 (a name of this module)
    return int(row[0]) if row else 0


@cache
def _statements(name: str) -> tuple[str, ...]:
    text = (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
    return tuple(text.split("\n----\n"))


def _run(con: duckdb.DuckDBPyConnection, name: str) -> None:
    for statement in _statements(name):
        con.execute(statement)
