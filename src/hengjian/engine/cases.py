"""Runs the cases of a rule: given rows in, expected rows out, on any backend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Case, CaseFile, ParameterVersion, Table
from hengjian.engine.backends import Backend
from hengjian.engine.compile import Compiled, compile_derived
from hengjian.engine.daily import (
    FIRST_DAY,
    calendar_table,
    count_tables,
    parameter_table,
    run_table,
)
from hengjian.engine.sql import Rendered
from hengjian.engine.values import arrow_rows, finding_rows, same


@dataclass(frozen=True)
class Failure:
    """A case whose result differs: where, and what was expected and found."""

    name: str
    case: str
    problem: str


class CaseBench:
    """A backend with calendars and parameters loaded once, ready to run many cases."""

    def __init__(self, catalog: Catalog, backend: Backend) -> None:
        self.catalog = catalog
        self.backend = backend
        self._loaded: set[str] = set()
        self._changed: set[str] = set()
        self._period: tuple[date, int | None] | None = None
        self._window: tuple[date, date] | None = None
        count, count_day = count_tables(catalog.work)
        self._days = {
            "calendar": calendar_table(catalog.work),
            "count": count,
            "count_day": count_day,
        }
        self._days_loaded: set[str] = set()
        self._derived: dict[str, Compiled] = {}

    def focus(self, window: tuple[date, date] | None) -> None:
        """Keep only the days of a window in daily tables: thousands of small queries are spared
        the other fifty years. None: all days."""
        if window != self._window:
            self._window = window
            self._loaded.clear()
            self._days_loaded.clear()

    def _within(self, rows: pa.Table) -> pa.Table:
        if self._window is None:
            return rows
        first, last = (pa.scalar(day) for day in self._window)
        days = rows["start_day" if "start_day" in rows.column_names else "day"]
        inside = pc.and_(pc.greater_equal(days, first), pc.less_equal(days, last))
        return rows.filter(inside)

    def forget_period(self) -> None:
        """Load engine.run anew for the next case."""
        self._period = None

    def prepare(self, compiled: Compiled, case: Case, file: CaseFile) -> None:
        """Load the case's rows, parameters and days under the names that the query reads."""
        as_of, period = case.as_of or file.as_of, case.period or file.period
        if self._period != (as_of, period):
            self.backend.load("engine", "run", run_table(as_of, period))
            self._period = (as_of, period)
        for schema, name in sorted(compiled.reads):
            if schema == "param":
                self._parameter(name, case)
            elif schema == "engine":
                self._engine(name, case)
        self._sources({n for s, n in compiled.reads if s == "src"}, case, file)

    def _engine(self, name: str, case: Case) -> None:
        if name == "finding":
            rows = case.given.get("engine.finding", [])
            self.backend.load("engine", name, finding_rows(rows))
        elif name in self._days and name not in self._days_loaded:
            self.backend.load("engine", name, self._within(self._days[name]))
            self._days_loaded.add(name)

    def _parameter(self, table: str, case: Case) -> None:
        name = next(p.parameter for p in self.catalog.parameters.values() if p.table == table)
        if name in case.parameters:
            self._load_parameter(name, case.parameters[name])
            self._changed.add(name)
        elif name not in self._loaded or name in self._changed:
            self._load_parameter(name, None)
            self._changed.discard(name)

    def _load_parameter(self, name: str, value: Any) -> None:
        parameter = self.catalog.parameters[name]
        if value is not None:
            version = ParameterVersion(valid_from=FIRST_DAY, value=value, confidence="verified")
            parameter = msgspec.structs.replace(parameter, versions=(version,))
        rows = self._within(parameter_table(parameter, self.catalog.work))
        self.backend.load("param", parameter.table, rows)
        self._loaded.add(name)

    def _sources(self, names: Iterable[str], case: Case, file: CaseFile) -> None:
        for name in sorted(names):
            table = self.catalog.tables[name]
            if table.derived and name not in case.given:
                derived = self._derived_of(table)
                for schema, read in sorted(derived.reads):
                    if schema == "param":
                        self._parameter(read, case)
                    elif schema == "engine":
                        self._engine(read, case)
                self._sources({n for s, n in derived.reads if s == "src"}, case, file)
                self.backend.materialise("src", name, derived.tree)
            else:
                defaults = file.defaults.get(name, {})
                rows = [{**defaults, **row} for row in case.given.get(name, [])]
                self.backend.load("src", name, arrow_rows(table, rows))

    def _derived_of(self, table: Table) -> Compiled:
        """The checked query of a derived table, checked once."""
        if table.table not in self._derived:
            self._derived[table.table] = compile_derived(table, self.catalog)
        return self._derived[table.table]

    def result(self, tree: exp.Expr | Rendered) -> list[dict[str, Any]]:
        """The rows of a query over what was prepared, ordered by record."""
        rows: pa.Table = self.backend.fetch(tree)
        return in_order(rows.to_pylist())


def in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows ordered by record, as `compare` wants them."""
    return sorted(rows, key=lambda r: (str(r["record_id"]), str(r)))


def compare(expect: list[Mapping[str, Any]], found: list[dict[str, Any]]) -> str:
    """What differs, as a sentence; empty when every expected column is there and equal."""
    wanted = sorted(expect, key=lambda r: str(r["record_id"]))
    if [str(r["record_id"]) for r in wanted] != [r["record_id"] for r in found]:
        return f"expected records {[r['record_id'] for r in wanted]}, found {_brief(found)}"
    for want, have in zip(wanted, found, strict=True):
        for column, value in want.items():
            if column not in have:
                return f"record {want['record_id']}: there is no column {column!r}"
            if not same(value, have[column]):
                return (
                    f"record {want['record_id']}: {column} should be {value!r}, is {have[column]!r}"
                    f" (verdict {have.get('verdict')}, missing {have.get('missing')})"
                )
    return ""


def _brief(rows: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    return [(r["record_id"], r.get("verdict")) for r in rows]


def run_case(bench: CaseBench, compiled: Compiled, case: Case, file: CaseFile) -> str:
    """The problem of one case, empty when it holds."""
    try:
        bench.prepare(compiled, case, file)
    except (ValueError, TypeError, pa.ArrowInvalid, pa.ArrowTypeError) as error:
        return f"the given rows cannot be loaded: {error}"
    return compare(case.expect, bench.result(compiled.rendered))


def parameter_edges(catalog: Catalog, names: Iterable[str]) -> list[tuple[str, date, date]]:
    """(parameter, last day of the older version, first day of the newer) where values differ."""
    edges = []
    for name in names:
        versions = catalog.parameters[name].versions
        for newer, older in pairwise(versions):
            if newer.value != older.value:
                edges.append((name, newer.valid_from - timedelta(days=1), newer.valid_from))
    return edges


def window_of(cases: Iterable[Case], file: CaseFile) -> tuple[date, date]:
    """All days that the cases name and their periods, with two years after them for what is due later."""
    chosen = list(cases)
    days = {file.as_of, *(case.as_of for case in chosen if case.as_of)}
    days |= {date(year, 1, 1) for year in (file.period, *(c.period for c in chosen)) if year}
    rows = [
        *file.defaults.values(),
        *(r for case in chosen for given in case.given.values() for r in given),
    ]
    days |= {day for row in rows for value in row.values() if (day := _day_of(value)) is not None}
    return min(days) - timedelta(days=40), max(days) + timedelta(days=730)


def _day_of(value: Any) -> date | None:
    """The day of a date, of a time, or of either as text."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return None
