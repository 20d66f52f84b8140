"""The report between Word and the other formats: a list of blocks of plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

# Characters of the private use area, which no department's text needs and XML can hold.
_OPEN, _NAMED, _SHUT = "\ue000", "\ue001", "\ue002"
_MARK = re.compile(f"{_OPEN}(f[0-9]{{2}}){_NAMED}([^{_SHUT}]*){_SHUT}")

Kind = Literal["title", "subtitle", "heading", "text", "note", "caption", "table", "page_break"]


@dataclass(frozen=True)
class Block:
    """One paragraph or table. `head`: the first row of a table names its columns, else its first
    column names its rows. `widths`: shares of the columns as the clerk drew them."""

    kind: Kind
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    head: bool = False
    caption: str = ""
    widths: tuple[int, ...] = ()


def is_number(text: str) -> bool:
    """Whether a table cell holds a number, so that its column is set to the right."""
    return text.replace(".", "", 1).removeprefix("-").isdecimal()


def number_columns(block: Block) -> tuple[int, ...]:
    """Columns of a table that hold nothing but numbers."""
    body = block.rows[1:] if block.head else block.rows
    width = len(block.rows[0]) if block.rows else 0
    return tuple(i for i in range(width) if body and all(is_number(row[i]) for row in body))


def marked(text: str, figure: str) -> str:
    """The text between marks that name its figure, such as f15."""
    return f"{_OPEN}{figure}{_NAMED}{text}{_SHUT}"


def parts(text: str) -> list[tuple[str, str]]:
    """The text cut at its marks: (text, figure), the figure empty between them.

    >>> parts("节约" + marked("12万元", "f15") + "。")
    [('节约', ''), ('12万元', 'f15'), ('。', '')]
    """
    pieces = _MARK.split(text)
    found = [(pieces[0], "")]
    for figure, said, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        found += [(said, figure), (after, "")]
    return [(said, figure) for said, figure in found if said]
