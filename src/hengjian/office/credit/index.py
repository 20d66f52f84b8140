"""The index behind the credit query: everything known of one enterprise in one descent of a B-tree.

The lake keeps records by delivery, not by enterprise: a look-up there opens a dozen tables over all batches,
and a name search reads a million names. So the columns that library/credit.yaml may show are written, sorted
by credit code, into one SQLite file beside the other derived files: `fact` is clustered by (code, section,
number), one range read answers a query whatever the number of enterprises; names are found through two-character
pieces in a full-text table, since Chinese names have no words. A Parquet copy sorted by code with row-group
statistics was the alternative: it still decodes a whole row group per table and query (benchmarks/credit.py
measures both). The file holds nothing that the lake does not; it is made anew, whole, by the tick after a
delivery, replaced by one rename, and says to which state of the lake it belongs.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock

from hengjian.district.home import Home
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.lake import Batch
from hengjian.office.credit.terms import Section, terms
from hengjian.office.door import home

_SCHEMA = """
pragma journal_mode = off; pragma synchronous = off; pragma temp_store = memory;
create table fact (code text, section text, n integer, body text, primary key (code, section, n)) without rowid;
create table name (n integer primary key, code text, name text, status text);
create virtual table piece using fts5 (pieces, content='', detail=none);
create table meta (name text primary key, value text);
"""
_PIECES = "array_to_string(list_transform(generate_series(1, length({0}) - 1), i -> substring({0}, i, 2)), ' ')"
_LAYOUT = "1"


def path_of(place: Home) -> Path:
    """Where the index of a district lies."""
    return place.path / "derived" / "credit.sqlite3"


def stamp_of(batches: list[Batch]) -> str:
    """The state of the lake, of the tables that the query shows, and of what it shows of them."""
    tables = {s.table for s in terms().sections.values()}
    names = [b.batch_id for b in batches if tables & b.tables.keys()]
    shape = msgspec.json.encode(terms().sections).decode()
    return hashlib.sha256("\n".join([_LAYOUT, shape, *names]).encode()).hexdigest()[:16]


def refresh(on_day: date | None = None) -> bool:
    """Make the index anew where the lake has changed; for the tick. Returns whether it was made."""
    place = home()
    batches = place.lake.batches()
    stamp = stamp_of(batches)
    if _meta(path_of(place)).get("stamp") == stamp:
        return False
    path_of(place).parent.mkdir(exist_ok=True)
    with FileLock(f"{path_of(place)}.lock"):
        if _meta(path_of(place)).get("stamp") == stamp:
            return False  # another process has just made it
        _make(place, batches, stamp)
    return True


def _make(place: Home, batches: list[Batch], stamp: str) -> None:
    target = path_of(place)
    aside = target.with_suffix(".part")
    aside.unlink(missing_ok=True)
    os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    backend = DuckDBBackend(memory=place.settings.memory, spill=place.path / "spill")
    try:
        with closing(sqlite3.connect(aside)) as db:
            db.executescript(_SCHEMA)
            for name, section in terms().sections.items():
                _copy(db, backend, place, name, section, batches)
            known = max((b.known_on for b in batches), default=None)
            meta = {"stamp": stamp, "known_on": known.isoformat() if known else ""}
            db.executemany("insert into meta values (?, ?)", meta.items())
            db.commit()
    finally:
        backend.close()
    aside.replace(target)


def _copy(
    db: sqlite3.Connection, backend: DuckDBBackend, place: Home, name: str, section: Section, batches: list[Batch]
) -> None:  # fmt: skip
    """The rows of one section, in the order of the index; of enterprises their names, too."""
    place.lake.attach(backend, [place.catalog.tables[section.table]], of=batches)
    kept = ", ".join(f'"{c}"' for c in section.kept)
    wanted = [f'"{section.code}" is not null', *(_among(c, v) for c, v in section.where.items())]
    order = f', "{section.day}" desc' if section.day else ""
    query = (  # names of columns come from the library, never from a person
        f'select "{section.code}", row_number() over (partition by "{section.code}" order by true{order}),'  # noqa: S608
        f" cast(to_json([{', '.join(f'cast({c} as varchar)' for c in kept.split(', '))}]) as varchar)"
        f' from src."{section.table}" where {" and ".join(wanted)} order by 1, 2'
    )
    for rows in _batches(backend, query):
        db.executemany(f"insert into fact values (?, '{name}', ?, ?)", rows)  # noqa: S608
    if section.table == "enterprise":
        _copy_names(db, backend)


def _among(column: str, values: tuple[str, ...]) -> str:
    return f'"{column}" in ({", ".join(repr(v) for v in values)})'


def _copy_names(db: sqlite3.Connection, backend: DuckDBBackend) -> None:
    named = "select row_number() over (order by length(name), name) as n, credit_code, name, status from src.enterprise"
    for rows in _batches(backend, named):
        db.executemany("insert into name values (?, ?, ?, ?)", rows)
    pieces = f"select n, {_PIECES.format('name')} from ({named})"  # noqa: S608
    for rows in _batches(backend, pieces):
        db.executemany("insert into piece (rowid, pieces) values (?, ?)", rows)
    db.execute("insert into piece (piece) values ('optimize')")


def _batches(backend: DuckDBBackend, query: str) -> Iterator[list[tuple[Any, ...]]]:
    cursor = backend.con.execute(query)
    while rows := cursor.fetchmany(50_000):
        yield rows


def _meta(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    with closing(_opened(path)) as db:
        return dict(db.execute("select name, value from meta"))


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)


def _ready() -> Path:
    """The index as it is; only a district that has none yet waits for its first one."""
    path = path_of(home())
    if not path.exists():
        refresh()
    return path


def known_on() -> date | None:
    """The day of the newest delivery that the index knows."""
    text = _meta(_ready()).get("known_on", "")
    return date.fromisoformat(text) if text else None


def rows_of(code: str) -> dict[str, list[dict[str, Any]]]:
    """Section → rows of an enterprise, newest first, texts as stored."""
    found: dict[str, list[dict[str, Any]]] = {}
    with closing(_opened(_ready())) as db:
        for section, body in db.execute("select section, body from fact where code = ?", [code]):
            row = dict(zip(terms().sections[section].kept, msgspec.json.decode(body), strict=True))
            found.setdefault(section, []).append(row)
    return found


def names_like(text: str, limit: int = 20) -> list[tuple[str, str, str]]:
    """(code, name, status) of enterprises whose name contains the text of two characters or more, shortest first."""
    pieces = {text[i : i + 2] for i in range(len(text) - 1)}
    match = " AND ".join(f'"{p}"' for p in sorted(pieces) if p.isalnum())
    if not match:
        return []
    query = ("select name.code, name.name, name.status from piece join name on name.n = piece.rowid"
             " where piece match ? and instr(name.name, ?) > 0 order by piece.rowid limit ?")  # fmt: skip
    with closing(_opened(_ready())) as db:
        return db.execute(query, [match, text, limit]).fetchall()
