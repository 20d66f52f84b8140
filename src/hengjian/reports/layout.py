"""The look of an official document (GB/T 9704-2012) as Word styles: 22 lines of 28 characters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

SONG, HEI, KAI, FANG = "方正小标宋简体", "黑体", "楷体", "仿宋"
LATIN = "Times New Roman"
CELL, NOTE, TAG = "表格文字", "附注", "标签"
#: Fonts that offices have under other names, and what to take where they are not installed.
FALLBACK = {
    SONG: "小标宋体,华文中宋,宋体,SimSun,Noto Serif CJK SC",
    HEI: "SimHei,Noto Sans CJK SC",
    KAI: "楷体_GB2312,KaiTi,华文楷体,Noto Serif CJK SC",
    FANG: "仿宋_GB2312,FangSong,华文仿宋,Noto Serif CJK SC",
}
_BODY, _LINE = Pt(16), Pt(28.95)
_TEXT_WIDTH = Mm(156)
_TIGHTER = -5  #: twentieths of a point between characters, so that 28 of them fill a line
_CREATED = datetime(2026, 1, 1, tzinfo=UTC)


def prepare(document: Document) -> None:
    """Page, styles, language, page numbers and properties of an empty document."""
    _page(document)
    _language(document)
    _styles(document)
    _footers(document)
    _fallback_fonts(document)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "廉政工作报告", ""
    properties.language, properties.created, properties.modified = "zh-CN", _CREATED, _CREATED


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(
        parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="579"/>')
    )


def _language(document: Document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(
        parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>')
    )


def _styles(document: Document) -> None:
    body = _style(document, "Normal", FANG, _BODY, indent=True)
    tighter = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{_TIGHTER}"/>')
    body.element.get_or_add_rPr().find(qn("w:color")).addnext(tighter)
    title = _style(document, "Title", SONG, Pt(22), align=WD_ALIGN_PARAGRAPH.CENTER, line=Pt(33))
    title.paragraph_format.space_after = Pt(10)
    subtitle = _style(document, "Subtitle", KAI, _BODY, align=WD_ALIGN_PARAGRAPH.CENTER)
    subtitle.paragraph_format.space_after = Pt(20)
    _style(document, "Heading 1", HEI, _BODY, indent=True, keep=True)
    _style(document, "Heading 2", KAI, _BODY, indent=True, keep=True)
    entry = _style(document, "Heading 3", HEI, Pt(12), line=Pt(20), keep=True, free=True)
    entry.paragraph_format.space_before = Pt(10)
    center = WD_ALIGN_PARAGRAPH.CENTER
    caption = _style(
        document, "Caption", HEI, Pt(12), align=center, line=Pt(22), keep=True, free=True
    )
    caption.paragraph_format.space_before = Pt(8)
    for name in (CELL, NOTE, TAG):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    cell = _style(
        document, CELL, FANG, Pt(10.5), align=WD_ALIGN_PARAGRAPH.LEFT, line=Pt(15), free=True
    )
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
    _style(document, NOTE, FANG, Pt(12), indent=True, line=Pt(20), free=True)
    tag = _style(document, TAG, FANG, Pt(9), align=WD_ALIGN_PARAGRAPH.LEFT, line=Pt(12), free=True)
    tag.font.color.rgb = RGBColor(0x80, 0x80, 0x80)


def _style(
    document: Document,
    name: str,
    font: str,
    size: Pt,
    *,
    indent: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    line: Pt = _LINE,
    keep: bool = False,
    free: bool = False,
) -> ParagraphStyle:
    """Set a paragraph style; what the blank brings along goes. `free`: off the grid of lines."""
    style: ParagraphStyle = document.styles[name]
    for part in (style.element.rPr, style.element.pPr):
        if part is not None:
            style.element.remove(part)
    style.font.size, style.font.bold, style.font.italic = size, False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    set_fonts(style.element.get_or_add_rPr(), font)
    paragraph = style.paragraph_format
    paragraph.alignment, paragraph.keep_with_next = align, keep
    paragraph.line_spacing_rule, paragraph.line_spacing = WD_LINE_SPACING.EXACTLY, line
    paragraph.space_before = paragraph.space_after = Pt(0)
    _grid_and_indent(style, size, indent=indent, free=free)
    return style


def _grid_and_indent(style: ParagraphStyle, size: Pt, *, indent: bool, free: bool) -> None:
    properties = style.element.get_or_add_pPr()
    if free:
        off = parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>')
        properties.find(qn("w:spacing")).addprevious(off)
    first_line = properties.get_or_add_ind()
    first_line.set(qn("w:firstLineChars"), "200" if indent else "0")
    first_line.set(qn("w:firstLine"), str(int(size.pt * 40)) if indent else "0")


def set_fonts(properties: etree._Element, font: str) -> None:
    """Chinese in `font`, Latin letters and digits in Times New Roman."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for key, value in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", font), ("cs", LATIN)):
        fonts.set(qn(f"w:{key}"), value)
    properties.insert(0, fonts)


def _footers(document: Document) -> None:
    """— 1 —: to the right on odd pages, to the left on even ones, one character from the edge."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        side = "rightChars" if align == WD_ALIGN_PARAGRAPH.RIGHT else "leftChars"
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        for key, value in ((side, "100"), ("firstLineChars", "0"), ("firstLine", "0")):
            indent.set(qn(f"w:{key}"), value)
        _page_number(paragraph)


def _page_number(paragraph: Paragraph) -> None:
    for text, kind in (("— ", ""), ("", "begin"), ("PAGE", "code"), ("", "end"), (" —", "")):
        run = paragraph.add_run(text if not kind else "")
        run.font.size = Pt(14)
        set_fonts(run._r.get_or_add_rPr(), "宋体")
        if kind == "code":
            run._r.append(parse_xml(f"<w:instrText {nsdecls('w')}> PAGE </w:instrText>"))
        elif kind:
            run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))


def _fallback_fonts(document: Document) -> None:
    """Name the fonts to take where the official ones are missing."""
    part = next(
        (p for p in document.part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml"),
        None,
    )
    if part is None:
        return
    table = etree.fromstring(part.blob)
    for name, others in FALLBACK.items():
        font = etree.SubElement(table, qn("w:font"), {qn("w:name"): name})
        etree.SubElement(font, qn("w:altName"), {qn("w:val"): others})
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)


def grid(table: Table, widths: Sequence[int], *, head: bool) -> None:
    """Lines around every cell, columns by share of the text width, a head row that repeats."""
    table.style = "Table Grid"
    table.autofit = False
    total = sum(widths)
    for column, share in zip(table.columns, widths, strict=True):
        width = int(_TEXT_WIDTH * share / total)
        column.width = width
        for cell in column.cells:
            cell.width = width
    if head:
        row = table.rows[0]._tr.get_or_add_trPr()
        row.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
