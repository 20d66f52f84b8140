"""A damaged, cut, rebuilt or foreign archive is refused, and nothing of it stays on the disk."""

from __future__ import annotations

import gzip
import io
import random
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from hengjian.office import archive
from hengjian.office.restore import restore_backup


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive: most of its bits matter."""
    place, chance = tmp_path_factory.mktemp("small"), random.Random(3)
    contents = {"district.yaml": b"district: x\n" * 20, "office/secret": chance.randbytes(90),
                "lake/batches/B1/batch.json": b"{}", "office/files/ab/abc": chance.randbytes(3000)}  # fmt: skip
    out = place / "district.tar.zst"
    with archive.writing(out) as tar:
        files = {}
        for name, content in contents.items():
            (place / "file").write_bytes(content)
            files[name] = archive.add(tar, place / "file", name)
        archive.add_manifest(tar, archive.Manifest(
            format=archive.FORMAT, made_at="2026-01-01", version="0", database="sqlite", entries=0, digest="",
            tables={}, files=files,
        ))  # fmt: skip
    assert archive.unpack(out).files == files
    return out


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


def odd(kind: bytes, name: str, leads: str = "") -> tarfile.TarInfo:
    """A member that is no ordinary file."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, leads
    return info


@pytest.mark.parametrize("member", [
    odd(tarfile.SYMTYPE, "way", "/etc"), odd(tarfile.LNKTYPE, "way", "/etc/passwd"), odd(tarfile.DIRTYPE, "way"),
    odd(tarfile.FIFOTYPE, "way"), odd(tarfile.CHRTYPE, "way"), odd(tarfile.REGTYPE, "a/../../way"),
    odd(tarfile.REGTYPE, "./way"), odd(tarfile.REGTYPE, "a//way"), odd(tarfile.REGTYPE, "a\\..\\way"),
    odd(tarfile.REGTYPE, "a\nway"), odd(tarfile.REGTYPE, "."), odd(tarfile.REGTYPE, "district.yaml/way"),
], ids=lambda m: f"{m.type.decode()} {m.name!r}")  # fmt: skip
def test_no_member_leads_anywhere(made: Path, tmp_path: Path, member: tarfile.TarInfo) -> None:
    """Even where the manifest names it."""
    manifest = archive.unpack(made)
    manifest.files[member.name] = archive.Content(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0
    )
    bad = tmp_path / "bad.tar.gz"
    with archive.reading(made) as old, archive.writing(bad) as new:
        for m in old:
            body = (
                old.extractfile(m).read()
                if m.name != archive.MANIFEST
                else msgspec.json.encode(manifest)
            )  # type: ignore[union-attr]
            if m.name == archive.MANIFEST:
                new.addfile(member, io.BytesIO())
            info = tarfile.TarInfo(m.name)
            info.size = len(body)
            new.addfile(info, io.BytesIO(body))
    with pytest.raises(ValueError, match=r"leads out|is a link|twice"):
        restore_backup(bad, tmp_path / "place")
    assert [p.name for p in tmp_path.iterdir()] == ["bad.tar.gz"]


@pytest.mark.parametrize("keep", [0, 0.0001, 0.2, 0.5, 0.9, 0.9999])
def test_a_cut_archive_is_refused(made: Path, tmp_path: Path, keep: float) -> None:
    whole = made.read_bytes()
    bad = tmp_path / "cut.tar.zst"
    bad.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(ValueError, match="damaged"):
        restore_backup(bad, tmp_path / "place")
    assert not (tmp_path / "place").exists()


@pytest.mark.parametrize("ending", [".tar.zst", ".tar.gz", "bare"])
def test_a_flipped_bit_anywhere_is_noticed_or_without_effect(
    made: Path, tmp_path: Path, ending: str
) -> None:
    """In both compressions, and in the tar's own bytes before they are compressed."""
    kept = archive.unpack(made).files
    whole = rebuilt(
        made, tmp_path / f"whole{'.tar.gz' if ending == 'bare' else ending}", lambda n, b: [(n, b)]
    )
    raw = gzip.decompress(whole.read_bytes()) if ending == "bare" else whole.read_bytes()
    bad, noticed, chance = tmp_path / whole.name.replace("whole", "bad"), 0, random.Random(7)
    for _ in range(400):
        changed = bytearray(raw)
        changed[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        bad.write_bytes(gzip.compress(changed) if ending == "bare" else changed)
        place = tmp_path / "unpacked"
        place.mkdir()
        try:
            assert archive.unpack(bad, place).files == kept
            assert {
                p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()
            } == set(kept)
        except ValueError:
            noticed += 1
        shutil.rmtree(place)
    assert noticed > (80 if ending == "bare" else 300)


def test_another_format_and_a_manifest_that_is_none(made: Path, tmp_path: Path) -> None:
    for body in (b"{}", b"[]", b"\xff", b'{"format": "hengjian-backup/9"}'):
        bad = rebuilt(
            made,
            tmp_path / "bad.tar.gz",
            lambda n, b, body=body: [(n, body if n == archive.MANIFEST else b)],
        )  # type: ignore[misc]
        with pytest.raises(ValueError, match="manifest"):
            archive.unpack(bad)
        bad.unlink()
    later = archive.unpack(made)
    later.format = "hengjian-backup/9"
    bad = rebuilt(made, tmp_path / "bad.tar.gz",
                  lambda n, b: [(n, msgspec.json.encode(later) if n == archive.MANIFEST else b)])  # fmt: skip
    with pytest.raises(ValueError, match="format hengjian-backup/9"):
        archive.unpack(bad)


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "x.tar.gz"
    foreign.write_bytes(b"not an archive")
    with pytest.raises(ValueError, match="no backup"):
        restore_backup(foreign, tmp_path / "place")
    with tarfile.open(foreign, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("readme.txt"))
    with pytest.raises(ValueError, match="no backup"):
        restore_backup(foreign, tmp_path / "place")
    with pytest.raises(ValueError, match="named"):
        restore_backup(tmp_path / "x.zip", tmp_path / "place")
