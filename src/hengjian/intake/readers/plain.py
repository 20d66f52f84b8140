"""Plain text: which encoding a file has, unpacked when it is packed. Bombs and torn files refused."""

from __future__ import annotations

import codecs
import gzip
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hengjian.intake.errors import DamagedFile, DangerousFile, WrongEncoding

_CHUNK = 1 << 20
#: A packed file may grow this many times, and to this many bytes at most.
MAX_RATIO = 200
MAX_BYTES = 64 << 30


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The file, or a temporary copy of what a .gz holds."""
    if path.suffix.lower() != ".gz":
        yield path
        return
    with TemporaryDirectory(prefix="hengjian-") as folder:
        copy = Path(folder) / path.stem
        _unpack(path, copy)
        yield copy


def _unpack(path: Path, copy: Path) -> None:
    limit = min(MAX_BYTES, max(path.stat().st_size, 1 << 16) * MAX_RATIO)
    written = 0
    try:
        with gzip.open(path) as packed, copy.open("wb") as stream:
            while chunk := packed.read(_CHUNK):
                written += len(chunk)
                if written > limit:
                    raise DangerousFile(
                        f"{path.name}：解压后超过 {limit >> 20} MB（压缩包的 {MAX_RATIO} 倍），疑似压缩炸弹，未接收"
                    )
                stream.write(chunk)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DamagedFile(f"{path.name}：压缩文件不完整或已损坏（{error}），请重新导出") from error


@contextmanager
def as_utf8(path: Path) -> Iterator[tuple[Path, str]]:
    """(the file as UTF-8, its encoding): itself, or a temporary copy when it is GB 18030."""
    if _decodes(path, "utf-8") is None:
        yield path, "utf-8"
        return
    place = _decodes(path, "gb18030")
    if place is not None:
        line = _line_of(path, place)
        raise WrongEncoding(
            f"{path.name} 第 {line} 行：既不是 UTF-8 也不是 GBK/GB18030 编码，请用“另存为 UTF-8”后重新报送"
        )
    with TemporaryDirectory(prefix="hengjian-") as folder:
        copy = Path(folder) / path.name
        with (
            path.open(encoding="gb18030", newline="") as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            shutil.copyfileobj(source, target, _CHUNK)
        yield copy, "gb18030"


def _decodes(path: Path, encoding: str) -> int | None:
    """None when the whole file decodes, else the byte near which it stops."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
                done += len(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return done + error.start
    return None


def _line_of(path: Path, place: int) -> int:
    with path.open("rb") as stream:
        return stream.read(place).count(b"\n") + 1
