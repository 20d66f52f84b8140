"""What an .xlsx holds before it is opened: bombs, entities and escaping names refused, broken cells found.

The reader of workbooks lays a sheet out as a full rectangle and ends the whole process when there is
no memory for it, so a cell at XFD1048576 has to be seen here. Everything is read in small pieces.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from lxml import etree

from hengjian.intake.errors import DamagedFile, DangerousFile, IntakeError

#: A workbook may unpack to this many times its size (small ones to more), and to this many bytes.
MAX_RATIO = 200
FREE_BYTES = 100 << 20
MAX_BYTES = 3 << 30
#: Cells of the rectangle of one sheet, and characters of all texts together.
MAX_CELLS = 60_000_000
MAX_TEXT = 4 << 30
_PIECE = 1 << 20
#: What torn archives make the reader of archives raise.
_TORN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error)
_OVERLAP = 4096
_PLACE = re.compile(rb'\br="([A-Z]{0,3})(\d{1,7})"')
_BROKEN = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"(?:[^>]*\bt="e"[^>]*>(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?'
    rb'\s*<(?:\w+:)?v>([^<]*)<|(?:(?!\bt=)[^>])*>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>)'
)  # fmt: skip
_SHARED = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>")
_USE = re.compile(rb'\bt="s"[^>]*>\s*<(?:\w+:)?v>(\d{1,9})<')
_NAMES = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
          "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
          "p": "http://schemas.openxmlformats.org/package/2006/relationships"}  # fmt: skip


@dataclass(frozen=True)
class Contents:
    """`broken`: sheet → {(row, column), from 0: what stands there instead of a value};
    `from_1904`: whether its days count from 1904."""

    broken: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    from_1904: bool = False


def inspect(path: Path) -> Contents:
    """Look through a workbook that is a zip archive. Raises DangerousFile or DamagedFile."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_names(archive, path.name)
            _refuse_sizes(archive, path)
            parts = {e.filename: _look(archive, e, path.name) for e in archive.infolist()}
            _refuse_repetition(archive, path.name)
            sheets, from_1904 = _sheets(archive)
    except IntakeError:
        raise
    except (*_TORN, OSError, ValueError) as error:
        raise DamagedFile(
            f"{path.name}：工作簿的压缩包已损坏（{error}），请重新另存为 .xlsx"
        ) from error
    found = {name: parts[part] for name, part in sheets.items() if parts.get(part)}
    return Contents(found, from_1904)


def _refuse_names(archive: zipfile.ZipFile, name: str) -> None:
    for entry in archive.infolist():
        inner = PurePosixPath(entry.filename.replace("\\", "/"))
        if inner.is_absolute() or ".." in inner.parts or ":" in entry.filename:
            raise DangerousFile(
                f"{name}：压缩包内的文件名“{entry.filename}”指向包外，未接收；请用表格软件重新另存为 .xlsx"
            )


def _refuse_sizes(archive: zipfile.ZipFile, path: Path) -> None:
    total = sum(entry.file_size for entry in archive.infolist())
    if total > MAX_BYTES or total > max(FREE_BYTES, path.stat().st_size * MAX_RATIO):
        raise DangerousFile(
            f"{path.name}：解压后达 {total >> 20} MB，超过允许的大小，未接收；大表请用 CSV 或 Parquet 报送"
        )


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a member; each piece begins with the end of the one before."""
    tail = b""
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def _look(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str
) -> dict[tuple[int, int], str]:
    """The broken cells of a member of the archive. Any member can be a sheet, whatever it is called."""
    broken: dict[tuple[int, int], str] = {}
    rows = columns = 0
    for number, piece in enumerate(_pieces(archive, entry)):
        if not number and entry.filename.endswith((".xml", ".rels")) and _declares(piece):
            raise DangerousFile(
                f"{name}：{entry.filename} 中含有 DTD 或实体声明，未接收；请用表格软件重新另存为 .xlsx"
            )
        for letters, digits in _PLACE.findall(piece):
            rows, columns = max(rows, int(digits)), max(columns, _column(letters))
        if rows * columns > MAX_CELLS:
            raise DangerousFile(
                f"{name}：工作表的范围达 {rows} 行 × {columns} 列，未接收；"
                "请删除表格右侧和下方多余的单元格后保存，大表请用 CSV 报送"
            )
        for letters, digits, text in _BROKEN.findall(piece):
            broken[int(digits) - 1, _column(letters) - 1] = (
                text.decode("ascii", "replace") or "#未计算"
            )
    return broken


def _declares(piece: bytes) -> bool:
    """Whether entities are declared; in UTF-16 they would hide behind zero bytes."""
    return bool(re.search(rb"<!(DOCTYPE|ENTITY)", piece.replace(b"\0", b"")))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _refuse_repetition(archive: zipfile.ZipFile, name: str) -> None:
    """One long shared text named by a million cells is copied a million times."""
    shared = [e for e in archive.infolist() if e.filename.lower().endswith("sharedstrings.xml")]
    lengths: list[int] = []
    for entry in shared:
        with archive.open(entry) as stream:
            lengths += _lengths(stream)
    uses = sum(e.file_size // 20 for e in archive.infolist() if "sheet" in e.filename)
    if max(lengths, default=0) * uses <= MAX_TEXT:
        return
    total = 0
    for entry in archive.infolist():
        if entry not in shared:
            for piece in _pieces(archive, entry):
                total += sum(lengths[int(i)] for i in _USE.findall(piece) if int(i) < len(lengths))
    if total > MAX_TEXT:
        raise DangerousFile(
            f"{name}：全部文字展开后达 {total >> 20} MB，未接收；大表请用 CSV 或 Parquet 报送"
        )


def _lengths(stream: IO[bytes]) -> Iterator[int]:
    """Bytes of each shared text."""
    held = 0
    while piece := stream.read(_PIECE):
        *ended, rest = _SHARED.split(piece)
        for text in ended:
            yield held + len(text)
            held = 0
        held += len(rest)


def _sheets(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """(sheet name → member of the archive, whether days count from 1904)."""
    try:
        book = _xml(archive, "xl/workbook.xml")
        targets = {
            r.get("Id"): r.get("Target", "") for r in _xml(archive, "xl/_rels/workbook.xml.rels")
        }
    except (KeyError, etree.XMLSyntaxError):
        return {}, False  # the reader of workbooks will say what is wrong
    sheets = {
        s.get("name"): _member(targets.get(s.get(f"{{{_NAMES['r']}}}id"), ""))
        for s in book.iterfind(".//s:sheet", _NAMES)
    }
    marks = [p.get("date1904") for p in book.iterfind(".//s:workbookPr", _NAMES)]
    return sheets, any(m in ("1", "true") for m in marks)


def _member(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(name), parser)
