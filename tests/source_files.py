"""The files that departments sent, read a second time with plain Python: nothing of the engine, the
intake or the lake is used, so that the figures can be checked against another hand."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import yaml

LIBRARY = Path(__file__).parents[1] / "library" / "tables"


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", str(text))
    return re.sub(r"[\s*:]|\(.*?\)", "", text)


def _rows(path: Path) -> list[list[object]]:
    if path.suffix in (".csv", ".tsv"):
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030")
        return list(csv.reader(io.StringIO(text), delimiter="\t" if path.suffix == ".tsv" else ","))
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
        for area in list(sheet.merged_cells.ranges):
            value = sheet.cell(area.min_row, area.min_col).value
            sheet.unmerge_cells(str(area))
            for cells in sheet[area.coord]:
                for cell in cells:
                    cell.value = value
        return [[c.value for c in row] for row in sheet.iter_rows()]
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return [table.column_names, *[list(r.values()) for r in table.to_pylist()]]
    records = [
        json.loads(line) for line in path.read_text("utf-8").splitlines() if line.startswith("{")
    ]
    names = list(dict.fromkeys(k for r in records for k in r))
    return [names, *[[r.get(n) for n in names] for r in records]]


def _day(text: str) -> date:
    if re.fullmatch(r"\d{8}", text):
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    parts = re.match(r"(\d{4})\D(\d{1,2})\D(\d{1,2})", text)
    return date(*map(int, parts.groups()))  # type: ignore[union-attr]


def _value(raw: object, column: dict) -> object:
    if raw is None or str(raw).strip() == "":
        return None
    if isinstance(raw, datetime) and column["type"] == "date":
        return raw.date()
    text = unicodedata.normalize("NFKC", str(raw)).strip()
    kind = column["type"]
    if kind == "date":
        return _day(text)
    if kind in ("money", "integer", "ratio"):
        number = Decimal(re.sub(r"[,¥元\s天日人次项个]", "", text).rstrip("%"))
        if kind == "money":
            return int(number * (1_000_000 if column.get("unit") == "wan_yuan" else 100))
        return int(number) if kind == "integer" else number
    if kind == "boolean":
        return text in ("是", "有", "true", "True", "1", "√")
    if kind == "code":
        labels = {unicodedata.normalize("NFKC", v): k for k, v in column["codes"].items()}
        return labels.get(text, text)
    return text


def table_rows(outbox: Path, table: str) -> list[dict]:
    """All rows of a table with the standard's column names; rows with an unreadable cell are left out."""
    standard = yaml.safe_load((LIBRARY / f"{table}.yaml").read_text("utf-8"))["columns"]
    names = {
        _plain(n): key
        for key, c in standard.items()
        for n in (key, c["title"], *c.get("aliases", []))
    }
    found: dict[str, dict] = {}
    for path in sorted(outbox.rglob(f"{table}_2*")):
        rows = _rows(path)
        at = max(
            range(min(8, len(rows))), key=lambda i: sum(_plain(c or "") in names for c in rows[i])
        )
        header = [names.get(_plain(c or "")) for c in rows[at]]
        for row in rows[at + 1 :]:
            try:
                record = {k: _value(v, standard[k]) for k, v in zip(header, row, strict=False) if k}
            except (ValueError, AttributeError, ArithmeticError, TypeError):
                continue
            first = next((str(v) for v in row if v not in (None, "")), "合计")
            if _plain(first) in ("合计", "总计", "小计"):
                continue
            found[json.dumps(record, default=str, sort_keys=True)] = {
                k: record.get(k) for k in standard
            }
    return list(found.values())
