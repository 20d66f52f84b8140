"""Open Contracting Data Standard: compiled releases as JSON lines into flat tables.

One DuckDB pass reads only the fields that the indicators need. A value that does not have its type
is refused and reported with its line, never converted by guess. Knows nothing of batches or Parquet.
"""

from __future__ import annotations

import gzip
import mmap
import shutil
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hengjian.intake.readers.ocds_shapes import Reject, rejects
from hengjian.intake.readers.ocds_unnest import unnest_releases

#: Names of the flat tables: in schema `ocds_in` after `read`, and in library/tables.
TABLES = (
    "ocds_process",
    "ocds_bid",
    "ocds_bid_tenderer",
    "ocds_award",
    "ocds_award_supplier",
    "ocds_award_item",
)
_CHUNK = 1 << 18  #: bytes; stays in the processor's cache
_WINDOW = 1 << 26  #: bytes mapped at a time; a multiple of every page size


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

    Holds the needed fields of all lines in memory: about 0.6 GB a million releases.
    Raises OcdsError for a file that is missing, truncated, or has a line beyond DuckDB's size limit.
    """
    if not path.is_file():
        raise OcdsError(f"{path}: no such file")
    with _plain(path) as plain, ThreadPoolExecutor(1) as pool:
        counting = pool.submit(_count_lines, plain)
        releases, tolerant = _load(con, plain)
        lines = counting.result()
        # DuckDB skips blank lines silently; without them a release's line is its place + 1.
        numbers, found = rejects(plain) if tolerant or lines != len(releases) else (None, [])
    filled = len(releases)
    if numbers is not None and len(numbers) != filled:
        raise OcdsError(f"{path}: {len(numbers)} lines with text but {filled} rows were read")
    line_no = np.arange(1, filled + 1) if numbers is None else np.asarray(numbers)
    releases = releases.append_column("line_no", pa.array(line_no, pa.int64()))
    releases, refused = _without_refused(con, releases, found)
    _flatten(con, releases, refused)
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
                shutil.copyfileobj(packed, stream, 1 << 20)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise OcdsError(
                f"{path}: the gzip file is incomplete or damaged ({error}); fetch it again"
            ) from error
        yield copy


def _load(con: duckdb.DuckDBPyConnection, plain: Path) -> tuple[pa.Table, bool]:
    """(a row per line with text, whether some line has a fault).

    Strict first: only a file with faults is read again tolerantly. `sql` and not `execute`: the
    latter streams in one thread.
    """
    (query,) = _statements("ocds_read")
    con.execute("set variable ocds_path = ?", [str(plain)])
    try:
        con.execute("set variable ocds_tolerant = false")
        return con.sql(query).to_arrow_table(), False
    except duckdb.InvalidInputException:
        con.execute("set variable ocds_tolerant = true")
        try:
            return con.sql(query).to_arrow_table(), True
        except duckdb.InvalidInputException as error:
            raise OcdsError(f"{plain.name}: cannot be read as JSON lines: {error}") from error


def _count_lines(path: Path) -> int:
    """Lines of the file; the last one counts without its line feed too."""
    size, feeds, last = path.stat().st_size, 0, ord("\n")
    with path.open("rb") as stream:
        # Windows, because mapped pages count as memory of this process.
        for start in range(0, size, _WINDOW):
            length = min(_WINDOW, size - start)
            with mmap.mmap(stream.fileno(), length, prot=mmap.PROT_READ, offset=start) as window:
                content = np.frombuffer(window, np.uint8)
                feeds += sum(_feeds(content[i : i + _CHUNK]) for i in range(0, length, _CHUNK))
                last = int(content[-1])
                del content  # a mapping that is still looked at cannot be closed
    return feeds + (last != ord("\n"))


def _feeds(content: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> int:
    return int(np.count_nonzero(content == ord("\n")))


def _without_refused(
    con: duckdb.DuckDBPyConnection, releases: pa.Table, found: list[Reject]
) -> tuple[pa.Table, list[Reject]]:
    """The releases that are kept, and all refusals known so far."""
    releases = _without_lines(releases, [reject.line for reject in found if not reject.path])
    nameless, distinct = _names(con, releases)
    found = [*found, *(Reject(line, "", "", "没有ocid") for line in nameless)]
    releases = _without_lines(releases, nameless)
    if distinct < len(releases):
        doubles = _doubles(con, releases)
        found += doubles
        releases = _without_lines(releases, [reject.line for reject in doubles])
    return releases, found


def _names(con: duckdb.DuckDBPyConnection, releases: pa.Table) -> tuple[list[int], int]:
    """(lines without an ocid that is text, number of different ocids in the others)."""
    con.register("ocds_name", releases.select(["ocid", "line_no"]))
    row = con.execute(
        "select coalesce(list(line_no order by line_no) filter (where nameless), []),"
        " count(distinct ocid) filter (where not nameless) from (select ocid, line_no,"
        " coalesce(ocid, '') = '' or left(ocid, 1) in ('{', '[') as nameless from ocds_name) as named"
    ).fetchone()
    con.unregister("ocds_name")
    return (list(row[0]), int(row[1])) if row else ([], 0)


def _without_lines(releases: pa.Table, lines: list[int]) -> pa.Table:
    if not lines:
        return releases  # a filter copies every value, needed or not
    lost = pc.is_in(releases["line_no"], pa.array(lines, pa.int64()))
    return releases.filter(pc.invert(lost))


def _doubles(con: duckdb.DuckDBPyConnection, releases: pa.Table) -> list[Reject]:
    """Of lines with one ocid the latest release date is kept, then the last line."""
    con.register("ocds_release", releases.select(["ocid", "released_at", "line_no"]))
    rows = con.execute(
        "select line_no, ocid, kept from (select line_no, ocid, first_value(line_no) over (partition by ocid"
        " order by try_cast(released_at as timestamptz) desc nulls last, line_no desc) as kept"
        " from ocds_release) as ranked where line_no <> kept order by line_no"
    ).fetchall()
    con.unregister("ocds_release")
    return [Reject(line, "", ocid, f"ocid重复，已采用第{kept}行") for line, ocid, kept in rows]


def _flatten(con: duckdb.DuckDBPyConnection, releases: pa.Table, refused: list[Reject]) -> None:
    con.execute("create schema if not exists ocds_in")
    views = unnest_releases(releases)
    views["ocds_refused"] = pa.table(
        {
            "line": pa.array([r.line for r in refused], pa.int64()),
            **{
                n: pa.array([getattr(r, n) for r in refused], pa.string())
                for n in Reject._fields[1:]
            },
        }
    )
    for name, rows in views.items():
        con.register(name, rows)
    for statement in (*_statements("ocds_flatten"), *_statements("ocds_rejects")):
        con.execute(statement)
    for name in views:
        con.unregister(name)


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


@cache
def _statements(name: str) -> tuple[str, ...]:
    text = (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
    return tuple(text.split("\n----\n"))
