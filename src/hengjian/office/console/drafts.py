"""The live draft of the yearly report as a page shows it: chapters whose numbers lead to their rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from hengjian.office.door import catalog, home
from hengjian.reports import parts
from hengjian.reports.content import Block, number_columns


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, heading or table. `text`: (words, name of the figure they are a number of, or "")."""

    kind: str
    level: int
    text: list[tuple[str, str]]
    block: Block
    numbers: tuple[int, ...]


@dataclass
class Chapter:
    """A heading of the first level and what follows it; the title page has no title."""

    title: str = ""
    body: list[Paragraph] = field(default_factory=list)


def draft(run: str) -> list[Chapter]:
    """The report of a run by chapters, the title page first and the annex last."""
    changed = (home().path / "district.yaml").stat().st_mtime_ns
    return _draft(str(home().path), run, changed)


@lru_cache(maxsize=4)
def _draft(place: str, run: str, changed: int) -> list[Chapter]:
    from hengjian.district.reporting import draft_report

    names = {f.number.lower(): f.figure for f in catalog().figures.values()}
    chapters = [Chapter()]
    for block in draft_report(home(), run):
        if block.kind == "heading" and block.level == 1:
            chapters.append(Chapter(block.text))
        elif block.kind != "page_break":
            text = [(said, names.get(figure, "")) for said, figure in parts(block.text)]
            numbers = number_columns(block) if block.kind == "table" else ()
            chapters[-1].body.append(Paragraph(block.kind, block.level, text, block, numbers))
    return chapters
