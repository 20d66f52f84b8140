"""Collects planted rows and what is true of them. Planted rows use numbers of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from hengjian.demo.approvals import Office
from hengjian.demo.codes import credit_codes, people_numbers
from hengjian.demo.days import Ints
from hengjian.demo.frames import rows_table
from hengjian.demo.outbox import Outbox
from hengjian.demo.truth import Kind, Planted
from hengjian.demo.units import COUNT, NAMES

Row = dict[str, Any]

#: Planted numbers begin here; ordinary ones stay below at any scale up to 300.
FIRST = 600_001
#: Where numbers have eight digits, planted ones stand above all ordinary ones.
SERIAL = 90_000_000
_FIRST_FIRM = 60_000_001
_FIRST_PERSON = 5_000_000
_BATCH = 4096  #: people invented at once


@dataclass
class Plants:
    """Rows by table and year, and the truth about them."""

    office: Office
    rows: dict[tuple[str, int], list[Row]] = field(default_factory=dict)
    truth: list[Planted] = field(default_factory=list)
    #: Identifiers of records planted for one rule, of which another may say something too.
    beside: set[str] = field(default_factory=set)
    _next: int = FIRST
    _people: list[str] = field(default_factory=list)
    _persons: int = 0

    def number(self) -> int:
        """A number that no other record has."""
        self._next += 1
        return self._next - 1

    def row(self, table: str, year: int, /, **values: Any) -> Row:
        """Plant a row in the table's file of the year."""
        self.rows.setdefault((table, year), []).append(values)
        return values

    def true(self, rule: str, record: str, kind: Kind, note: str) -> None:
        """Remember what a rule must say about a record."""
        self.truth.append(Planted(rule, record, kind, note))

    def send(self, outbox: Outbox) -> None:
        """Put all rows into the departments' files."""
        for (table, year), rows in self.rows.items():
            outbox.put(table, year, rows_table(outbox.standard[table], rows))

    def unit(self, number: int) -> str:
        """Identifier of a unit, by turns."""
        return str(self.office.units.ids[number % (COUNT - 5)])

    def unit_name(self, unit_id: str) -> str:
        """The name of one of the 60 units."""
        return f"衡安区{NAMES[int(unit_id[2:]) - 1]}"

    def new_unit(self) -> str:
        """Set up a task force of its own, for facts that concern a whole unit."""
        number = sum(len(rows) for (table, _), rows in self.rows.items() if table == "unit") + 1
        unit = f"HA{COUNT + number:03d}"
        self.row("unit", 2025, unit_id=unit, name=f"衡安区第{number}重点工作专班", kind="other",
                 established_on=date(2022, 9, 1), is_centralised_buyer=False)  # fmt: skip
        return unit

    def official(self, unit_id: str, group: int) -> str:
        """An official of the unit; different groups give different persons."""
        unit = int(unit_id[2:]) - 1
        return str(self.office.officials.ids[(10 + group) * COUNT + unit % COUNT])

    def firm(self, number: int) -> int:
        """Number of an active enterprise, by turns."""
        return number * 13 % self.office.firms.bidders

    def person(self) -> str:
        """The citizen number of a new invented person."""
        if not self._people:
            self._people = people_numbers(_FIRST_PERSON + self._persons, _BATCH).to_pylist()
            self._persons += _BATCH
        return str(self._people.pop())

    def new_firm(self, **values: Any) -> Row:
        """Register an enterprise of its own."""
        number = self.number()
        serial: Ints = np.array([_FIRST_FIRM + number])
        return self.row("enterprise", 2025, **{
            "credit_code": str(credit_codes(serial)[0]),
            "name": f"江岚恒衡{number % 10_000}号商贸有限公司",
            "registered_on": date(2012, 5, 8), "status": "active", "size": "small",
            "capital_fen": 500_000_000, "industry_code": "5100",
            "address": f"江岚省明川市衡安区建设路{number % 400 + 1}号",
            "phone": f"198{number:08d}", "is_state_owned": False, **values,
        })  # fmt: skip
