"""Makes a backup while the office runs: first the database as of one moment, then the files.

Files of the home only ever appear (batches, runs, attachments, anchors), so those that the database
names are all there; one that vanishes while it is copied (a temporary file) is left out.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from django.db import connection
from django.utils import timezone

from hengjian.office import archive
from hengjian.office.clocks.models import Beat
from hengjian.office.counting import Counts, counted
from hengjian.office.trail.chain import record

SQLITE_NAME, DUMP_NAME = "office/office.sqlite3", "office/database.dump"
#: Not part of a backup: the live database (its copy is), locks, parts.
_SKIPPED_ENDINGS = (".part", ".tmp", ".lock", ".sock", ".sqlite3-wal", ".sqlite3-shm", ".pid")


@dataclass(frozen=True)
class Backup:
    """A backup that was made."""

    file: Path
    files: int
    size: int
    sha256: str
    entries: int
    seconds: float


def make_backup(home: Path, out: Path) -> Backup:
    """Write a backup; raises FileExistsError when the file is there already."""
    archive.codec(out)
    if out.exists():
        raise FileExistsError(f"{out}: exists; a backup never overwrites")
    if out.resolve().is_relative_to(home.resolve()):
        raise ValueError(f"{out}: a backup must not lie inside the home that it copies")
    begun, part = time.perf_counter(), out.with_name(f".{os.getpid()}.{out.name}")
    try:
        manifest = _write(home, part)
        os.link(part, out)
    finally:
        part.unlink(missing_ok=True)
    sha256 = archive.file_sha256(out)
    Beat.objects.update_or_create(
        name="backup", defaults={"at": timezone.now(), "note": out.name[:200]}
    )
    record(
        "system",
        "backup.made",
        detail={"file": out.name, "sha256": sha256, "entries": manifest.entries},
    )
    return Backup(out, len(manifest.files), out.stat().st_size, sha256, manifest.entries,
                  round(time.perf_counter() - begun, 2))  # fmt: skip


def _write(home: Path, part: Path) -> archive.Manifest:
    files: dict[str, archive.Content] = {}
    with tempfile.TemporaryDirectory(dir=part.parent) as place, archive.writing(part) as tar:
        copy, counts = copy_database(Path(place))
        name = SQLITE_NAME if connection.vendor == "sqlite" else DUMP_NAME
        files[name] = archive.add(tar, copy, name)
        for path in _files(home):
            relative = path.relative_to(home).as_posix()
            try:
                files[relative] = archive.add(tar, path, relative)
            except FileNotFoundError:
                continue
        manifest = archive.Manifest(
            made_at=timezone.now().isoformat(), version=metadata.version("hengjian"),
            database=connection.vendor, entries=counts.entries, digest=counts.digest,
            tables=counts.tables, files=files,
        )  # fmt: skip
        archive.add_manifest(tar, manifest)
    return manifest


def _files(home: Path) -> Iterator[Path]:
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        if path.is_symlink() or not path.is_file() or name in (SQLITE_NAME, DUMP_NAME):
            continue
        if not name.endswith(_SKIPPED_ENDINGS):
            yield path


def copy_database(place: Path) -> tuple[Path, Counts]:
    """A copy as of one moment, and what it holds."""
    return _copy_sqlite(place) if connection.vendor == "sqlite" else _dump_postgresql(place)


def _copy_sqlite(place: Path) -> tuple[Path, Counts]:
    copy = place / "office.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        return copy, counted(target.cursor())


def _dump_postgresql(place: Path) -> tuple[Path, Counts]:
    """pg_dump on the snapshot of a transaction, in which the rows are counted as well."""
    copy = place / "database.dump"
    program = shutil.which("pg_dump", path=os.environ.get("HENGJIAN_PG_BIN"))
    if program is None:
        raise FileNotFoundError("pg_dump is missing; install it or set HENGJIAN_PG_BIN")
    with closing(connection.get_new_connection(connection.get_connection_params())) as own:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            subprocess.run(
                [program, "--format=custom", "--no-owner", "--no-privileges",
                 f"--snapshot={snapshot}", f"--file={copy}", f"--dbname={own.info.dsn}"],
                check=True, env=_environment(own.info.password),
            )  # fmt: skip
            return copy, counted(cursor)


def _environment(password: str | None) -> dict[str, str]:
    """The password goes by the environment, where other people on the machine cannot read it."""
    return {**os.environ, "PGPASSWORD": password} if password else dict(os.environ)
