"""Figures of the report and boards of the office, both computed from rows."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from hengjian.catalog.models.entries import ColumnType, Entry, Text
from hengjian.catalog.models.rules import Evidence

Formula = Literal["count", "sum", "ratio", "mean_ratio", "median", "distinct"]


FigureUnit = Literal[
    "item", "case", "piece", "issue", "time", "person", "percent", "wan_yuan", "day", "rank"
]  # fmt: skip


class Reading(Entry, frozen=True):
    title: Text
    formula: Formula
    of: str = ""
    over: str = ""
    unit: FigureUnit | None = None


class Part(Entry, frozen=True):
    column: Text
    title: Text


class Rows(Entry, frozen=True):
    title: Text


class Figure(Entry, frozen=True):
    figure: Text
    number: Text
    title: Text
    unit: FigureUnit
    definition: Text
    why: str
    mechanism: int
    reads: tuple[str, ...]
    rows: Rows
    columns: dict[str, Evidence]
    readings: dict[str, Reading]
    undecidable: dict[str, str]
    traps: tuple[str, ...]
    owner: Text
    duties: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    part: Part | None = None
    note: str = ""
    sql: str = ""

    @property
    def result_columns(self) -> tuple[str, ...]:
        """Columns of the rows behind the figure, in order."""
        return ("record_id", *self.columns, "missing")


class BoardColumn(Entry, frozen=True):
    title: Text
    type: ColumnType
    codes: dict[str, str] = field(default_factory=dict)


class Board(Entry, frozen=True):
    """A work list computed from records: rows of one unit each, grouped by a column.

    `group`: the column of the headings, in the order of its codes. `unit`: the column that decides
    who sees a row. `due`: a column with the next day that counts. `link`: rows' findings by record.
    """

    board: Text
    title: Text
    note: str
    mechanism: int
    reads: tuple[str, ...]
    columns: dict[str, BoardColumn]
    group: Text
    unit: Text
    due: str = ""
    parameters: tuple[str, ...] = ()
    sql: str = ""
