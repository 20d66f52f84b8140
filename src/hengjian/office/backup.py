"""Makes a backup while the office runs: first the database as of one moment, then the files.

Files of the home only ever appear (batches, runs, attachments), so those that the database names are
all there; one that vanishes while it is copied (work in progress) is left out.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import msgspec
from django.db import connection
from django.utils import timezone

from hengjian.district.home import Home
from hengjian.office import archive
from hengjian.office.clocks.models import Beat
from hengjian.office.counting import Counts, counted
from hengjian.office.programs import run_program
from hengjian.office.trail.chain import record

SQLITE_NAME, DUMP_NAME = "office/office.sqlite3", "office/database.dump"
#: Not part of a backup: the live database (its copy is), and what is only there while somebody works.
_SKIPPED_ENDINGS = (".part", ".tmp", ".lock", ".sock", ".pid", ".sqlite3-wal", ".sqlite3-shm",
                    ".sqlite3-journal")  # fmt: skip
_SKIPPED_PLACES = ("lake/staging", "spill")
_ANCHORS = "office/anchors/"
_NO_SETTING = ("HENGJIAN_HOME", "HENGJIAN_LOG", "HENGJIAN_PG_BIN")


@dataclass(frozen=True)
class Backup:
    """A backup that was made, and read again to its end."""

    file: Path
    files: int
    size: int
    sha256: str
    entries: int
    seconds: float
    apart: list[str]


def make_backup(home: Path, out: Path) -> Backup:
    """Write a backup and read it again; raises FileExistsError when the file is there already."""
    archive.codec(out)
    if out.exists():
        raise FileExistsError(f"{out}: exists; a backup never overwrites")
    if not out.parent.is_dir():
        raise FileNotFoundError(f"{out.parent}: no such directory")
    if out.resolve().is_relative_to(home.resolve()):
        raise ValueError(f"{out}: a backup must not lie inside the home that it copies")
    begun, part = time.perf_counter(), out.with_name(f".{os.getpid()}.{out.name}")
    try:
        manifest = _write(home, part)
        if archive.unpack(part) != manifest:
            raise ValueError(f"{out}: what was written is not what was read; check the disk")
        sha256 = archive.file_sha256(part)
        _give_name(part, out)
    finally:
        part.unlink(missing_ok=True)
    Beat.objects.update_or_create(
        name="backup", defaults={"at": timezone.now(), "note": out.name[:200]}
    )
    record("system", "backup.made", detail={
        "file": out.name, "sha256": sha256, "entries": manifest.entries,
    })  # fmt: skip
    return Backup(out, len(manifest.files), out.stat().st_size, sha256, manifest.entries,
                  round(time.perf_counter() - begun, 2), manifest.apart)  # fmt: skip


def _give_name(part: Path, out: Path) -> None:
    """The whole file appears under its name; nothing that is there is replaced."""
    try:
        os.link(part, out)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links (a USB stick)
        if out.exists():
            raise FileExistsError(f"{out}: exists; a backup never overwrites") from None
        part.rename(out)


def _write(home: Path, part: Path) -> archive.Manifest:
    files: dict[str, archive.Content] = {}
    with tempfile.TemporaryDirectory(dir=part.parent) as place, archive.writing(part) as tar:
        copy, counts = copy_database(Path(place))
        copy.chmod(0o600)
        name = SQLITE_NAME if connection.vendor == "sqlite" else DUMP_NAME
        files[name] = archive.add(tar, copy, name)
        for path in _files(home):
            relative = path.relative_to(home).as_posix()
            if relative.startswith(_ANCHORS) and _later(path, counts.entries):
                continue
            try:
                files[relative] = archive.add(tar, path, relative)
            except FileNotFoundError:
                continue
        manifest = archive.Manifest(
            format=archive.FORMAT, made_at=timezone.now().isoformat(),
            version=metadata.version("hengjian"), database=connection.vendor,
            entries=counts.entries, digest=counts.digest, tables=counts.tables, files=files,
            apart=_apart(home),
        )  # fmt: skip
        archive.add_manifest(tar, manifest)
    return manifest


def _files(home: Path) -> Iterator[Path]:
    """All files of the home. Names that begin with a dot are locks and work in progress.

    Raises ValueError for a symbolic link: what it leads to would be missing without anybody noticing.
    """
    for folder, names, files in os.walk(home):
        at = Path(folder)
        for name in sorted([*names, *files]):
            if not name.startswith(".") and (at / name).is_symlink():
                raise ValueError(
                    f"{at / name}: a symbolic link; its target would not be in the backup"
                )
        names[:] = sorted(
            n for n in names
            if not n.startswith(".") and (at / n).relative_to(home).as_posix() not in _SKIPPED_PLACES
        )  # fmt: skip
        for name in sorted(files):
            relative = (at / name).relative_to(home).as_posix()
            if name.startswith(".") or name.endswith(_SKIPPED_ENDINGS):
                continue
            if relative not in (SQLITE_NAME, DUMP_NAME) and (at / name).is_file():
                yield at / name


def _apart(home: Path) -> list[str]:
    """What lies outside of the home: settings of the environment (by name), libraries elsewhere."""
    libraries = Home.open(home).settings.libraries
    return sorted(k for k in os.environ if k.startswith("HENGJIAN_") and k not in _NO_SETTING) + [
        name for name in libraries if not (home / name).resolve().is_relative_to(home.resolve())
    ]


def _later(anchor: Path, entries: int) -> bool:
    """Whether an anchor was made after the copy of the database: there it would prove a cut chain."""
    try:
        return int(msgspec.json.decode(anchor.read_bytes())["number"]) > entries
    except (msgspec.DecodeError, KeyError, TypeError, FileNotFoundError):
        return False


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
    with closing(connection.get_new_connection(connection.get_connection_params())) as own:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            run_program(
                "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
                f"--snapshot={snapshot}", f"--file={copy}", f"--dbname={own.info.dsn}",
                password=own.info.password,
            )  # fmt: skip
            return copy, counted(cursor)
