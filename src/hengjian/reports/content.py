"""The report between Word and the other formats: a list of blocks of plain text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
