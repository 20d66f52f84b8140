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
#: Byte order marks. UTF-32 stands before UTF-16, whose mark it begins with.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


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
    """(the file as UTF-8, its encoding): itself, or a temporary copy when it is UTF-16 or GB 18030.

    Raises WrongEncoding with the line and the byte where the text stops making sense.
    """
    encoding = _encoding(path)
    if encoding == "utf-8":
        yield path, encoding
        return
    with TemporaryDirectory(prefix="hengjian-") as folder:
        copy = Path(folder) / path.name
        with (
            path.open(encoding=encoding, newline="") as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            shutil.copyfileobj(source, target, _CHUNK)
        yield copy, encoding


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        head = stream.read(4096)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            if (place := _decodes(path, encoding)) is not None:
                raise _wrong(path, place, f"文件自称 {encoding.upper()} 编码，但此处不符")
            return encoding
    if head.count(0) > len(head) // 8:
        raise _wrong(path, head.index(0), "疑似没有字节序标记（BOM）的 UTF-16，或不是文本文件")
    if (broken := _decodes(path, "utf-8")) is None:
        return "utf-8"
    if (place := _decodes(path, "gb18030")) is not None:
        raise _wrong(path, max(place, broken), "既不是 UTF-8 也不是 GBK/GB18030 编码")
    if _has_chinese(path, broken):
        raise _wrong(path, broken, "之前是 UTF-8 编码，从这里起不是，疑似由不同编码的文件拼接而成")
    return "gb18030"


def _wrong(path: Path, place: int, why: str) -> WrongEncoding:
    return WrongEncoding(
        f"{path.name} 第 {_line_of(path, place)} 行（第 {place + 1} 字节）：{why}；"
        "请用表格软件打开核对，“另存为 UTF-8”后重新报送"
    )


def _has_chinese(path: Path, place: int) -> bool:
    """Whether the text before a place is UTF-8 with Chinese in it: GBK hardly ever looks like that."""
    with path.open("rb") as stream:
        before = stream.read(min(place, _CHUNK)).decode("utf-8", "ignore")
    return sum("\u4e00" <= c <= "\u9fff" for c in before) >= 3


def _decodes(path: Path, encoding: str) -> int | None:
    """None when the whole file decodes, else the byte at which it stops."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                held = len(decoder.getstate()[0])
                decoder.decode(chunk)
                done += len(chunk)
            held = len(decoder.getstate()[0])
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return max(0, done - held + error.start)
    return None


def _line_of(path: Path, place: int) -> int:
    with path.open("rb") as stream:
        before = stream.read(place)
    return max(before.count(b"\n"), before.count(b"\r")) + 1
