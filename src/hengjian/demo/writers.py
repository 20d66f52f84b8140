"""Files as departments send them. Every writer takes parts in order and closes once."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import xlsxwriter

from hengjian.catalog.models import Table
from hengjian.demo.render import Style, full_width, headers

_CREATED = datetime(2026, 1, 5)  # noqa: DTZ001 (a workbook's property has no zone)


class Writer(Protocol):
    """One file being written."""

    def add(self, cells: pa.Table) -> None:
        """Append rows of text under the headers."""

    def close(self) -> None:
        """Finish the file."""


class TextFile:
    """Separated text: CSV or tab-separated, UTF-8 with BOM or GBK."""

    def __init__(self, path: Path, spec: Table, style: Style, encoding: str, comma: str) -> None:
        self._encoding = encoding
        self._options = pcsv.WriteOptions(
            include_header=False,
            delimiter=comma,
            quoting_style="none" if encoding == "utf-8" else "needed",
        )
        self._stream = path.open("wb")
        line = comma.join(headers(spec, style)) + "\r\n"
        self._stream.write(line.encode("utf-8-sig" if encoding == "utf-8" else encoding))

    def add(self, cells: pa.Table) -> None:
        sink = io.BytesIO()
        pcsv.write_csv(cells, sink, self._options)
        data = sink.getbuffer()
        if self._encoding != "utf-8":
            self._stream.write(str(data, "utf-8").encode(self._encoding))
        else:
            self._stream.write(data)

    def close(self) -> None:
        self._stream.close()


class JsonLines:
    """One object a line, Chinese keys, missing values left out."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("w", encoding="utf-8", newline="\n")

    def add(self, cells: pa.Table) -> None:
        for row in cells.to_pylist():
            given = {key: value for key, value in row.items() if value is not None}
            self._stream.write(json.dumps(given, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._stream.close()


class ParquetFile:
    """Parquet with text cells, as an exported database view."""

    def __init__(self, path: Path, spec: Table, style: Style) -> None:
        names = headers(spec, style)
        self._schema = pa.schema([(name, pa.string()) for name in names])
        self._file = pq.ParquetWriter(path, self._schema, compression="zstd")

    def add(self, cells: pa.Table) -> None:
        self._file.write_table(cells.cast(self._schema))

    def close(self) -> None:
        self._file.close()


class Workbook:
    """A sheet made by hand: a title over the header, mixed cell types, a total or empty rows."""

    def __init__(self, path: Path, spec: Table, style: Style, title: str) -> None:
        self._spec, self._style, self._title = spec, style, title
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": False})
        self._book.set_properties({"created": _CREATED, "title": title})
        self._sheet = self._book.add_worksheet("明细")
        self._row = 2

    def add(self, cells: pa.Table) -> None:
        kinds = [column.type for column in self._spec.columns.values()]
        for row, values in enumerate(zip(*(c.to_pylist() for c in cells.columns), strict=True)):
            for column, value in enumerate(values):
                if value is not None:
                    self._sheet.write(
                        row + self._row, column, self._cell(value, kinds[column], row)
                    )
        self._row += len(cells)

    def _cell(self, value: str, kind: str, row: int) -> Any:
        if kind == "integer" and row % 3 and value.isdecimal():
            return int(value)
        if kind in ("integer", "date") and self._style.full_width and row % 7 == 3:
            return full_width(value)
        if kind == "text" and self._style.blanks and row % 5 == 1:
            return value + "  "
        return value

    def close(self) -> None:
        names = headers(self._spec, self._style)
        bold = self._book.add_format({"bold": True, "align": "center"})
        self._sheet.merge_range(0, 0, 0, max(len(names) - 1, 1), self._title, bold)
        self._sheet.write_row(1, 0, names, bold)
        if self._row > 2:
            self._sheet.write(self._row + 1, 0, "合计")
            self._sheet.write(self._row + 1, 1, f"{self._row - 2}条")
        self._book.close()
