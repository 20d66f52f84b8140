"""Backup and restore: a whole office comes back and proves itself; a damaged or foreign archive never does."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.office.conftest import outside
from tests.office.test_killed import CHECK, python

from hengjian.office import archive
from hengjian.office.restore import restore_backup


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "hengjian.cli", *map(str, arguments)], env=outside(),
                          capture_output=True, text=True)  # fmt: skip


@pytest.fixture(scope="module")
def made(own_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of an office."""
    out = tmp_path_factory.mktemp("backup") / "district.tar.zst"
    ran = command("backup", "--home", own_home, "--out", out, "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["entries"] > 0
    return out


def test_a_backup_comes_back_whole(made: Path, own_home: Path, tmp_path: Path) -> None:
    place = tmp_path / "again"
    ran = command("restore", made, "--home", place)
    assert ran.returncode == 0, ran.stderr
    assert int(python(CHECK, place).split()[-1]) >= 0
    assert (place / "district.yaml").read_bytes() == (own_home / "district.yaml").read_bytes()
    assert command("trail", "verify", "--home", place, "--rows").returncode == 0


def test_nothing_is_overwritten(made: Path, own_home: Path, tmp_path: Path) -> None:
    assert command("backup", "--home", own_home, "--out", made).returncode != 0
    assert command("restore", made, "--home", own_home).returncode != 0
    inside = command("backup", "--home", own_home, "--out", own_home / "b.tar.gz")
    assert inside.returncode != 0
    assert not (own_home / "b.tar.gz").exists()


def rebuilt(made: Path, out: Path, change: Callable[[str, bytes], list[tuple[str, bytes]]]) -> Path:
    """The archive with members changed."""
    with archive.reading(made) as old:
        held = [(m.name, old.extractfile(m).read()) for m in old]  # type: ignore[union-attr]
    with archive.writing(out) as new:
        for name, body in held:
            for changed, content in change(name, body):
                info = tarfile.TarInfo(changed)
                info.size, info.mode = len(content), 0o600
                new.addfile(info, io.BytesIO(content))
    return out


CHANGES: dict[str, Callable[[str, bytes], list[tuple[str, bytes]]]] = {
    "a byte": lambda n, b: [(n, b[:-1] + b"x" if n == "district.yaml" else b)],
    "a file less": lambda n, b: [] if n == "district.yaml" else [(n, b)],
    "a file more": lambda n, b: [(n, b), ("more.txt", b"x")] if n == "district.yaml" else [(n, b)],
    "a path out": lambda n, b: [("../out.txt", b"x"), (n, b)] if n == "district.yaml" else [(n, b)],
    "an absolute path": lambda n, b: (
        [("/etc/hj-out.txt", b"x"), (n, b)] if n == "district.yaml" else [(n, b)]
    ),
    "no manifest": lambda n, b: [] if n == "manifest.json" else [(n, b)],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_archive_is_refused_and_leaves_nothing(
    made: Path, tmp_path: Path, change: str
) -> None:
    bad = rebuilt(made, tmp_path / "bad.tar.zst", CHANGES[change])
    with pytest.raises(ValueError, match=r".+"):
        restore_backup(bad, tmp_path / "place")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.tar.zst"]
    assert not (tmp_path.parent / "out.txt").exists()


@pytest.mark.parametrize("keep", [0.2, 0.9, 0.9999])
def test_a_cut_archive_is_refused(made: Path, tmp_path: Path, keep: float) -> None:
    whole = made.read_bytes()
    bad = tmp_path / "cut.tar.zst"
    bad.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises((ValueError, OSError)):
        restore_backup(bad, tmp_path / "place")
    assert not (tmp_path / "place").exists()


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "x.tar.gz"
    foreign.write_bytes(b"not an archive")
    with pytest.raises((ValueError, OSError)):
        restore_backup(foreign, tmp_path / "place")
    with pytest.raises(ValueError, match="named"):
        restore_backup(tmp_path / "x.zip", tmp_path / "place")
