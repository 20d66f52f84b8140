"""The archive of a backup: a tar stream, compressed, that knows the SHA-256 of each file in it."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

import msgspec
import pyarrow as pa

MANIFEST = "manifest.json"
FORMAT = "hengjian-backup/1"
_LARGEST_MANIFEST = 256 * 1024**2


class Content(msgspec.Struct):
    """One file of a backup."""

    sha256: str
    size: int


class Manifest(msgspec.Struct, kw_only=True):
    """What a backup holds; the last member of the archive.

    `apart`: what it does not hold: settings of the environment (names only), libraries elsewhere.
    """

    format: str
    made_at: str
    version: str
    database: str
    entries: int
    digest: str
    tables: dict[str, int]
    files: dict[str, Content]
    apart: list[str] = []


def codec(file: Path) -> str:
    """zstd or gzip by the file's name; raises ValueError for others."""
    for ending, name in ((".tar.zst", "zstd"), (".tar.gz", "gzip")):
        if file.name.endswith(ending):
            return name
    raise ValueError(f"{file.name}: a backup is named ….tar.zst or ….tar.gz")


@contextmanager
def writing(file: Path) -> Iterator[tarfile.TarFile]:
    """A tar stream into a new file, readable by its owner only, on the disk when the block ends."""
    name = codec(file)
    file.touch(0o600, exist_ok=False)
    with (
        file.open("wb") as raw,
        pa.CompressedOutputStream(raw, name) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        yield tar
    with file.open("rb") as written:
        os.fsync(written.fileno())


@contextmanager
def reading(file: Path) -> Iterator[tarfile.TarFile]:
    """A tar stream out of a backup."""
    name = codec(file)
    with (
        file.open("rb") as raw,
        pa.CompressedInputStream(raw, name) as unpacked,
        tarfile.open(fileobj=unpacked, mode="r|") as tar,
    ):
        yield tar


class Hashing(io.RawIOBase):
    """Reads a stream and hashes what passes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.sha256, self.size = stream, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        part = self.stream.read(size)
        self.sha256.update(part)
        self.size += len(part)
        return part

    def content(self) -> Content:
        """Hash and size of what was read so far."""
        return Content(self.sha256.hexdigest(), self.size)


def add(tar: tarfile.TarFile, path: Path, name: str) -> Content:
    """Put a file into the archive; hash and size are of the bytes that went in."""
    info = tar.gettarinfo(str(path), name)
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.type, info.linkname = tarfile.REGTYPE, ""  # the second name of a file is a file here
    info.size = path.stat().st_size
    with path.open("rb") as handle:
        passed = Hashing(handle)
        tar.addfile(info, passed)  # type: ignore[arg-type]
    return passed.content()


def add_manifest(tar: tarfile.TarFile, manifest: Manifest) -> None:
    """Close the archive with its manifest."""
    body = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mode = len(body), 0o600
    tar.addfile(info, io.BytesIO(body))


def file_sha256(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def unpack(file: Path, into: Path | None = None) -> Manifest:
    """Read a backup to its end and compare every file with the manifest; `into`: also write them there.

    Raises ValueError naming the first thing that is not right. Only plain files inside `into` are
    ever written: no link, no device, no way out.
    """
    found: dict[str, Content] = {}
    manifest = None
    try:
        with reading(file) as tar:
            for member in tar:
                body = _plain(tar, member, found)
                if member.name != MANIFEST:
                    found[member.name] = _pass(into, member, body)
                elif manifest is None:
                    manifest = _decoded(file, member, body)
                else:
                    raise ValueError(f"{file.name}: two manifests")
    except (tarfile.TarError, EOFError, UnicodeError, pa.ArrowException) as error:
        raise ValueError(f"{file.name}: damaged, cut, or no backup: {error}") from error
    except OSError as error:
        if error.errno is not None:  # the disk, not the archive
            raise
        raise ValueError(f"{file.name}: damaged, cut, or no backup: {error}") from error
    if manifest is None:
        raise ValueError(f"{file.name}: damaged, cut, or no backup: its manifest is missing")
    _compare(manifest, found)
    return manifest


def _plain(tar: tarfile.TarFile, member: tarfile.TarInfo, found: dict[str, Content]) -> Any:
    """The bytes of a member that is an ordinary file under an ordinary name, seen for the first time."""
    name = member.name
    parts = PurePosixPath(name).parts
    if (
        not parts
        or ".." in parts
        or name.startswith("/")
        or PurePosixPath(name).as_posix() != name
        or "\\" in name
        or not name.isprintable()
    ):
        raise ValueError(f"{name!r}: leads out of the home, or is no name of a file")
    if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or member.issparse():
        raise ValueError(f"{name}: is a link, a directory or a device, not a file")
    if name in found:
        raise ValueError(f"{name}: is in the archive twice")
    return tar.extractfile(member)


def _pass(into: Path | None, member: tarfile.TarInfo, body: IO[bytes]) -> Content:
    passed = Hashing(body)
    if into is None:
        while passed.read(1 << 20):
            pass
        return passed.content()
    target = into / member.name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as handle:
            shutil.copyfileobj(passed, handle, 1 << 20)
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise ValueError(f"{member.name}: is in the archive twice, as a file and a path") from error
    target.chmod(member.mode & 0o755 | 0o600)
    return passed.content()


def _decoded(file: Path, member: tarfile.TarInfo, body: IO[bytes]) -> Manifest:
    if member.size > _LARGEST_MANIFEST:
        raise ValueError(f"{file.name}: its manifest is too large to be one")
    try:
        found: Manifest = msgspec.json.decode(body.read(), type=Manifest)
    except msgspec.DecodeError as error:
        raise ValueError(f"{file.name}: its manifest cannot be read: {error}") from error
    if found.format != FORMAT:
        raise ValueError(f"{file.name}: is a backup of format {found.format}, this reads {FORMAT}")
    return found


def _compare(manifest: Manifest, found: dict[str, Content]) -> None:
    for name, content in manifest.files.items():
        if name not in found:
            raise ValueError(f"{name}: is in the manifest, not in the archive")
        if found[name] != content:
            raise ValueError(f"{name}: SHA-256 differs from the manifest")
    if extra := sorted(set(found) - set(manifest.files)):
        raise ValueError(f"{extra[0]}: is in the archive, not in the manifest")
