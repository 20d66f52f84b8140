"""Backup and restore: a whole office comes back and proves itself; a damaged or foreign archive never does."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from tests.office.offices import Office, new_database, new_office

from hengjian.district.home import Home
from hengjian.office import archive
from hengjian.office.restore import restore_backup

WORK = """
from django.core.files.uploadedfile import SimpleUploadedFile
from hengjian.office.accounts.models import User
from hengjian.office.files.actions import attach
from hengjian.office.findings import actions
from hengjian.office.findings.models import Finding
zhang, li = User.objects.get(username="fenxi"), User.objects.get(username="jingban")
for n, f in enumerate(Finding.objects.filter(unit_id=li.unit_id, status="open", verdict="flagged")[:5]):
    actions.ask(f, "请说明", acting_user=zhang, revision=f.revision, on_day=day)
    attach(SimpleUploadedFile(f"{n}.txt", f"附件{n}".encode()), f, purpose="proof", acting_user=zhang)
"""
#: Keeps writing until it is ended: entries, and anchors that the copy of the database cannot know.
BUSY = """
from hengjian.office.trail.anchors import make_anchor
from hengjian.office.trail.chain import record
print("busy", flush=True)
while True:
    for _ in range(20):
        record("busy", "test.done")
    make_anchor(day, again=True)
"""
PROOF = """
from hengjian.office.accounts.models import User
from hengjian.office.files.models import StoredFile
from hengjian.office.findings.models import Question
from hengjian.office.trail.checking import check_all
from hengjian.office.trail.models import Entry
from django.conf import settings
from pathlib import Path
import hashlib
result = check_all(acting_user="test")
assert not result.problem, result.problem
assert result.rows > 0
for f in StoredFile.objects.all():
    content = (Path(settings.MEDIA_ROOT) / f.sha256[:2] / f.sha256).read_bytes()
    assert hashlib.sha256(content).hexdigest() == f.sha256
print(Question.objects.count(), StoredFile.objects.count(), User.objects.count(), Entry.objects.count())
"""
REFUSED = """
from django.db import DatabaseError, connection
with connection.cursor() as cursor:
    try:
        cursor.execute("DELETE FROM trail_entry WHERE number = 1")
    except DatabaseError as error:
        print("refused")
"""


@pytest.fixture(scope="module")
def office(district: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office in which something was done."""
    with new_office(district.path, tmp_path_factory.mktemp("backup") / "home") as made:
        made.python(WORK)
        assert made.command("trail", "anchor", "--home", made.home).returncode == 0
        yield made


