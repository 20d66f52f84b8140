"""CSV, tab and semicolon files, read at the speed of Arrow where no quote stands in them.

A line with more or fewer cells than the header is no row: it goes back with both counts. Nobody
can say which cell is missing or which comma was part of a name, so nothing is filled in or cut
off; only empty cells beyond the header are forgiven, as spreadsheets leave them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa

from hengjian.intake.errors import DamagedFile
from hengjian.intake.readers.heading import HEAD_ROWS, Heading, Score, find_heading
from hengjian.intake.readers.plain import as_utf8, unpacked
from hengjian.intake.readers.quoted import read_quoted
from hengjian.intake.readers.sheet import Sheet, Torn, miscounted
from hengjian.intake.readers.unquoted import read_unquoted

_DELIMITERS = ",\t;|"
_BLOCK = 1 << 24


def read(path: Path, con: duckdb.DuckDBPyConnection, score: Score) -> Iterator[Sheet]:
    """The one sheet of a text file. Raises WrongEncoding, DamagedFile or DangerousFile."""
    with unpacked(path) as plain, as_utf8(plain) as (text, encoding):
        delimiter, heading = _head(text, path.name, score)
        width = len(heading.headers)
        if _has_quotes(text):
            torn = read_quoted(text, con, delimiter, width, heading.last + 1)
        else:
            torn = _read_plain(text, con, delimiter, width, heading.last + 1, path.name)
    notes = [] if encoding == "utf-8" else [f"编码为 {encoding}"]
    yield Sheet(path.name, heading.headers, notes, torn, heading.above)


def _head(path: Path, name: str, score: Score) -> tuple[str, Heading]:
    """(delimiter, header) that know most names; without any, the delimiter that cuts most."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        start = "".join(islice(stream, 4 * HEAD_ROWS))
    if not start.strip(_DELIMITERS + ' "\r\n'):
        raise DamagedFile(f"{name}：文件是空的，没有表头也没有数据；请重新导出")
    found = []
    for delimiter in _DELIMITERS:
        rows = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
        head = [[c.strip() for c in row] for row in _until_error(rows)]
        heading = find_heading(head, score)
        found.append((heading.known, len(heading.headers), delimiter, heading))
    best = max(found, key=lambda f: f[:2])
    return best[2], best[3]


def _until_error(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The first rows; a cell of megabytes ends them."""
    try:
        yield from islice(rows, HEAD_ROWS)
    except csv.Error:
        return


def _has_quotes(path: Path) -> bool:
    with path.open("rb") as stream:
        return any(b'"' in chunk for chunk in iter(lambda: stream.read(_BLOCK), b""))


def _read_plain(
    path: Path, con: duckdb.DuckDBPyConnection, delimiter: str, width: int, skip: int, name: str
) -> list[Torn]:
    """Fill `raw` from a file without quotes; `skip` rows belong to the header."""
    names = [f"c{i}" for i in range(width)]
    try:
        refused = read_unquoted(
            path, con, "raw", names, delimiter, largest=_BLOCK, why=partial(miscounted, width)
        )
    except (pa.ArrowInvalid, duckdb.InvalidInputException) as error:
        said = str(error).split("\n\n")[0].replace("\n", "；")[:300]
        raise DamagedFile(f"{name}：不能按表格读取（{said}），请重新导出") from error
    con.execute("delete from raw where _row <= ?", [skip])
    return _without_harmless(con, names, [t for t in refused if t.row > skip])


def _without_harmless(
    con: duckdb.DuckDBPyConnection, names: list[str], torn: list[Torn]
) -> list[Torn]:
    """Lines with nothing but empty cells beyond the header are rows; lines without text are none."""
    width = len(names)
    rows = [t for t in torn if len(t.cells) > width and not any(map(str.strip, t.cells[width:]))]
    if rows:
        cells = {n: pa.array([t.cells[i] for t in rows], pa.string()) for i, n in enumerate(names)}
        con.register("forgiven", pa.table({**cells, "_row": [t.row for t in rows]}))
        con.execute("insert into raw by name select * from forgiven")
        con.unregister("forgiven")
    kept = {t.row for t in rows}
    return [t for t in torn if t.row not in kept and any(map(str.strip, t.cells))]
