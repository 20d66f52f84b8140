"""The yearly report: figures into Word, PDF and HTML, all three with the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from hengjian.catalog.library import Catalog
from hengjian.engine.figures import FigureResult
from hengjian.reports.content import Block, marked, parts
from hengjian.reports.context import (
    FindingCount,
    ReportContext,
    RuleCoverage,
    UnitCount,
    rows_hash,
)
from hengjian.reports.html import html_text
from hengjian.reports.manuals import Manual, manual_blocks, manuals
from hengjian.reports.pdf import pdf_bytes
from hengjian.reports.values import clean, template_values
from hengjian.reports.word import ReportError, fill, read_blocks, word_bytes
from hengjian.reports.words import read_words

__all__ = [
    "FORMATS",
    "FindingCount",
    "Manual",
    "ReportContext",
    "ReportError",
    "RuleCoverage",
    "UnitCount",
    "build",
    "build_manual",
    "draft",
    "manuals",
    "parts",
    "rows_hash",
]

FORMATS = ("docx", "pdf", "html")


def build(
    results: Mapping[str, FigureResult],
    *,
    catalog: Catalog,
    context: ReportContext,
    out: Path,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Write the report in the formats asked for; returns the files.

    `results`: figure name → result. Word comes from `library/reports/yearly.docx`; PDF and HTML say
    what the filled Word file says. Raises ReportError when a tag of the template is wrong.
    """
    if unknown := set(formats) - set(FORMATS):
        raise ValueError(
            f"unknown format {', '.join(sorted(unknown))}; there are {', '.join(FORMATS)}"
        )
    folder = catalog.root / "reports"
    words = read_words(catalog.root)
    word = fill(folder / "yearly.docx", template_values(results, catalog, context, words))
    blocks = read_blocks(word)
    title = clean(words.file_title.format(district=context.district, year=context.year))
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for kind in formats:
        path = out / f"yearly-{context.year}.{kind}"
        path.write_bytes(
            word if kind == "docx" else _set(kind, blocks, folder, title, context.as_of)
        )
        files.append(path)
    return files


def draft(
    results: Mapping[str, FigureResult], *, catalog: Catalog, context: ReportContext
) -> list[Block]:
    """What `build` would write, as blocks whose numbers are marked with their figures (`parts`)."""
    values = template_values(results, catalog, context, read_words(catalog.root), marked)
    return read_blocks(fill(catalog.root / "reports" / "yearly.docx", values))


def build_manual(
    manual: Manual, *, catalog: Catalog, district: str, on_day: date, version: str, out: Path,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:  # fmt: skip
    """Write one manual as of a day in the formats asked for; returns the files."""
    blocks = manual_blocks(manual, catalog, district=district, on_day=on_day, version=version)
    title = manual.title.format(district=district)
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for kind in formats:
        data = (
            word_bytes(blocks, title) if kind == "docx"
            else _set(kind, blocks, catalog.root / "reports", title, on_day)
        )  # fmt: skip
        files.append(out / f"{manual.manual}.{kind}")
        files[-1].write_bytes(data)
    return files


def _set(kind: str, blocks: Sequence[Block], folder: Path, title: str, as_of: date) -> bytes:
    """The blocks as PDF or HTML."""
    layout = folder / f"yearly.{'typ' if kind == 'pdf' else kind}"
    if kind == "pdf":
        return pdf_bytes(blocks, layout, title=title, as_of=as_of)
    return html_text(blocks, layout, title=title).encode()
