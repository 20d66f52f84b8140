"""One sheet against the data standard: recognised, checked, its good and bad rows apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
from sqlglot import exp

from hengjian.catalog.models import Table
from hengjian.intake import check
from hengjian.intake.cleaning import (
    check_unit_columns,
    drop_no_records,
    fill_merged,
    refuse_doubtful,
    without_totals,
)
from hengjian.intake.delivery import Delivery, Order
from hengjian.intake.errors import UnknownTable, WrongMapping
from hengjian.intake.headers import (
    OWN_COLUMNS,
    Recognised,
    choose_table,
    named_units,
    recognise,
    require_columns,
    spellings,
    tables_by_name,
)
from hengjian.intake.mapping import TableMapping, read_mapping, sources
from hengjian.intake.quarantine import Examined
from hengjian.intake.readers.heading import Score
from hengjian.intake.readers.sheet import Sheet, Torn
from hengjian.intake.units import Unit, standard_unit


def known_headers(order: Order) -> Score:
    """How many headers of a row the mapping, the named table or else the best fitting table knows."""
    if order.mapping is not None:
        wanted = {
            h
            for m in read_mapping(order.mapping)
            for h in (*m.columns.values(), *m.number.values())
        }
        return lambda headers: len(wanted & set(headers))
    tables = [t for t in order.catalog.tables.values() if not t.derived]
    if order.table is not None:
        tables = [t for t in tables if t.table == order.table] or tables
    index = tables_by_name(tables)

    def known(headers: Sequence[str]) -> int:
        near = {t.table: t for name in spellings(headers) for t in index.get(name, ())}
        return max((len(recognise(t, headers).columns) for t in near.values()), default=0)

    return known


@dataclass
class Examiner:
    """The sheets of one delivery, one after the other."""

    con: duckdb.DuckDBPyConnection
    order: Order
    delivery: Delivery
    found: list[Examined]

    def take(self, sheet: Sheet) -> None:
        """Examine a sheet. A workbook may hold sheets that are no table (code lists, notes): they
        are named, not refused."""
        if set(sheet.headers) <= OWN_COLUMNS:
            return
        self.delivery.warnings += sheet.notes
        try:
            self._examine(sheet)
        except UnknownTable as error:
            if self.order.table is not None or self.order.mapping is not None:
                raise
            self.delivery.warnings.append(str(error))

    def _examine(self, sheet: Sheet) -> None:
        if self.order.mapping is not None:
            self._drop(sheet)
            for position, mapping in enumerate(read_mapping(self.order.mapping)):
                self._mapped(sheet, mapping, without_totals(sheet) if position == 0 else [])
            return
        found = self._recognised(sheet)
        above = (*sheet.above, sheet.name, *self._drop(sheet))
        refuse_doubtful(self.con, found, sheet)
        if found.extra:
            self.delivery.warnings.append(f"{sheet.name}：未用的列 {'、'.join(found.extra[:8])}")
        headers = {n: sheet.headers[i] for n, i in found.columns.items()}
        units = named_units(found.table, headers, above, sheet.name)
        check_unit_columns(self.con, found, sheet, units)
        self.delivery.warnings += _converted(found.table, headers, units, sheet.name)
        unfit, notes = fill_merged(self.con, found, sheet)
        self.delivery.warnings += notes
        self.con.execute(f"alter table raw rename to sheet_{len(self.found)}")
        texts = {name: exp.column(f"c{i}", "sheet") for name, i in found.columns.items()}
        reading = check.Reading(texts, units, sheet.shift)
        torn = [*without_totals(sheet), *unfit]
        self._check(found.table, reading, dict(found.columns), sheet, torn)

    def _recognised(self, sheet: Sheet) -> Recognised:
        order = self.order
        if order.table is None:
            return choose_table(order.catalog.tables, sheet.headers, sheet.name, sheet.name)
        table = self._table(order.table, f"没有表 {order.table}")
        found = recognise(table, sheet.headers)
        require_columns(found, sheet.name)
        return found

    def _table(self, name: str, absent: str) -> Table:
        table = self.order.catalog.tables.get(name)
        if table is None or table.derived:
            names = sorted(t.table for t in self.order.catalog.tables.values() if not t.derived)
            raise UnknownTable(f"{absent}；可用的表：{'、'.join(names)}")
        return table

    def _drop(self, sheet: Sheet) -> tuple[str, ...]:
        notes, said = drop_no_records(self.con, sheet)
        self.delivery.warnings += notes
        return said

    def _mapped(self, sheet: Sheet, mapping: TableMapping, torn: Sequence[Torn]) -> None:
        table = self._table(mapping.table, f"映射中的表 {mapping.table} 不存在")
        columns, query = sources(mapping, table, sheet.headers, sheet.name)
        lacking = [k for k in table.key if k not in columns]
        if lacking:
            raise WrongMapping(
                f"{sheet.name}：映射没有给出 {mapping.table} 的主键列 {'、'.join(lacking)}；请补上"
            )
        number = len(self.found)
        self.con.execute(
            f"create or replace temp table sheet_{number} as {query.sql(dialect='duckdb')}"
        )
        place = {h: i for i, h in enumerate(sheet.headers)}
        named = {c: h for c, h in mapping.columns.items() if c in table.columns}
        units = named_units(table, named, sheet.above, sheet.name)
        reading = check.Reading(columns, units, sheet.shift)
        self._check(table, reading, {c: place[h] for c, h in named.items()}, sheet, torn)

    def _check(
        self, table: Table, reading: check.Reading, places: dict[str, int], sheet: Sheet,
        torn: Sequence[Torn],
    ) -> None:  # fmt: skip
        number = len(self.found)
        self.con.execute(f"create or replace temp view sheet as select * from sheet_{number}")
        check.run(self.con, table, check.judged(table, reading), number)
        self.found.append(Examined(number, table, sheet.name, reading, places, tuple(torn)))


def _converted(
    table: Table, headers: Mapping[str, str], units: Mapping[str, Unit], where: str
) -> list[str]:
    """A note for columns whose unit stands above or below the table and not in their header."""
    columns = [
        n for n, u in units.items()
        if table.columns[n].type == "money" and u.label not in headers[n] and u != standard_unit(table.columns[n])
    ]  # fmt: skip
    if not columns:
        return []
    named = "、".join(f"「{headers[n]}」" for n in columns)
    return [f"{where}：{named}按表中写明的单位“{units[columns[0]].label}”换算"]
