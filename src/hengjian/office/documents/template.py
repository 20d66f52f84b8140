"""Writes the default Word templates of official documents, laid out as GB/T 9704-2012 asks.

`python -m hengjian.office.documents.template` writes `notice.docx` and `letter.docx` into library/documents.
"""

from __future__ import annotations

import io
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from hengjian.catalog.library import library_path
from hengjian.office.documents.kinds import Layout
from hengjian.reports import layout
from hengjian.reports.word import stable_zip

RED = "C00000"
_WIDTH = Mm(156)
_CENTER, _RIGHT, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT  # fmt: skip


def write_templates(folder: Path) -> list[Path]:
    """Both templates; the same code gives the same bytes."""
    written = []
    for name in ("notice", "letter"):
        path = folder / f"{name}.docx"
        path.write_bytes(template_bytes(name))
        written.append(path)
    return written


def template_bytes(name: Layout) -> bytes:
    """One template as a Word file."""
    document = docx.Document()
    layout.prepare(document)
    document.core_properties.title = "公文"
    if name == "letter":
        _letter_head(document)
    else:
        _notice_head(document)
    _text(document)
    _closing(document)
    _imprint(document, name)
    stream = io.BytesIO()
    document.save(stream)
    return stable_zip(stream.getvalue())


def _notice_head(document: Document) -> None:
    """文件格式: the red name, the number in the middle, one red line."""
    head = _line(document, "{{ 标志 }}", layout.SONG, Pt(36), _CENTER, red=True, line=Pt(58))
    head.paragraph_format.space_before = Pt(40)
    number = _line(document, "{{ 文号 }}", layout.FANG, Pt(16), _CENTER)
    number.paragraph_format.space_before, number.paragraph_format.space_after = Pt(28), Pt(2)
    _border(number, "bottom", "single", 18)
    _blank(document)


def _letter_head(document: Document) -> None:
    """信函格式: the red name over a thick and thin line, the number to the right; a line closes the page."""
    section = document.sections[0]
    section.top_margin, section.different_first_page_header_footer = Mm(30), True
    head = _line(document, "{{ 标志 }}", layout.SONG, Pt(38), _CENTER, red=True, line=Pt(60))
    _border(head, "bottom", "thickThinSmallGap", 24)
    number = _line(document, "{{ 文号 }}", layout.FANG, Pt(16), _RIGHT)
    number.paragraph_format.space_before = Pt(12)
    foot = section.first_page_footer.paragraphs[0]
    foot.alignment = _CENTER
    _border(foot, "top", "thinThickSmallGap", 24)
    _blank(document)


def _text(document: Document) -> None:
    """Title, recipient, and the paragraphs with headings of two levels."""
    title = document.add_paragraph("{{ 标题 }}", style="Title")
    off = parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>')
    title._p.get_or_add_pPr().append(off)
    _line(document, "{%p if 主送 %}", layout.FANG, Pt(9), _LEFT)
    _line(document, "{{ 主送 }}：", layout.FANG, Pt(16), _LEFT)
    _line(document, "{%p endif %}", layout.FANG, Pt(9), _LEFT)
    for tag, style in (
        ("{%p for 段 in 正文 %}", ""), ("{%p if 段.级 == 1 %}", ""), ("{{ 段.文 }}", "Heading 1"),
        ("{%p elif 段.级 == 2 %}", ""), ("{{ 段.文 }}", "Heading 2"), ("{%p else %}", ""),
        ("{{ 段.文 }}", "Normal"), ("{%p endif %}", ""), ("{%p endfor %}", ""),
    ):  # fmt: skip
        document.add_paragraph(tag, style=style or layout.TAG)


