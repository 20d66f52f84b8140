"""A document as a Word file, by the clerk's template; the same content gives the same bytes."""

from __future__ import annotations

import re
from typing import Any

from hengjian.catalog.library import library_path
from hengjian.office.documents.kinds import kinds, letterhead
from hengjian.office.documents.models import Document
from hengjian.office.door import home
from hengjian.reports.tags import day_text
from hengjian.reports.values import clean
from hengjian.reports.word import fill

_LEVELS = ((1, re.compile(r"^[一二三四五六七八九十]{1,3}、.{1,28}$")), (2, re.compile(r"^（[一二三四五六七八九十]{1,3}）.{1,28}$")))  # fmt: skip


def issuer() -> str:
    """The office's name in this district."""
    return letterhead().issuer.format(district=home().settings.district)


def paragraphs(body: str) -> list[dict[str, Any]]:
    """Lines of the text as paragraphs; 一、 and （一） alone on a line are headings.

    >>> paragraphs("一、问题\\n数额不符。")
    [{'级': 1, '文': '一、问题'}, {'级': 0, '文': '数额不符。'}]
    """
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return [
        {"级": next((n for n, form in _LEVELS if form.match(line)), 0), "文": line}
        for line in lines
    ]


def word_file(document: Document) -> bytes:
    """The Word file of a document as it is now: draft, issued, or void."""
    kind = kinds()[document.kind]
    head = letterhead().heads[kind.layout].format(district=home().settings.district)
    day = day_text(document.issued_on) if document.issued_on else "　　年　月　日"
    void = document.state == Document.State.VOID
    values = {
        "标志": head, "文号": _reference(document), "标题": document.title,
        "主送": document.to_name, "正文": paragraphs(document.body), "署名": issuer(), "日期": day,
        "抄送": document.cc, "印发机关": issuer(), "文种": kind.title,
        "附注": f"本文书已作废。理由：{document.void_reason}" if void else "",
    }  # fmt: skip
    return fill(library_path() / "documents" / f"{kind.layout}.docx", clean(values))


def _reference(document: Document) -> str:
    if not document.number:
        return "（草稿，未编号）"
    return f"{document.reference}{'（作废）' if document.state == Document.State.VOID else ''}"


def file_name(document: Document) -> str:
    """The name of the file as people keep it."""
    name = f"{document.reference} {document.title}" if document.number else f"草稿 {document.title}"
    return re.sub(r'[\\/:*?"<>|\r\n\t]', "", name)[:120] + ".docx"
