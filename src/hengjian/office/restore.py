"""Restores a backup into a new home and proves it. Needs no Django: it runs on a bare machine."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hengjian.office import archive
from hengjian.office.counting import counted
from hengjian.office.programs import run_program
from hengjian.office.trail.exporting import read_anchors, read_database, read_end
from hengjian.office.trail.verify import verify

SQLITE, DUMP = "office/office.sqlite3", "office/database.dump"


@dataclass(frozen=True)
class Restored:
    """What was restored and proved. `apart`: what the backup does not hold."""

    files: int
    tables: int
    entries: int
    anchors: int
    seconds: float
    database: str
    apart: list[str]


def restore_backup(file: Path, home: Path, database: str = "") -> Restored:
    """Unpack beside the new home, prove everything, then give it its name.

    Raises FileExistsError when the home exists, ValueError naming the first thing that is not right.
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise FileExistsError(f"{home}: exists; a backup is restored into a new directory only")
    home = home.resolve()
    begun, part = time.perf_counter(), home.with_name(f".{os.getpid()}.{home.name}")
    home.parent.mkdir(parents=True, exist_ok=True)
    part.mkdir(mode=0o700)
    try:
        manifest = archive.unpack(file, part)
        with _database(manifest, part, database) as cursors:
            anchors = _prove(manifest, part, *cursors)
        if home.exists():
            home.rmdir()
        part.rename(home)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return Restored(len(manifest.files), len(manifest.tables), manifest.entries, anchors,
                    round(time.perf_counter() - begun, 2), manifest.database, manifest.apart)  # fmt: skip


@contextmanager
def _database(manifest: archive.Manifest, part: Path, url: str) -> Iterator[tuple[Any, Any]]:
    """Two cursors on the restored database: for short questions, and for the long chain."""
    if manifest.database == "sqlite":
        copy = part / SQLITE
        if not copy.is_file():
            raise ValueError(f"{SQLITE}: is not in the archive")
        with closing(sqlite3.connect(copy)) as own:
            yield _sound(own), own.cursor()
        return
    import psycopg

    if not url:
        raise ValueError("this backup is of PostgreSQL: give an empty database with --database")
    try:
        own = psycopg.connect(url)
    except psycopg.OperationalError as error:
        raise ValueError(f"--database: {error}") from error
    with own, own.cursor() as cursor:
        _fill(own, cursor, part / DUMP)
        try:
            yield cursor, own.cursor(name="entries")
        except ValueError as error:
            raise ValueError(
                f"{error} (the database now holds what was restored: drop it before you try again)"
            ) from error


def _sound(own: sqlite3.Connection) -> sqlite3.Cursor:
    try:
        answer = own.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise ValueError(f"{SQLITE}: {error}") from error
    if answer != "ok":
        raise ValueError(f"{SQLITE}: {answer}")
    return own.cursor()


def _fill(own: Any, cursor: Any, dump: Path) -> None:
    """Restore the dump into a database without tables, all of it or nothing."""
    cursor.execute("SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()")
    if cursor.fetchone()[0]:
        raise FileExistsError("the database holds tables; a backup is restored into an empty one")
    own.rollback()
    run_program(
        "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
        f"--dbname={own.info.dsn}", str(dump), password=own.info.password,
    )  # fmt: skip


def _prove(manifest: archive.Manifest, part: Path, cursor: Any, entries: Any) -> int:
    """Counts, chain, anchors. Returns the number of anchors that fit."""
    counts = counted(cursor)
    for name in sorted({*manifest.tables, *counts.tables}):
        expected, there = manifest.tables.get(name), counts.tables.get(name)
        if expected != there:
            raise ValueError(f"table {name}: {there} rows instead of {expected}")
    highest, head = read_end(cursor)
    anchors = read_anchors(part / "office" / "anchors")
    vendor = "sqlite" if manifest.database == "sqlite" else "postgresql"
    report = verify(read_database(entries, vendor, highest), head=head, anchors=anchors)
    if not report.ok:
        raise ValueError(f"trail: entry {report.broken_number}: {report.problem}")
    if report.entries != manifest.entries or (
        manifest.entries and report.digest != manifest.digest
    ):
        raise ValueError(f"trail: {report.entries} entries instead of {manifest.entries}")
    return report.anchors
