"""A table as an Excel file whose cells are text: nothing in it is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.http import HttpResponse

_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def response(name: str, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The file as a download called `<name>.xlsx`."""
    answer = HttpResponse(content(titles, rows), content_type=_KIND)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def content(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The bytes of the file; numbers stay numbers, everything else is text."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet, head = book.add_worksheet(), book.add_format({"bold": True, "bg_color": "#dde6ee"})
        for column, title in enumerate(titles):
            sheet.write_string(0, column, str(title), head)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(line, column, value)
                elif value is not None:
                    sheet.write_string(line, column, str(value)[:32_000])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, len(titles) - 1), 18)
    return buffer.getvalue()
