"""Reads one workbook in a process of its own and writes its cells as text to standard output.

The library that reads workbooks can end the process that uses it: a damaged .xls makes it ask for all
memory, a damaged .xlsx makes it panic. Here that ends only this process, which may take so much
memory and time and no more. Run by its path; it knows nothing of the rest of the product.
"""

from __future__ import annotations

import math
import resource
import sys
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import msgspec
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MEMORY = 8 << 30
SECONDS = 1800
_CHUNK = 5_000


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


def _tell(kind: str, content: Any) -> None:
    """One frame: its length, then what it says."""
    data = msgspec.msgpack.encode([kind, content])
    sys.stdout.buffer.write(len(data).to_bytes(8, "big") + data)


def _tell_book(path: str) -> None:
    with open(path, "rb") as stream:  # noqa: PTH123 - no path object is needed here
        book = CalamineWorkbook.from_filelike(stream)
        visible, hidden = [], []
        for sheet in book.sheets_metadata:
            shown = sheet.visible == SheetVisibleEnum.Visible
            if shown and sheet.typ == SheetTypeEnum.WorkSheet:
                visible.append(sheet.name)
            elif not shown:
                hidden.append(sheet.name)
        _tell("hidden", hidden)
        for name in visible:
            _tell_sheet(name, book.get_sheet_by_name(name))
    _tell("end", None)


def _tell_sheet(name: str, sheet: Any) -> None:
    _tell("sheet", [name, list(sheet.merged_cell_ranges or [])])
    before: list[str | None] = [None] * (sheet.start[1] if sheet.start else 0)
    rows: list[list[str | None]] = []
    for row in sheet.iter_rows():
        rows.append(before + [cell_text(c) for c in row])
        if len(rows) == _CHUNK:
            _tell("rows", rows)
            rows = []
    _tell("rows", rows)


def main() -> None:
    """Limit what this process may take, then read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _tell_book(sys.argv[1])
    except PasswordError:
        _tell("locked", None)
    except BaseException as error:  # a panic of the library is no Exception
        _tell("error", f"{type(error).__name__} {error}"[:300])


if __name__ == "__main__":
    main()
