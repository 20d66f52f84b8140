"""One reader per kind of file; each leaves rows of text in the connection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from hengjian.intake.errors import UnknownFormat
from hengjian.intake.readers.heading import Score
from hengjian.intake.readers.nature import require_nature
from hengjian.intake.readers.sheet import Sheet

KINDS = {
    ".csv": "delimited", ".tsv": "delimited", ".txt": "delimited", ".tab": "delimited",
    ".xlsx": "excel", ".xls": "excel", ".xlsm": "excel", ".jsonl": "lines", ".ndjson": "lines",
    ".json": "lines", ".parquet": "parquet", ".xes": "xes",
}  # fmt: skip


def kind_of(path: Path) -> str:
    """The kind of file by its name (a .gz is what it packs); raises UnknownFormat."""
    name = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    kind = KINDS.get(name.suffix.lower())
    if kind is None:
        raise UnknownFormat(
            f"{path.name}：不认识的文件类型；可接收 {'、'.join(sorted(KINDS))}，其中文本类可再压缩为 .gz；"
            "请另存为 .xlsx 或 .csv，压缩包请先解压"
        )
    return kind


def sheets(path: Path, con: duckdb.DuckDBPyConnection, score: Score) -> Iterator[Sheet]:
    """The sheets of a file, one at a time; each must be used before the next is asked for."""
    # Imported here: who reads OCDS releases must not wait for the libraries of workbooks.
    from hengjian.intake.readers import delimited, excel, lines, xes

    kind = kind_of(path)
    if path.suffix.lower() != ".gz":
        require_nature(path, kind, path.name)
    if kind == "delimited":
        return delimited.read(path, con, score)
    if kind == "excel":
        return excel.read(path, con, score)
    if kind == "parquet":
        return lines.read_parquet(path, con)
    if kind == "xes":
        return xes.read(path, con)
    return lines.read_json_lines(path, con)


__all__ = ["Sheet", "kind_of", "sheets"]
