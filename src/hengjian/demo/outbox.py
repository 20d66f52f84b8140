"""Which department sends which table, in which kind of file; one file a table and year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hengjian.catalog.models import Table
from hengjian.demo.days import NONE, Ints
from hengjian.demo.frames import ARROW, Columns, table_of
from hengjian.demo.render import Style, written
from hengjian.demo.writers import JsonLines, ParquetFile, TextFile, Workbook, Writer

#: Tables too big to hold: their parts are written as they come.
STREAMED = ("matter", "matter_event", "payment")

_HAND = Style(date="chinese", thousands=True, full_width=True, blanks=True)
_SYSTEM = Style()
_OLD = Style(date="slash", alias=1)


@dataclass(frozen=True)
class Sending:
    """The habit of one department with one table."""

    department: str
    kind: str  #: bom | gbk | tab | xlsx | jsonl | parquet
    style: Style = _SYSTEM

    @property
    def extension(self) -> str:
        """The file's extension."""
        return {"bom": "csv", "gbk": "csv", "tab": "tsv"}.get(self.kind, self.kind)


SENDINGS = {
    "unit": Sending("编办", "xlsx", _HAND),
    "post": Sending("编办", "xlsx", Style(date="iso", blanks=True)),
    "person": Sending("组织部", "gbk", _OLD),
    "enterprise": Sending("市场监督管理局", "bom"),
    "enterprise_person": Sending("市场监督管理局", "parquet"),
    "service_item": Sending("行政审批局", "xlsx", _HAND),
    "matter": Sending("行政审批局", "gbk", _OLD),
    "matter_event": Sending("行政审批局", "bom"),
    "suspension": Sending("行政审批局", "tab", Style(date="slash")),
    "extension": Sending("行政审批局", "xlsx", _HAND),
    "power_item": Sending("编办", "xlsx", _HAND),
    "duty_item": Sending("编办", "xlsx", Style(alias=1)),
    "list_change": Sending("编办", "xlsx", _HAND),
    "penalty": Sending("司法局", "gbk", Style(alias=1)),
    "penalty_fact": Sending("司法局", "bom"),
    "procurement_package": Sending("财政局", "bom"),
    "procurement_lot": Sending("财政局", "tab"),
    "bid": Sending("公共资源交易中心", "gbk", _OLD),
    "review_member": Sending("公共资源交易中心", "tab"),
    "award": Sending("财政局", "bom", Style(date="slash")),
    "contract": Sending("财政局", "gbk", Style(alias=1)),
    "supplement": Sending("财政局", "xlsx", _HAND),
    "acceptance": Sending("财政局", "jsonl", Style(date="chinese")),
    "deposit": Sending("公共资源交易中心", "gbk", Style(date="slash")),
    "budget_line": Sending("财政局", "xlsx", Style(thousands=True, blanks=True)),
    "payment": Sending("财政局", "gbk", _SYSTEM),
    "carry_over": Sending("财政局", "xlsx", _HAND),
    "fund_recovery": Sending("财政局", "xlsx", Style(date="slash", alias=1)),
    "project": Sending("发展和改革局", "xlsx", _HAND),
    "cost_audit": Sending("财政局", "xlsx", Style(thousands=True)),
    "expense_voucher": Sending("机关事务管理局", "tab", _OLD),
    "petition": Sending("信访局", "jsonl", Style(date="chinese")),
    "inspection": Sending("政府办公室", "xlsx", _HAND),
    "bulletin": Sending("政府办公室", "xlsx", _HAND),
    "audit": Sending("审计局", "xlsx", Style(thousands=True)),
    "audit_problem": Sending("审计局", "jsonl", Style(date="slash")),
    "discipline_statistic": Sending("纪委监委", "xlsx", _HAND),
    "survey_edition": Sending("政府办公室", "xlsx", _HAND),
    "survey_result": Sending("政府办公室", "xlsx"),
}
#: Tables that no file of `records/` describes: planted rows only.
_UNNAMED = Sending("政府办公室", "jsonl")


