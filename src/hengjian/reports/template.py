"""Writes the default Word template from `library/reports/yearly.yaml`, laid out as GB/T 9704 asks.

`python -m hengjian.reports.template` writes `yearly.docx` beside it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import Table

from hengjian.catalog.library import library_path
from hengjian.catalog.reading import read_yaml
from hengjian.reports import layout
from hengjian.reports.word import stable_zip

_STYLES = {
    "title": "Title",
    "subtitle": "Subtitle",
    "heading": "Heading 1",
    "heading2": "Heading 2",
    "entry": "Heading 3",
    "caption": "Caption",
    "text": "Normal",
    "note": layout.NOTE,
}
_ALIGN = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def write_template(folder: Path) -> Path:
    """`yearly.docx` from `yearly.yaml` in the folder; the same text gives the same bytes."""
    path = folder / "yearly.docx"
    path.write_bytes(template_bytes(folder))
    return path


def template_bytes(folder: Path) -> bytes:
    """The default template as a Word file."""
    document = docx.Document()
    layout.prepare(document)
    for item in read_yaml(folder / "yearly.yaml"):
        _add(document, item)
    stream = io.BytesIO()
    document.save(stream)
    return stable_zip(stream.getvalue())


def _add(document: Document, item: dict[str, Any]) -> None:
    kind, value = next(iter(item.items()))
    if kind in _STYLES:
        document.add_paragraph(value, style=_STYLES[kind])
    else:
        _BUILDERS[kind](document, item)


def _annex(document: Document, item: dict[str, Any]) -> None:
    heading = document.add_paragraph(item["annex"], style="Heading 1")
    heading.paragraph_format.page_break_before = True


def _tag(pattern: str) -> Callable[[Document, dict[str, Any]], None]:
    """A paragraph that is nothing but a Jinja tag; it vanishes when the template is filled."""

    def add(document: Document, item: dict[str, Any]) -> None:
        document.add_paragraph(pattern.format(next(iter(item.values()))), style=layout.TAG)

    return add


def _table(document: Document, item: dict[str, Any]) -> None:
    """A table with one row for each entry of a list."""
    columns: list[tuple[str, str, int, str]] = item["columns"]
    table = document.add_table(rows=4, cols=len(columns))
    layout.grid(table, [width for _, _, width, _ in columns], head=True)
    for place, (title, key, _, align) in enumerate(columns):
        _cell(table, 0, place, title, bold=True, align="center")
        _cell(table, 2, place, f"{{{{ 行.{key} }}}}", align=align)
    _cell(table, 1, 0, f"{{%tr for 行 in {item['table']} %}}")
    _cell(table, 3, 0, "{%tr endfor %}")
    document.add_paragraph("", style=layout.TAG)


def _pairs(document: Document, item: dict[str, Any]) -> None:
    """A table of names and values, one for each entry of the list it stands in."""
    rows: list[tuple[str, str]] = item["rows"]
    table = document.add_table(rows=len(rows), cols=2)
    layout.grid(table, [16, 84], head=False)
    for place, (title, key) in enumerate(rows):
        _cell(table, place, 0, title, bold=True)
        _cell(table, place, 1, f"{{{{ 条.{key} }}}}")


def _cell(
    table: Table, row: int, column: int, text: str, *, bold: bool = False, align: str = "left"
) -> None:
    cell = table.cell(row, column)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.style = layout.CELL
    run = paragraph.add_run(text)
    run.bold = bold or None
    if align != "left":
        paragraph.alignment = _ALIGN[align]


_BUILDERS: dict[str, Callable[[Document, dict[str, Any]], None]] = {
    "annex": _annex,
    "if": _tag("{{%p if {} %}}"),
    "end": _tag("{{%p endif %}}{{# {} #}}"),
    "each": _tag("{{%p for 条 in {} %}}"),
    "end_each": _tag("{{%p endfor %}}{{# {} #}}"),
    "table": _table,
    "pairs": _pairs,
}


if __name__ == "__main__":
    print(write_template(library_path() / "reports"))
