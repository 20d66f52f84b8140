"""The archive of a backup: a tar stream, compressed, that knows the SHA-256 of each file in it."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec
import pyarrow as pa

MANIFEST = "manifest.json"


class Content(msgspec.Struct):
    """One file of a backup."""

    sha256: str
    size: int


class Manifest(msgspec.Struct, kw_only=True):
    """What a backup holds; the last member of the archive."""

    made_at: str
    version: str
    database: str
    entries: int
    digest: str
    tables: dict[str, int]
    files: dict[str, Content]


def codec(file: Path) -> str:
    """zstd or gzip by the file's name; raises ValueError for others."""
    for ending, name in ((".tar.zst", "zstd"), (".tar.gz", "gzip")):
        if file.name.endswith(ending):
            return name
    raise ValueError(f"{file.name}: a backup is named ….tar.zst or ….tar.gz")


@contextmanager
def writing(file: Path) -> Iterator[tarfile.TarFile]:
    """A tar stream into a new file, readable by its owner only."""
    name = codec(file)
    file.touch(0o600, exist_ok=False)
    with (
        file.open("wb") as raw,
        pa.CompressedOutputStream(raw, name) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        yield tar


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


def decoded(body: bytes) -> Manifest:
    """The manifest of an archive; raises ValueError when it is none."""
    found: Any = msgspec.json.decode(body, type=Manifest)
    return found
