"""The Excel form of a table: titles, drop-downs, comments, checks, one example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from hengjian.catalog.models import Column, Table

_ROWS = 5000
_TYPES = {
    "text": "文字", "code": "从下拉列表选择", "date": "日期，如 2025-03-05", "time": "时间，如 2025-03-05 09:30",
    "money": "金额", "integer": "整数", "ratio": "比例，如 0.02 或 2%", "decimal": "数", "boolean": "是/否",
}  # fmt: skip
_EXAMPLES = {
    "text": "示例", "date": "2025-03-05", "time": "2025-03-05 09:30:00", "money": "12345.67",
    "integer": "1", "ratio": "0.02", "decimal": "1", "boolean": "是",
}  # fmt: skip


def write_template(table: Table, path: Path) -> Path:
    """Write the form; the example row is grey and is read back as a faulty row if left in."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(table.title[:31])
        codes = book.add_worksheet("代码")
        head = book.add_format(
            {"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True}
        )
        must = book.add_format(
            {"bold": True, "bg_color": "#FCE4D6", "border": 1, "text_wrap": True}
        )
        text = book.add_format({"num_format": "@"})
        for index, (name, column) in enumerate(table.columns.items()):
            sheet.write_string(0, index, title(column), must if column.required else head)
            sheet.write_comment(0, index, describe(name, column), {"x_scale": 2})
            sheet.set_column(index, index, max(12, 2 * len(column.title)), text)
            _validate(sheet, codes, index, column)
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, 32)
    return path


def title(column: Column) -> str:
    """The header of a column, with the unit of money."""
    units = {"yuan": "（元）", "wan_yuan": "（万元）"}
    return column.title + (units.get(column.unit, "") if column.type == "money" else "")


def describe(name: str, column: Column) -> str:
    """What a person must know to fill a column in."""
    parts = [f"{name}：{_TYPES[column.type]}"]
    if column.required:
        parts.append("必填")
    if column.codes:
        parts.append("可选：" + "、".join(column.codes.values()))
    else:
        parts.append(f"例：{_EXAMPLES[column.type]}")
    if column.secrecy != "internal":
        parts.append(
            {"personal": "个人信息，入库前处理", "public": "依法公开", "sealed": "密封"}[
                column.secrecy
            ]
        )
    if column.note:
        parts.append(column.note)
    return "\n".join(parts)


def _validate(sheet: Any, codes: Any, index: int, column: Column) -> None:
    """Drop-downs and value checks. A long code list stands on its own sheet."""
    area = (1, index, _ROWS, index)
    if column.type == "code":
        labels = list(column.codes.values())
        codes.write_column(0, index, labels)
        letter = xlsxwriter.utility.xl_col_to_name(index)
        source = f"=代码!${letter}$1:${letter}${len(labels)}"
        sheet.data_validation(*area, {"validate": "list", "source": source})
    elif column.type == "boolean":
        sheet.data_validation(*area, {"validate": "list", "source": ["是", "否"]})
    elif column.type in ("money", "integer", "ratio", "decimal") and column.min is not None:
        rule = {"validate": "decimal", "criteria": ">=", "value": column.min, "error_type": "warning",
                "error_message": "请核对正负号和单位"}  # fmt: skip
        sheet.data_validation(*area, rule)
