"""Excel workbooks, old and new: title rows, merged headers, totals and blank rows as people leave them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from python_calamine import CalamineWorkbook

from hengjian.intake.errors import DamagedFile, DangerousFile
from hengjian.intake.readers.sheet import Sheet, load_rows

#: A workbook may unpack to this many times its size, and to this many bytes.
MAX_RATIO = 200
MAX_BYTES = 4 << 30
_HEAD_ROWS = 12
_TOTALS = ("合计", "总计", "小计", "共计")

Score = Callable[[Sequence[str]], int]


def read(path: Path, con: duckdb.DuckDBPyConnection, score: Score) -> Iterator[Sheet]:
    """Every sheet that has rows. `score` says how many headers of a row are known."""
    _refuse_bomb(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
        sheets = [(name, book.get_sheet_by_name(name)) for name in names]
    except Exception as error:  # the reader raises its own and generic errors alike
        raise DamagedFile(
            f"{path.name}：不能作为 Excel 工作簿打开（{error}），请重新另存为 .xlsx"
        ) from error
    for name, sheet in sheets:
        rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
        merged = list(sheet.merged_cell_ranges or [])
        found = _sheet(f"{path.name}／{name}", rows, merged, con, score)
        if found is not None:
            yield found


def _refuse_bomb(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    size = max(path.stat().st_size, 1 << 14)
    with zipfile.ZipFile(path) as archive:
        total = sum(entry.file_size for entry in archive.infolist())
    if total > MAX_BYTES or total > size * MAX_RATIO:
        raise DangerousFile(
            f"{path.name}：解压后达 {total >> 20} MB，超过允许的大小，未接收；大表请用 CSV 或 Parquet 报送"
        )


def _sheet(
    name: str, rows: list[list[Any]], merged: list[tuple[tuple[int, int], tuple[int, int]]],
    con: duckdb.DuckDBPyConnection, score: Score,
) -> Sheet | None:  # fmt: skip
    if not any(any(_filled(c) for c in row) for row in rows):
        return None
    head = [[cell_text(c) for c in row] for row in rows[:_HEAD_ROWS]]
    _spread(head, merged)
    at, headers = _header(head, score)
    kept = [(i + 1, row) for i, row in enumerate(rows) if i > at]
    blank = [i for i, row in kept if not any(_filled(c) for c in row)]
    totals = [i for i, row in kept if i not in set(blank) and _is_total(row)]
    left_out = {*blank, *totals}
    body = [(i, row) for i, row in kept if i not in left_out]
    width = len(headers)
    columns = [
        [cell_text(row[c]) if c < len(row) else None for _, row in body] for c in range(width)
    ]
    load_rows(con, columns, [i for i, _ in body])
    notes = [f"第 {'、'.join(map(str, totals[:5]))} 行是合计行，未作为记录"] if totals else []
    return Sheet(name, headers, notes)


def _filled(value: object) -> bool:
    return value is not None and str(value).strip() != ""


def _spread(
    head: list[list[str | None]], merged: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    """Copy the text of a merged header into every cell that it covers."""
    for (top, left), (bottom, right) in merged:
        if top >= len(head):
            continue
        text = head[top][left] if left < len(head[top]) else None
        for r in range(top, min(bottom + 1, len(head))):
            for c in range(left, min(right + 1, len(head[r]))):
                head[r][c] = text


def _header(head: list[list[str | None]], score: Score) -> tuple[int, list[str]]:
    """(index of the last header row, headers): the row, or pair of rows, with most known names."""
    best: tuple[int, int, list[str]] = (-1, 0, [])
    for at, row in enumerate(head):
        single = [t or "" for t in row]
        options = [single]
        if at > 0:
            above = head[at - 1]
            options.append(
                [t or (above[i] if i < len(above) else "") or "" for i, t in enumerate(single)]
            )
        for headers in options:
            if (known := score(headers)) > best[0]:
                best = (known, at, headers)
    return best[1], best[2]


def _is_total(row: list[object]) -> bool:
    first = next((str(c).strip() for c in row if _filled(c)), "")
    return first.replace(" ", "").rstrip(":：") in _TOTALS


def cell_text(value: object) -> str | None:
    """A cell as the text a person sees; numbers without exponent, dates as ISO."""
    if value is None or value == "":
        return None
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
    """Fifteen significant digits, as Excel keeps them."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")
