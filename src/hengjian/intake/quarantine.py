"""Rows that were not taken: an Excel file with the reason beside the cell, to mend and send back.

The file says everything that the original said about its values: the unit of each column stands in
its header, days of the 1904 calendar are written out, what a mapping translates is translated. So
the mended rows mean what the original would have meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from hengjian.catalog.models import Table
from hengjian.identity.tokens import masked
from hengjian.intake.check import PROBLEMS, Reading, fill
from hengjian.intake.readers.sheet import Torn
from hengjian.intake.units import standard_unit

#: Rows of one sheet of the workbook; a file with more faults is better sent again as a whole.
MAX_ROWS = 200_000
_LONGEST = 32_000
_ID_NUMBER = re.compile(r"\d{14,17}[\dXx]")
_TORN = "请补齐或删去多余的单元格后重新报送（行尾的空单元格也要有分隔符）"


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


@dataclass(frozen=True)
class Examined:
    """A sheet after its check: relations `sheet_<number>` and `bad_<number>`; `places`: column →
    index of its header; `torn`: lines that are no rows."""

    number: int
    table: Table
    sheet: str
    reading: Reading
    places: dict[str, int]
    torn: tuple[Torn, ...] = ()

    @property
    def names(self) -> list[str]:
        """The columns that have a source, in the order of the data standard."""
        return [n for n in self.table.columns if n in self.reading.sources]

    @property
    def has_numbers(self) -> bool:
        """Whether ID numbers may stand in its rows."""
        return any(c.format == "id_number" for c in self.table.columns.values())


@dataclass(frozen=True)
class _Row:
    """A row to be sent back: problem code and text by column."""

    number: int
    codes: dict[str, str]
    texts: dict[str, str]
    torn: Torn | None = None


def faults(
    con: duckdb.DuckDBPyConnection, found: Sequence[Examined], limit: int = 20
) -> list[Fault]:
    """The first faulty cells and torn lines of every sheet."""
    several = len({e.sheet for e in found}) > 1
    result: list[Fault] = []
    for examined in found:
        prefix = f"{examined.sheet.split('／')[-1]}／" if several else ""
        mine = [
            fault
            for row in _rows(con, examined, limit)
            for fault in _faults_of(examined, row, prefix)
        ]
        result += mine[:limit]
    return result


def _faults_of(examined: Examined, row: _Row, prefix: str) -> Iterator[Fault]:
    personal = any(c.secrecy == "personal" for c in examined.table.columns.values())
    if row.torn is not None:
        shown = "" if personal else " | ".join(row.torn.cells)[:120]
        yield Fault(row.number, f"{prefix}整行", shown, row.torn.reason, _TORN)
    for name, code in row.codes.items():
        column = examined.table.columns[name]
        value = row.texts.get(name, "")[:200]
        if column.secrecy == "personal" or column.format == "id_number":
            value = masked(value)
        yield Fault(row.number, prefix + column.title, value, *PROBLEMS[code])


def _rows(con: duckdb.DuckDBPyConnection, examined: Examined, limit: int) -> list[_Row]:
    """Torn lines and faulty rows in the order of the source."""
    described = con.execute(f"select * from bad_{examined.number} limit 0").description
    flags = [d[0] for d in described if d[0].endswith("?")]
    names = examined.names
    query = exp.select("bad._row", *[exp.column(f, "bad", quoted=True) for f in flags],
                       *[_as_sent(examined, n) for n in names])  # fmt: skip
    text = query.sql(dialect="duckdb")
    cursor = con.execute(
        f"{text} from bad_{examined.number} as bad join sheet_{examined.number} as sheet using (_row)"
        " order by 1 limit ?", [limit],
    )  # fmt: skip
    rows = []
    for values in cursor.fetchall():
        codes = {f[:-1]: c for f, c in zip(flags, values[1 : 1 + len(flags)], strict=True) if c}
        texts = {n: t or "" for n, t in zip(names, values[1 + len(flags) :], strict=True)}
        rows.append(_Row(values[0], codes, texts))
    torn = [_Row(t.row, {}, _placed(examined, t), t) for t in examined.torn[:limit]]
    return sorted(rows + torn, key=lambda r: r.number)[:limit]


def _as_sent(examined: Examined, name: str) -> exp.Expr:
    """The text of a cell; a serial day of the 1904 calendar as the day that it is."""
    source = examined.reading.sources[name]
    kind, shift = examined.table.columns[name].type, examined.reading.shift
    if not shift or kind not in ("date", "time"):
        return source
    return fill(
        r"case when regexp_full_match(clean(:x), '[2-7]\d{4}(\.\d+)?')"
        f" then coalesce(left(cast(cell_{kind}(clean(:x), :s) as varchar), 19), :x) else :x end",
        x=source, s=exp.Literal.number(shift),
    )  # fmt: skip


def _placed(examined: Examined, torn: Torn) -> dict[str, str]:
    """The cells of a torn line under the headers where they happen to stand."""
    cells = torn.cells
    return {n: cells[i] if i < len(cells) else "" for n, i in examined.places.items()}


def header(examined: Examined, name: str) -> str:
    """A title of the data standard with the unit in which the source wrote the column."""
    column = examined.table.columns[name]
    unit = examined.reading.units.get(name) or standard_unit(column)
    return f"{column.title}（{unit.label}）" if unit else column.title


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    """A workbook that is at `path` whole or not at all, in which text stays text: nothing in it is ever run."""
    import xlsxwriter  # only a delivery with faults pays for it

    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with xlsxwriter.Workbook(str(aside), options) as book:
            yield book
        aside.replace(path)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise error.args[0] if isinstance(error.args[0], OSError) else error from error
    finally:
        aside.unlink(missing_ok=True)


def write(con: duckdb.DuckDBPyConnection, found: Sequence[Examined], path: Path) -> list[str]:
    """Write the faulty rows with titles of the data standard; returns notes about what is not in it."""
    notes: list[str] = []
    with _workbook(path) as book:
        for examined in found:
            rows = _rows(con, examined, MAX_ROWS + 1)
            if len(rows) > MAX_ROWS:
                notes.append(
                    f"{examined.sheet}：退回文件只列出前 {MAX_ROWS} 行；请更正原文件后整份重新报送"
                )
            if rows:
                _Writer(book, examined).write(rows[:MAX_ROWS])
    return notes


def write_list(found: Sequence[Fault], path: Path) -> list[str]:
    """Write faults of a source whose records are no rows (OCDS), a line each; returns notes."""
    with _workbook(path) as book:
        head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
        sheet = book.add_worksheet("退回")
        for c, (title, width) in enumerate(
            (("原文件行号", 12), ("位置", 36), ("值", 40), ("问题", 36), ("处理", 36))
        ):
            sheet.set_column(c, c, width)
            sheet.write_string(0, c, title, head)
        sheet.freeze_panes(1, 0)
        for r, fault in enumerate(found[:MAX_ROWS], start=1):
            sheet.write_number(r, 0, fault.row)
            for c, text in enumerate(
                (fault.title, fault.value, fault.reason, fault.remedy), start=1
            ):
                sheet.write_string(r, c, text[:_LONGEST])
    return [f"退回文件只列出前 {MAX_ROWS} 处"] if len(found) > MAX_ROWS else []


class _Writer:
    """One worksheet of rows that go back."""

    def __init__(self, book: Any, examined: Examined) -> None:
        self.examined = examined
        self.names = examined.names
        title = re.sub(r"[\[\]:*?/\\']", "", examined.table.title)[:20]
        taken = len(book.worksheets())
        self.sheet = book.add_worksheet(f"退回 {title}" + (f" {taken + 1}" if taken else ""))
        self.head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
        self.wrong = book.add_format({"bg_color": "#F8CBAD", "border": 1, "num_format": "@"})
        self.plain = book.add_format({"num_format": "@"})

    def write(self, rows: Sequence[_Row]) -> None:
        """The header and every row."""
        width = len(self.names)
        titles = [header(self.examined, n) for n in self.names]
        if any(r.torn for r in rows):
            own = ["问题", "原文件行号", "原文"]
        else:
            own = ["问题", "原文件行号"]
        for c, title in enumerate([*titles, *own]):
            self.sheet.write_string(0, c, title, self.head)
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_column(0, width - 1, 18, self.plain)
        self.sheet.set_column(width, width, 60)
        for r, row in enumerate(rows, start=1):
            self._row(r, row)

    def _row(self, r: int, row: _Row) -> None:
        told = [row.torn.reason + "，" + _TORN] if row.torn else []
        for c, name in enumerate(self.names):
            text, said = self._cell(name, row)
            marked = said or row.torn is not None
            self.sheet.write_string(r, c, text, self.wrong if marked else self.plain)
            if said:
                self.sheet.write_comment(r, c, said)
                told.append(f"{self.examined.table.columns[name].title}：{said}")
        width = len(self.names)
        self.sheet.write_string(r, width, "；".join(told)[:_LONGEST], self.plain)
        self.sheet.write_number(r, width + 1, row.number)
        if row.torn:
            text = self._hidden(" | ".join(row.torn.cells))[:_LONGEST]
            self.sheet.write_string(r, width + 2, text, self.plain)

    def _cell(self, name: str, row: _Row) -> tuple[str, str]:
        """(text, what is said about it). ID numbers leave the intake only masked."""
        text, code = row.texts.get(name, "")[:_LONGEST], row.codes.get(name)
        said = "，".join(PROBLEMS[code]) if code else ""
        if self.examined.table.columns[name].format == "id_number" and text:
            return masked(text), said or "已遮盖，请重新填写完整号码"
        return (self._hidden(text) if row.torn else text), said

    def _hidden(self, text: str) -> str:
        if not self.examined.has_numbers:
            return text
        return _ID_NUMBER.sub(lambda m: masked(m[0]), text)
