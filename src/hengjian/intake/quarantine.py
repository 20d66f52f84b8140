"""Rows that were not taken: an Excel file with the reason beside the cell, to mend and send back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import xlsxwriter

from hengjian.catalog.models import Table
from hengjian.identity.tokens import masked
from hengjian.intake.check import PROBLEMS

#: Rows of one workbook; what is beyond goes into further files.
MAX_ROWS = 200_000


@dataclass(frozen=True)
class Fault:
    """One faulty cell: source row, column title, value as shown, what is wrong and what to do."""

    row: int
    title: str
    value: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"第 {self.row} 行「{self.title}」= {self.value or '（空）'}：{self.reason}。{self.remedy}"


def faults(
    con: duckdb.DuckDBPyConnection, table: Table, texts: dict[str, str], limit: int = 20
) -> list[Fault]:
    """The first faulty cells of `bad`. `texts`: column → its text column in `sheet`."""
    flags = _flags(con)
    found: list[Fault] = []
    for row, codes, values in _rows(con, flags, texts, limit):
        for name, code in codes.items():
            column = table.columns[name]
            shown = values.get(name) or ""
            if column.secrecy == "personal" or column.format == "id_number":
                shown = masked(shown)
            reason, remedy = PROBLEMS[code]
            found.append(Fault(row, column.title, shown, reason, remedy))
    return found[:limit]


def _flags(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        d[0] for d in con.execute("select * from bad limit 0").description if d[0].endswith("?")
    ]


def _rows(
    con: duckdb.DuckDBPyConnection, flags: list[str], texts: dict[str, str], limit: int
) -> list[tuple[int, dict[str, str], dict[str, str | None]]]:
    """(source row, problem code by column, text by column) of faulty rows in order."""
    marks = ", ".join(f'bad."{f}"' for f in flags)
    cells = "".join(f", sheet.{c}" for c in texts.values())
    cursor = con.execute(
        f"select bad._row, {marks}{cells} from bad join sheet using (_row) order by 1 limit ?",
        [limit],
    )
    result = []
    for values in cursor.fetchall():
        codes = {f[:-1]: c for f, c in zip(flags, values[1 : 1 + len(flags)], strict=True) if c}
        cells_of = dict(zip(texts, values[1 + len(flags) :], strict=True))
        result.append((values[0], codes, cells_of))
    return result


def write(con: duckdb.DuckDBPyConnection, table: Table, texts: dict[str, str], path: Path) -> Path:
    """Write the faulty rows with titles of the data standard, ready to be mended and sent back."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Text stays text: nothing in a workbook of ours is ever run.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
               "constant_memory": False}  # fmt: skip
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("退回")
        head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
        wrong = book.add_format({"bg_color": "#F8CBAD", "border": 1, "num_format": "@"})
        plain = book.add_format({"num_format": "@"})
        names = [n for n in table.columns if n in texts]
        for c, title in enumerate([*(table.columns[n].title for n in names), "问题", "原文件行号"]):
            sheet.write_string(0, c, title, head)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(names) - 1, 18)
        sheet.set_column(len(names), len(names), 60)
        rows = _rows(con, _flags(con), texts, MAX_ROWS)
        for r, (row, codes, values) in enumerate(rows, start=1):
            _write_row(sheet, r, table, names, (row, codes, values), (wrong, plain))
    return path


def _write_row(
    sheet: object, r: int, table: Table, names: list[str],
    row: tuple[int, dict[str, str], dict[str, str | None]], formats: tuple[object, object],
) -> None:  # fmt: skip
    number, codes, values = row
    wrong, plain = formats
    for c, name in enumerate(names):
        text = values.get(name) or ""
        if table.columns[name].format == "id_number":
            text = masked(text)
        sheet.write_string(r, c, text[:32000], wrong if name in codes else plain)  # type: ignore[attr-defined]
        if name in codes:
            sheet.write_comment(r, c, "。".join(PROBLEMS[codes[name]]))  # type: ignore[attr-defined]
    told = [
        f"{table.columns[n].title}：{PROBLEMS[c][0]}，{PROBLEMS[c][1]}" for n, c in codes.items()
    ]
    sheet.write_string(r, len(names), "；".join(told), plain)  # type: ignore[attr-defined]
    sheet.write_number(r, len(names) + 1, number)  # type: ignore[attr-defined]
