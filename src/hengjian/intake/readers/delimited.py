"""CSV, tab and semicolon files, read at the speed of DuckDB."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb

from hengjian.intake.errors import DamagedFile
from hengjian.intake.readers.plain import as_utf8, unpacked
from hengjian.intake.readers.sheet import Sheet

_DELIMITERS = ",\t;|"
_REASONS = {
    "MISSING COLUMNS": "列数少于表头",
    "TOO MANY COLUMNS": "列数多于表头",
    "UNQUOTED VALUE": "引号不成对",
    "LINE SIZE OVER MAXIMUM": "行过长",
    "INVALID ENCODING": "编码有误",
}


def read(path: Path, con: duckdb.DuckDBPyConnection) -> Iterator[Sheet]:
    """The one sheet of a text file. Raises WrongEncoding, DamagedFile or DangerousFile."""
    with unpacked(path) as plain, as_utf8(plain) as (text, encoding):
        delimiter, headers = _head(text, path.name)
        torn = _load(con, text, delimiter, len(headers), path.name)
        notes = [] if encoding == "utf-8" else [f"编码为 {encoding}"]
        yield Sheet(path.name, headers, notes, torn)


def _head(path: Path, name: str) -> tuple[str, list[str]]:
    """(delimiter, headers) from the first line."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        first = stream.readline()
        if not first.strip():
            raise DamagedFile(f"{name}：第 1 行是空的，应为表头")
        delimiter = max(_DELIMITERS, key=first.count)
        stream.seek(0)
        headers = next(csv.reader(stream, delimiter=delimiter))
    return delimiter, [h.strip().lstrip("\ufeff") for h in headers]


def _load(
    con: duckdb.DuckDBPyConnection, path: Path, delimiter: str, width: int, name: str
) -> list[tuple[int, str]]:
    """Fill `raw`; the lines that are no rows come back as (line, reason)."""
    try:
        relation = con.read_csv(
            str(path), header=False, all_varchar=True, sep=delimiter, quotechar='"',
            escapechar='"', columns={f"c{i}": "VARCHAR" for i in range(width)},
            strict_mode=False, store_rejects=True, rejects_limit=0,
            max_line_size=1 << 24,
        )  # fmt: skip
        relation.create_view("reading", replace=True)
        con.execute("create or replace temp table reading_rows as select * from reading")
    except duckdb.Error as error:
        raise DamagedFile(f"{name}：不能按表格读取：{_line(error)}") from error
    rejects = con.execute(
        "select distinct line, error_type from reject_errors order by line"
    ).fetchall()
    con.execute("drop table reject_errors")
    con.execute("drop table reject_scans")
    # The first row is the header; rowid counts rows of the file without a sort.
    con.execute(
        "create or replace temp table raw as"
        " select *, rowid + 1 as _row from reading_rows where rowid > 0"
    )
    con.execute("drop table reading_rows")
    con.execute("drop view reading")
    return [(line, _REASONS.get(kind, kind)) for line, kind in rejects]


def _line(error: duckdb.Error) -> str:
    """The engine's first sentence: it names line and reason."""
    return str(error).split("\n\n")[0].replace("\n", "；")[:400]
