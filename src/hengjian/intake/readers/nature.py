"""What a file truly is, whatever its name says."""

from __future__ import annotations

from pathlib import Path

from hengjian.intake.errors import DamagedFile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = ("<html", "<!doctype html", "<table", "<meta", "<head", "<body")
_OLD_XML = ("<?xml", "<workbook", "mime-version")


def nature_of(path: Path) -> str:
    """zip, ole, parquet, gzip, pdf, html, xml, empty or text, by the first bytes."""
    with path.open("rb") as stream:
        head = stream.read(2048)
    for mark, nature in ((b"PK\x03\x04", "zip"), (_OLE, "ole"), (b"PAR1", "parquet"),
                         (b"\x1f\x8b", "gzip"), (b"%PDF", "pdf"), (b"Rar!", "rar")):  # fmt: skip
        if head.startswith(mark):
            return nature
    start = head.decode("latin-1").lstrip("\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_HTML):
        return "html"
    if start.startswith(_OLD_XML):
        return "html" if "<html" in start else "xml"
    return "text" if head else "empty"


#: Kind of reader → what it can read.
_FITTING = {
    "excel": ("zip", "ole"), "delimited": ("text",), "lines": ("text",), "parquet": ("parquet",),
    "xes": ("xml", "text"),
}  # fmt: skip
_SAID = {
    "zip": ("Excel 工作簿或压缩包", "请把扩展名改为 .xlsx，或解压后逐个报送"),
    "ole": ("旧版 Excel 工作簿（.xls）", "请把扩展名改为 .xls 或另存为 .xlsx"),
    "parquet": ("Parquet 文件", "请把扩展名改为 .parquet"),
    "gzip": (".gz 压缩文件", "请解压，或在扩展名后加上 .gz"),
    "pdf": ("PDF 文件", "请报送导出前的表格"),
    "rar": ("RAR 压缩包", "请解压后逐个报送"),
    "html": ("网页表格（HTML）", "请用表格软件打开后“另存为” .xlsx 再报送"),
    "xml": ("XML 文件", "请用表格软件打开后“另存为” .xlsx 再报送"),
    "text": ("文本文件（如 CSV）", "请把扩展名改为 .csv，或用表格软件打开后另存为 .xlsx"),
}


def require_nature(path: Path, kind: str, name: str) -> None:
    """Raises DamagedFile when the bytes are not what the reader of this kind can read."""
    nature = nature_of(path)
    if nature == "empty":
        raise DamagedFile(f"{name}：文件是空的，没有表头也没有数据；请重新导出")
    if nature not in _FITTING[kind]:
        what, remedy = _SAID[nature]
        raise DamagedFile(f"{name}：扩展名与内容不符，内容其实是{what}；{remedy}")
