"""Restores a backup into a new home and proves it. Needs no Django: it runs on a bare machine."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hengjian.office import archive
from hengjian.office.trail.exporting import read_anchors, read_database, read_end
from hengjian.office.trail.verify import verify

DUMP = "office/database.dump"


@dataclass(frozen=True)
class Restored:
    """What was restored and proved."""

    files: int
    tables: int
    entries: int
    anchors: int
    seconds: float


def restore_backup(file: Path, home: Path, database: str = "") -> Restored:
    """Unpack beside the new home, prove everything, then give it its name.

    Raises FileExistsError when the home exists, ValueError naming the first thing that is not right.
    """
    if home.exists() and any(home.iterdir()):
        raise FileExistsError(f"{home}: exists; a backup is restored into a new directory only")
    begun, part = time.perf_counter(), home.with_name(f".{os.getpid()}.{home.name}")
    part.mkdir(parents=True)
    try:
        manifest = _unpack(file, part)
        with _database(manifest, part, database) as cursor:
            anchors = _prove(manifest, part, cursor)
        if home.exists():
            home.rmdir()
        part.rename(home)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return Restored(len(manifest.files), len(manifest.tables), manifest.entries, anchors,
                    round(time.perf_counter() - begun, 2))  # fmt: skip


def _unpack(file: Path, part: Path) -> archive.Manifest:
    found: dict[str, archive.Content] = {}
    manifest = None
    try:
        with archive.reading(file) as tar:
            for member in tar:
                body = tar.extractfile(member)
                if body is None or member.name in found:
                    raise ValueError(f"{file.name}: unexpected member {member.name}")
                if member.name == archive.MANIFEST:
                    manifest = archive.decoded(body.read())
                else:
                    found[member.name] = _write(part, member, body)
    except (tarfile.TarError, EOFError) as error:
        raise ValueError(f"{file.name}: damaged or cut: {error}") from error
    if manifest is None:
        raise ValueError(f"{file.name}: damaged or cut: its manifest is missing")
    _compare(manifest, found)
    return manifest


def _write(part: Path, member: tarfile.TarInfo, body: Any) -> archive.Content:
    target = (part / member.name).resolve()
    if not target.is_relative_to(part.resolve()):
        raise ValueError(f"{member.name}: leads out of the home")
    target.parent.mkdir(parents=True, exist_ok=True)
    passed = archive.Hashing(body)
    with target.open("xb") as handle:
        shutil.copyfileobj(passed, handle, 1 << 20)
    target.chmod(member.mode & 0o777)
    return passed.content()


def _compare(manifest: archive.Manifest, found: dict[str, archive.Content]) -> None:
    for name, content in manifest.files.items():
        if name not in found:
            raise ValueError(f"{name}: is in the manifest, not in the archive")
        if found[name] != content:
            raise ValueError(f"{name}: SHA-256 differs from the manifest")
    if extra := sorted(set(found) - set(manifest.files)):
        raise ValueError(f"{extra[0]}: is in the archive, not in the manifest")


@contextmanager
def _database(manifest: archive.Manifest, part: Path, url: str) -> Iterator[Any]:
    """A cursor on the restored database."""
    if manifest.database == "sqlite":
        with closing(sqlite3.connect(part / "office" / "office.sqlite3")) as own:
            if (answer := own.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise ValueError(f"office.sqlite3: {answer}")
            yield own.cursor()
        return
    import psycopg

    if not url:
        raise ValueError("this backup is of PostgreSQL: give an empty one with --database")
    with psycopg.connect(url) as own, own.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()")
        if cursor.fetchone()[0]:
            raise FileExistsError(
                "the database holds tables; a backup is restored into an empty one"
            )
        own.rollback()
        program = shutil.which("pg_restore", path=os.environ.get("HENGJIAN_PG_BIN"))
        if program is None:
            raise FileNotFoundError("pg_restore is missing; install it or set HENGJIAN_PG_BIN")
        subprocess.run([program, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                        f"--dbname={url}", str(part / DUMP)], check=True)  # fmt: skip
        cursor.execute("SET TIME ZONE 'UTC'")
        yield cursor


def _prove(manifest: archive.Manifest, part: Path, cursor: Any) -> int:
    """Counts, chain, anchors. Returns the number of anchors that fit."""
    from hengjian.office.counting import counted

    counts = counted(cursor)
    for name, rows in manifest.tables.items():
        if counts.tables.get(name) != rows:
            raise ValueError(f"table {name}: {counts.tables.get(name)} rows instead of {rows}")
    highest, head = read_end(cursor)
    anchors = [a for a in read_anchors(part / "office" / "anchors") if a.number <= manifest.entries]
    vendor = "sqlite" if manifest.database == "sqlite" else "postgresql"
    report = verify(read_database(cursor, vendor, highest), head=head, anchors=anchors)
    if not report.ok:
        raise ValueError(f"trail: entry {report.broken_number}: {report.problem}")
    if report.entries != manifest.entries or (
        manifest.entries and report.digest != manifest.digest
    ):
        raise ValueError(f"trail: {report.entries} entries instead of {manifest.entries}")
    return report.anchors
