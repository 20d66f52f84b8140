"""Excel workbooks, old and new: title rows, merged cells, totals and blank rows as people leave them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from hengjian.intake.errors import DamagedFile
from hengjian.intake.readers.archive import Contents, inspect
from hengjian.intake.readers.heading import HEAD_ROWS, Score, find_heading
from hengjian.intake.readers.nature import nature_of
from hengjian.intake.readers.sheet import Merged, Sheet, load_rows

#: Days between the two calendars of Excel.
_DAYS_1904 = 1462
Area = tuple[tuple[int, int], tuple[int, int]]


def read(path: Path, con: duckdb.DuckDBPyConnection, score: Score) -> Iterator[Sheet]:
    """Every visible sheet that has rows. `score` says how many headers of a row are known."""
    contents = inspect(path) if nature_of(path) == "zip" else Contents()
    with path.open("rb") as stream:
        try:
            book = CalamineWorkbook.from_filelike(stream)
            visible = [m.name for m in book.sheets_metadata if _is_shown(m)]
        except Exception as error:  # the reader raises its own and generic errors alike
            raise DamagedFile(_unreadable(path, path.name, error)) from error
    hidden = [m.name for m in book.sheets_metadata if m.visible != SheetVisibleEnum.Visible]
    notes = [f"未读取隐藏的工作表「{n}」，如需报送请取消隐藏" for n in hidden]
    for name in visible:
        try:
            sheet = book.get_sheet_by_name(name)
            rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
        except Exception as error:
            raise DamagedFile(_unreadable(path, f"{path.name}／{name}", error)) from error
        _show_broken(rows, contents.broken.get(name, {}))
        shift = _DAYS_1904 if contents.from_1904 else 0
        found = _sheet(
            f"{path.name}／{name}", rows, list(sheet.merged_cell_ranges or []), con, score
        )
        if found is not None:
            yield Sheet(found.name, found.headers, [*notes, *found.notes], [], found.above, shift,
                        found.merged)  # fmt: skip
            notes = []


def _is_shown(sheet: Any) -> bool:
    return bool(sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet)


def _unreadable(path: Path, name: str, error: Exception) -> str:
    if isinstance(error, PasswordError) or _is_locked(path):
        return f"{name}：工作簿有打开密码，无法读取；请在表格软件中取消密码后重新保存"
    return f"{name}：不能作为 Excel 工作簿打开（{error}），请重新另存为 .xlsx"


def _is_locked(path: Path) -> bool:
    """A new workbook with a password lies encrypted in an old container."""
    return nature_of(path) == "ole" and "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def _show_broken(rows: list[list[Any]], broken: Mapping[tuple[int, int], str]) -> None:
    """Error values and formulas that nobody computed come as empty cells: put back what stands there."""
    for (r, c), text in broken.items():
        if r < len(rows):
            rows[r] += [""] * (c + 1 - len(rows[r]))
            rows[r][c] = text


def _sheet(
    name: str, rows: list[list[Any]], merged: list[Area], con: duckdb.DuckDBPyConnection, score: Score
) -> Sheet | None:  # fmt: skip
    if not any(any(_filled(c) for c in row) for row in rows):
        return None
    head = [[cell_text(c) for c in row] for row in rows[:HEAD_ROWS]]
    _spread(head, merged)
    heading = find_heading(head, score)
    body = [
        (i + 1, row) for i, row in enumerate(rows) if i > heading.last and any(map(_filled, row))
    ]
    width = len(heading.headers)
    columns = [
        [cell_text(row[c]) if c < len(row) else None for _, row in body] for c in range(width)
    ]
    load_rows(con, columns, [i for i, _ in body])
    beyond = sorted({c + 1 for _, row in body for c in range(width, len(row)) if _filled(row[c])})
    notes = [f"第 {'、'.join(map(str, beyond[:5]))} 列没有表头但有内容，未读取"] if beyond else []
    return Sheet(name, heading.headers, notes, [], (*heading.above, name),
                 merged=tuple(_over_rows(rows, merged, heading.last, width)))  # fmt: skip


def _filled(value: object) -> bool:
    return value is not None and value != "" and str(value).strip() != ""


def _spread(head: list[list[str | None]], merged: list[Area]) -> None:
    """Copy the text of a merged header into every cell that it covers."""
    for (top, left), (bottom, right) in merged:
        if top >= len(head):
            continue
        text = head[top][left] if left < len(head[top]) else None
        for r in range(top, min(bottom + 1, len(head))):
            for c in range(left, min(right + 1, len(head[r]))):
                head[r][c] = text


def _over_rows(
    rows: list[list[Any]], merged: list[Area], last: int, width: int
) -> Iterator[Merged]:
    """Cells of the body that cover several rows."""
    for (top, left), (bottom, right) in merged:
        if top > last and bottom > top and left < width and top < len(rows):
            text = cell_text(rows[top][left]) if left < len(rows[top]) else None
            for column in range(left, min(right + 1, width)):
                if text is not None:
                    yield Merged(column, top + 1, bottom + 1, text)


def cell_text(value: object) -> str | None:
    """A cell as the text a person sees; numbers without exponent, dates as ISO."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        plain = value.time() == time(0) and value.microsecond == 0
        return value.date().isoformat() if plain else value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _number(value: float) -> str:
    """Fifteen significant digits, as Excel keeps them; longer numbers have lost their last ones."""
    if not math.isfinite(value):
        return str(value)
    if abs(value) >= 1e15:
        return f"{value:.14E}"
    if value == int(value):
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")
