"""The Word report: the clerk's template filled, and its text read back for the other formats."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from hengjian.reports import layout
from hengjian.reports.content import Block, Kind
from hengjian.reports.tags import UnknownWord

_KINDS: dict[str, tuple[Kind, int]] = {
    "Title": ("title", 0),
    "Subtitle": ("subtitle", 0),
    "Heading 1": ("heading", 1),
    "Heading 2": ("heading", 2),
    "Heading 3": ("heading", 3),
    "Caption": ("caption", 0),
    "附注": ("note", 0),
}
_STYLES = {kind: style for style, kind in _KINDS.items()}


class ReportError(ValueError):
    """The template cannot be filled: says which tag is wrong."""


def fill(template: Path, values: Mapping[str, Any]) -> bytes:
    """The template with every tag replaced, as a Word file. Values are escaped, never executed."""
    document = DocxTemplate(template)
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        document.render(dict(values), jinja_env=environment, autoescape=True)
    except (TemplateError, UnknownWord) as error:
        raise ReportError(f"{template}: {error}") from error
    stream = io.BytesIO()
    document.save(stream)
    return stable_zip(stream.getvalue())


def word_bytes(blocks: Sequence[Block], title: str) -> bytes:
    """Blocks as a Word file in the layout of an official document."""
    document = docx.Document()
    layout.prepare(document)
    document.core_properties.title = title
    for block in blocks:
        if block.kind == "table":
            _write_table(document, block)
        else:
            document.add_paragraph(
                block.text, style=_STYLES.get((block.kind, block.level), "Normal")
            )
    stream = io.BytesIO()
    document.save(stream)
    return stable_zip(stream.getvalue())


def _write_table(document: Document, block: Block) -> None:
    table = document.add_table(rows=len(block.rows), cols=len(block.rows[0]))
    layout.grid(table, block.widths or (1,) * len(block.rows[0]), head=block.head)
    for row, texts in zip(table.rows, block.rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].style = layout.CELL
            cell.paragraphs[0].add_run(text)


def stable_zip(data: bytes) -> bytes:
    """The same archive with fixed times, so that the same content is the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return stream.getvalue()


def read_blocks(data: bytes) -> list[Block]:
    """The text of a Word file as blocks; pictures, text boxes and comments are left behind."""
    document = docx.Document(io.BytesIO(data))
    blocks: list[Block] = []
    caption = ""
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            blocks.append(_table(item, caption))
            caption = ""
            continue
        for block in _paragraph(item):
            if block.kind == "caption":
                caption = block.text
            else:
                blocks.append(block)
    return blocks


def _paragraph(paragraph: Paragraph) -> Iterator[Block]:
    kind, level = _KINDS.get(paragraph.style.name if paragraph.style else "", ("text", 0))
    if paragraph.paragraph_format.page_break_before or (
        paragraph.style is not None and paragraph.style.paragraph_format.page_break_before
    ):
        yield Block("page_break")
    if text := paragraph.text.strip():
        yield Block(kind, text, level)


def _table(table: Table, caption: str) -> Block:
    rows = tuple(tuple(cell.text.strip() for cell in row.cells) for row in table.rows)
    first = table.rows[0]._tr if rows else None
    head = first is not None and bool(first.xpath("./w:trPr/w:tblHeader"))
    columns = table._tbl.tblGrid.findall(qn("w:gridCol"))
    widths = tuple(int(column.get(qn("w:w"), "1")) for column in columns)
    return Block("table", rows=rows, head=head, caption=caption, widths=widths)


def tags_of(template: Path) -> str:
    """All text of a template, tags joined over their runs; for checks on which tags it uses."""
    document = docx.Document(str(template))
    texts = [node.text or "" for node in document.element.iter(qn("w:t"))]
    return "".join(texts)