@dataclass
class Outbox:
    """The files of all departments. Small tables wait until `close` and are sorted by key."""

    root: Path
    standard: dict[str, Table]
    #: Names of the invented places and what this district calls its own; empty: as they are.
    names: Mapping[str, str] = field(default_factory=dict)
    sendings: dict[str, Sending] = field(default_factory=lambda: dict(SENDINGS))
    rows: dict[str, int] = field(default_factory=dict)
    _open: dict[tuple[str, int], Writer] = field(default_factory=dict)
    _waiting: dict[tuple[str, int], list[pa.Table]] = field(default_factory=dict)
    _examples: dict[tuple[str, int], pa.Table] = field(default_factory=dict)
    _spoiled: list[tuple[str, int, dict[str, str | None]]] = field(default_factory=list)

    def put(self, table: str, year: int, columns: Columns | pa.Table) -> None:
        """Add rows to a table's file of the year."""
        part = columns
        if not isinstance(part, pa.Table):
            part = table_of(self.standard[table], part)
        if not len(part):
            return
        self.rows[table] = self.rows.get(table, 0) + len(part)
        if table in STREAMED:
            self._write(table, year, part)
        else:
            self._waiting.setdefault((table, year), []).append(part)

    def put_by_year(self, table: str, years: Ints, columns: Columns | pa.Table) -> None:
        """Add rows to the files of their years; rows without a year are left out."""
        part = columns
        if not isinstance(part, pa.Table):
            part = table_of(self.standard[table], part)
        for year in np.unique(years[years != NONE]):
            self.put(table, int(year), part.filter(pa.array(years == year)))

    def sending(self, table: str) -> Sending:
        """Who sends the table and how."""
        return self.sendings.get(table, _UNNAMED)

    def small(self, table: str, year: int) -> pa.Table:
        """The rows that wait for the table's file of the year; none for a table that is streamed."""
        parts = self._waiting.get((table, year))
        if parts:
            return pa.concat_tables(parts)
        spec = self.standard[table]
        return pa.table({n: pa.array([], ARROW[c.type]) for n, c in spec.columns.items()})

    def spoil(self, table: str, year: int, texts: dict[str, str | None]) -> None:
        """At the end, send one more row that is wrong as written: cells of text by column."""
        self._spoiled.append((table, year, texts))

    def path(self, table: str, year: int) -> Path:
        """Where the table's file of the year lies."""
        sending = self.sending(table)
        return self.root / sending.department / f"{table}_{year}.{sending.extension}"

    def close(self) -> None:
        """Write what waits, finish all files."""
        for (table, year), parts in sorted(self._waiting.items()):
            whole = pa.concat_tables(parts)
            keys = [(name, "ascending") for name in self.standard[table].key]
            self._write(table, year, whole.sort_by(keys).combine_chunks())
        for table, year, texts in self._spoiled:
            self._write_spoiled(table, year, texts)
        for writer in self._open.values():
            writer.close()

    def _write(self, table: str, year: int, part: pa.Table) -> None:
        cells = self._renamed(written(part, self.standard[table], self.sending(table).style))
        self._examples.setdefault((table, year), cells.slice(0, 1))
        self._writer(table, year).add(cells)

    def _renamed(self, cells: pa.Table) -> pa.Table:
        for old, new in self.names.items():
            for place, column in enumerate(cells.schema):
                if pa.types.is_string(column.type):
                    texts = pc.replace_substring(cells.column(place), old, new)
                    cells = cells.set_column(place, column.name, texts)
        return cells

    def _write_spoiled(self, table: str, year: int, texts: dict[str, str | None]) -> None:
        """A right row of the same file, with some cells replaced."""
        cells = self._examples[table, year]
        for place, column in enumerate(self.standard[table].columns):
            if column in texts:
                name = cells.column_names[place]
                cells = cells.set_column(place, name, pa.array([texts[column]], pa.string()))
        self._writer(table, year).add(cells)

    def _writer(self, table: str, year: int) -> Writer:
        if (table, year) not in self._open:
            path = self.path(table, year)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open[table, year] = _writer(
                path,
                self.standard[table],
                self.sending(table),
                year,
                self.names.get("衡安", "衡安"),
            )
        return self._open[table, year]


def _writer(path: Path, spec: Table, sending: Sending, year: int, place: str) -> Writer:
    makers: dict[str, Callable[[], Writer]] = {
        "bom": lambda: TextFile(path, spec, sending.style, "utf-8", ","),
        "gbk": lambda: TextFile(path, spec, sending.style, "gbk", ","),
        "tab": lambda: TextFile(path, spec, sending.style, "utf-8", "\t"),
        "jsonl": lambda: JsonLines(path),
        "parquet": lambda: ParquetFile(path, spec, sending.style),
        "xlsx": lambda: Workbook(
            path, spec, sending.style, f"{place}区{sending.department}{year}年{spec.title}"
        ),
    }
    return makers[sending.kind]()