@pytest.fixture(scope="module")
def made(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    out = tmp_path_factory.mktemp("out") / "district.tar.zst"
    ran = office.command("backup", "--home", office.home, "--out", out, "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["entries"] > 0
    assert out.stat().st_mode & 0o777 == 0o600
    return out


@pytest.fixture
def empty() -> Iterator[str]:
    """An empty database to restore into; no name on SQLite."""
    with new_database() as url:
        yield url


def restored(office: Office, file: Path, place: Path, url: str) -> Office:
    ran = office.command("restore", file, "--home", place, *(["--database", url] if url else []))
    assert ran.returncode == 0, ran.stderr
    return replace(office, home=place, database=url)


def test_a_backup_comes_back_whole(office: Office, made: Path, tmp_path: Path, empty: str) -> None:
    again = restored(office, made, tmp_path / "again", empty)
    assert office.python(PROOF).split()[:3] == again.python(PROOF).split()[:3]
    for name in ("district.yaml", "office/secret", "keys/tokens.key"):
        if (office.home / name).exists():
            assert (again.home / name).read_bytes() == (office.home / name).read_bytes()
            assert (again.home / name).stat().st_mode == (office.home / name).stat().st_mode
    verified = again.command("trail", "verify", "--home", again.home, "--rows", "--json")
    assert verified.returncode == 0, verified.stdout
    assert json.loads(verified.stdout)["anchors"] == 1
    assert again.python(REFUSED).strip() == "refused"
    assert again.command("tick", "--home", again.home).returncode == 0
    ran = again.command("run", "--home", again.home, "--rule", "licence.decide_late")
    assert ran.returncode == 0, ran.stderr


def test_it_is_consistent_while_people_work(office: Office, tmp_path: Path, empty: str) -> None:
    busy = office.start(BUSY)
    try:
        assert busy.stdout is not None
        busy.stdout.readline()
        out = tmp_path / "busy.tar.gz"
        ran = office.command("backup", "--home", office.home, "--out", out)
        assert ran.returncode == 0, ran.stderr
        assert busy.poll() is None
    finally:
        busy.kill()
        busy.communicate()
    again = restored(office, out, tmp_path / "again", empty)
    assert again.command("trail", "verify", "--home", again.home, "--rows").returncode == 0
    assert int(again.python(PROOF).split()[3]) < int(office.python(PROOF).split()[3])


def test_a_full_database_is_not_restored_into(office: Office, made: Path, tmp_path: Path) -> None:
    if not office.database:
        pytest.skip("SQLite lies inside the home")
    ran = office.command("restore", made, "--home", tmp_path / "x", "--database", office.database)
    assert ran.returncode == 2
    assert "holds tables" in ran.stderr
    assert office.command("restore", made, "--home", tmp_path / "x").returncode == 2
    assert not list(tmp_path.iterdir())
    office.python(PROOF)


def test_nothing_is_overwritten(office: Office, made: Path, tmp_path: Path) -> None:
    before = made.read_bytes()
    assert office.command("backup", "--home", office.home, "--out", made).returncode == 2
    assert made.read_bytes() == before
    assert office.command("restore", made, "--home", office.home).returncode == 2
    (tmp_path / "file").write_text("x")
    assert office.command("restore", made, "--home", tmp_path / "file").returncode == 2
    inside = office.command("backup", "--home", office.home, "--out", office.home / "b.tar.gz")
    assert inside.returncode == 2
    assert not (office.home / "b.tar.gz").exists()
    assert (
        office.command("backup", "--home", office.home, "--out", tmp_path / "b.zip").returncode == 2
    )


def test_a_link_in_the_home_is_not_passed_over(office: Office, tmp_path: Path) -> None:
    link = office.home / "elsewhere"
    link.symlink_to(tmp_path)
    try:
        ran = office.command("backup", "--home", office.home, "--out", tmp_path / "b.tar.gz")
    finally:
        link.unlink()
    assert ran.returncode == 2
    assert "symbolic link" in ran.stderr
    assert not list(tmp_path.iterdir())


def test_a_home_without_an_office_says_so(office: Office, district: Home, tmp_path: Path) -> None:
    with new_database() as url:
        bare = replace(office, home=tmp_path / "bare", database=url)
        bare.home.mkdir()
        (bare.home / "district.yaml").write_bytes((district.path / "district.yaml").read_bytes())
        ran = bare.command("backup", "--home", bare.home, "--out", tmp_path / "b.tar.gz")
    assert ran.returncode == 2
    assert "office init" in ran.stderr


def test_a_changed_database_inside_a_matching_archive_fails_its_proof(
    office: Office, made: Path, tmp_path: Path
) -> None:
    """Whoever rewrites the manifest as well still meets the chain."""
    if office.database:
        pytest.skip("the dump of PostgreSQL is proved by the same code")
    with archive.reading(made) as old:
        held = {m.name: old.extractfile(m).read() for m in old}  # type: ignore[union-attr]
    copy = tmp_path / "x.sqlite3"
    copy.write_bytes(held["office/office.sqlite3"])
    with sqlite3.connect(copy) as database:
        database.execute("DROP TRIGGER trail_entry_unchanged")
        database.execute(
            "UPDATE trail_entry SET payload = REPLACE(payload, 'fenxi', 'jijian') WHERE number = (SELECT MIN(number) FROM trail_entry WHERE actor = 'fenxi')"
        )
    database.close()
    body = held["office/office.sqlite3"] = copy.read_bytes()
    manifest = msgspec.json.decode(held[archive.MANIFEST], type=archive.Manifest)
    manifest.files["office/office.sqlite3"] = archive.Content(
        hashlib.sha256(body).hexdigest(), len(body)
    )
    held[archive.MANIFEST] = msgspec.json.encode(manifest)
    bad = tmp_path / "bad.tar.gz"
    with archive.writing(bad) as tar:
        for name, content in held.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    with pytest.raises(ValueError, match=r"trail: entry"):
        restore_backup(bad, tmp_path / "place")
    assert not (tmp_path / "place").exists()


def test_the_check_alone_writes_nothing(office: Office, made: Path, tmp_path: Path) -> None:
    assert office.command("restore", made, "--check").returncode == 0
    bad = tmp_path / "bad.tar.zst"
    bad.write_bytes(made.read_bytes()[:-3000])
    assert office.command("restore", bad, "--check").returncode == 2
    assert office.command("restore", made).returncode == 2
    assert [p.name for p in tmp_path.iterdir()] == ["bad.tar.zst"]
