"""Plants the cases of a rule as records: what the law's answer is stands in them already.

Only rules without hand-written plants. A case that sets parameters, another as-of day or rows of derived tables
cannot be a record of the district and is left out; `records/planted.yaml` names further rules and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from hengjian.catalog.library import library_path
from hengjian.catalog.models import Case, CaseFile, Column, Table
from hengjian.catalog.reading import read_object, read_yaml
from hengjian.demo.codes import credit_codes
from hengjian.demo.days import AS_OF, as_date
from hengjian.demo.plants import Plants, Row
from hengjian.demo.truth import Kind

KINDS: dict[str, Kind] = {"flagged": "breach", "clear": "look_alike", "undecidable": "undecidable"}
#: Text columns that tie rows together although they are no key.
_TIES = ("_id", "_no", "_code", "_token", "_account", "_number", "_hash", "_key", "phone")
_FIRST_FIRM = 70_000_001


def plant_cases(plants: Plants, standard: Mapping[str, Table]) -> None:
    """Plant the cases of every rule that has none yet."""
    done = {fact.rule for fact in plants.truth}
    left_out = read_yaml(Path(__file__).parent / "records" / "planted.yaml") or {}
    for name, file in _files():
        if name in left_out or file.as_of != as_date(AS_OF):
            continue
        for case in file.cases:
            rule = f"{name}.{case.check}" if case.check else name
            if rule not in done and rule not in left_out and _plantable(case, file, standard):
                CaseRows(plants, standard, case, file).plant(rule)


def _files() -> Iterator[tuple[str, CaseFile]]:
    """(rule or procedure, its cases), in order."""
    rules = library_path() / "rules"
    for path in sorted(rules.glob("*/*/*.cases.yaml")):
        yield ".".join(path.relative_to(rules).parts[:2]), read_object(path, CaseFile)
    for path in sorted((library_path() / "procedures").glob("*/*.cases.yaml")):
        yield path.parent.name, read_object(path, CaseFile)


def _plantable(case: Case, file: CaseFile, standard: Mapping[str, Table]) -> bool:
    own_day = case.as_of is None or case.as_of == file.as_of
    return (
        own_day and case.period is None and not case.parameters and isinstance(case.expect, list)
        and case.kind != "out_of_scope" and all(t in standard for t in case.given)
        and any(row.get("verdict") in KINDS for row in case.expect)
    )  # fmt: skip


@dataclass
class CaseRows:
    """One case on its way into the district: its identifiers get numbers of their own."""

    plants: Plants
    standard: Mapping[str, Table]
    case: Case
    file: CaseFile
    serial: int = 0
    units: bool = False
    firms: set[str] = field(default_factory=set)
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def plant(self, rule: str) -> None:
        """Rows into the files, the truth into the list.

        A record named after a citizen is left out: its name is the district's token, made at intake.
        """
        if self._names("citizen"):
            return
        self.serial = self.plants.number()
        self.units = self._needs_units()
        self.firms = {v for kind, v in self._values() if kind == "firm"}
        for table, rows in self.case.given.items():
            for row in rows:
                self._row(self.standard[table], {**self.file.defaults.get(table, {}), **row})
        known = {old: new for (_kind, old), new in self.names.items()}
        for expected in self.case.expect:
            record = "|".join(known.get(p, p) for p in str(expected["record_id"]).split("|"))
            if (kind := KINDS.get(str(expected.get("verdict")))) is not None:
                self.plants.true(rule, record, kind, self.case.name)
        self.plants.beside |= set(self.names.values())

    def _needs_units(self) -> bool:
        """Units of their own where a whole unit is judged or a row has no other key."""
        for name in self.case.given:
            table = self.standard[name]
            if name == "unit" or not any(self._kind(c, table) == "id" for c in table.key):
                return True
        return self._names("unit")

    def _names(self, kind: str) -> bool:
        """Whether an expected record is named after something of the kind."""
        parts = {p for e in self.case.expect for p in str(e["record_id"]).split("|")}
        return any(value in parts and named == kind for named, value in self._values())

    def _values(self) -> Iterator[tuple[str, str]]:
        """(kind, text) of every cell of the case."""
        for table, rows in self.case.given.items():
            for row in rows:
                for column, value in {**self.file.defaults.get(table, {}), **row}.items():
                    yield self._kind(column, self.standard[table]), str(value)

    def _row(self, table: Table, cells: Mapping[str, Any]) -> None:
        days = [v for v in cells.values() if isinstance(v, date)]
        first = min(
            (v.date() if isinstance(v, datetime) else v for v in days), default=date(2024, 6, 3)
        )
        row: Row = {}
        for name, column in table.columns.items():
            value = cells.get(name)
            if value is None and column.required and name not in cells:
                value = self._filled(name, column, table, first)
            if value is not None:
                row[name] = self._cell(name, column, table, value)
        self.plants.row(table.table, min(max(first.year, 2023), 2025), **row)

    def _cell(self, name: str, column: Column, table: Table, value: Any) -> Any:
        if column.type in ("ratio", "decimal"):
            return round(float(value) * 1_000_000)
        if column.type == "time" and not isinstance(value, datetime):
            return datetime(value.year, value.month, value.day, 9)  # noqa: DTZ001 (wall clock)
        if kind := self._kind(name, table):
            return self._named(kind, str(value))
        return str(value) if column.type in ("text", "code") else value

    def _filled(self, name: str, column: Column, table: Table, day: date) -> Any:
        """A neutral value for a column that departments must fill in and the rule does not read."""
        if self._kind(name, table):
            return name
        neutral = {
            "text": f"{column.title}{self.serial}", "date": day, "time": day, "boolean": False,
            "money": 100_000, "integer": 1, "ratio": 0, "decimal": 0,
        }  # fmt: skip
        return next(iter(column.codes)) if column.type == "code" else neutral[column.type]

    def _kind(self, name: str, table: Table) -> str:
        """What a cell of the column names: unit, firm, citizen, another record (`id`), or nothing."""
        column = table.columns[name]
        if column.refers_to == "unit.unit_id" or (table.table == "unit" and name == "unit_id"):
            return "unit"
        if column.format == "credit_code":
            return "firm"
        if column.format == "id_number":
            return "citizen"
        tied = column.refers_to or name in table.key or name.endswith(_TIES)
        return "id" if tied and column.type == "text" else ""

    def _named(self, kind: str, value: str) -> str:
        """The district's own identifier for one of the case."""
        if kind == "id" and value in self.firms:  # a party or payee that may be a citizen, too
            kind = "firm"
        if (kind, value) not in self.names:
            self.names[kind, value] = self._new(kind, value, len(self.names))
        return self.names[kind, value]

    def _new(self, kind: str, value: str, turn: int) -> str:
        if kind == "unit":
            return self.plants.new_unit() if self.units else self.plants.unit(self.serial + turn)
        if kind == "firm":
            serial = _FIRST_FIRM + (self.serial - 600_000) * 40 + turn
            return str(credit_codes(np.array([serial]))[0])
        if kind == "citizen":
            return self.plants.person()
        return f"{value}P{self.serial}"