def _closing(document: Document) -> None:
    """Signature and date to the right, kept together; the note of a void document."""
    _blank(document)
    signature = _line(document, "{{ 署名 }}", layout.FANG, Pt(16), _RIGHT, right=200)
    signature.paragraph_format.keep_with_next = True
    signature.paragraph_format.space_before = Pt(24)
    _line(document, "{{ 日期 }}", layout.FANG, Pt(16), _RIGHT, right=400)
    document.add_paragraph("{%p if 附注 %}", style=layout.TAG)
    note = document.add_paragraph("（{{ 附注 }}）", style="Normal")
    note.runs[0].font.color.rgb = RGBColor.from_string(RED)
    document.add_paragraph("{%p endif %}", style=layout.TAG)


def _imprint(document: Document, name: Layout) -> None:
    """版记 at the foot of the last page: copies; between lines who printed and when (not on letters).

    One paragraph in one frame: Word, WPS and LibreOffice all set it at the bottom of the text area.
    """
    copies = "抄送：{{ 抄送 }}。"
    if name == "letter":
        document.add_paragraph("{%p if 抄送 %}", style=layout.TAG)
        _frame(_line(document, copies, layout.FANG, Pt(14), _LEFT, line=Pt(26)))
        document.add_paragraph("{%p endif %}", style=layout.TAG)
        return
    text = f"{{% if 抄送 %}}{copies}\n{{% endif %}}{{{{ 印发机关 }}}}\t{{{{ 日期 }}}}印发"
    paragraph = _line(document, text, layout.FANG, Pt(14), _LEFT, line=Pt(26))
    _frame(paragraph)
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="1" w:color="000000"/>'
        for side in ("top", "bottom")
    )
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>")
    paragraph._p.pPr.find(qn("w:spacing")).addprevious(border)
    paragraph.paragraph_format.tab_stops.add_tab_stop(_WIDTH - Pt(14), WD_TAB_ALIGNMENT.RIGHT)


def _frame(paragraph: Paragraph) -> None:
    """Set the paragraph at the bottom of the text area, one character in from both sides."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for key in ("left", "right"):
        indent.set(qn(f"w:{key}"), "140")
    frame = (
        f'<w:framePr {nsdecls("w")} w:w="{int(_WIDTH.twips)}" w:wrap="notBeside" w:hAnchor="margin" '
        'w:xAlign="left" w:vAnchor="margin" w:yAlign="bottom"/>'
    )
    paragraph._p.pPr.insert(0, parse_xml(frame))


def _line(
    document: Document, text: str, font: str, size: Pt, align: WD_ALIGN_PARAGRAPH, *,
    red: bool = False, line: Pt | None = None, right: int = 0,
) -> Paragraph:  # fmt: skip
    """One line that is not running text. `right`: hundredths of a character to keep free."""
    paragraph = document.add_paragraph()
    _styled(paragraph, text, font, size, red=red, line=line, right=right)
    paragraph.alignment = align
    return paragraph


def _styled(
    paragraph: Paragraph, text: str, font: str, size: Pt, *, red: bool = False,
    line: Pt | None = None, right: int = 0,
) -> None:  # fmt: skip
    run = paragraph.add_run(text)
    run.font.size = size
    layout.set_fonts(run._r.get_or_add_rPr(), font)
    if red:
        run.font.color.rgb = RGBColor.from_string(RED)
    if line is not None:
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = line
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for key, value in (("firstLineChars", "0"), ("firstLine", "0"), ("rightChars", str(right)), ("right", str(right * 16 // 5))):  # fmt: skip
        indent.set(qn(f"w:{key}"), value)


def _border(paragraph: Paragraph, side: str, kind: str, size: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:{side} w:val="{kind}" w:sz="{size}" w:space="6" w:color="{RED}"/></w:pBdr>'
    )
    before = properties.find(qn("w:spacing"))
    if before is None:
        properties.append(border)
    else:
        before.addprevious(border)


def _blank(document: Document) -> None:
    """One empty line of text."""
    document.add_paragraph("", style="Normal")


if __name__ == "__main__":
    for file in write_templates(library_path() / "documents"):
        print(file)
