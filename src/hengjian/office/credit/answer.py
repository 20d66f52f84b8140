"""The answer to a query: what the purpose shows of an enterprise, as the law of the day lets it be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hengjian.catalog.models import Column
from hengjian.office.accounts.models import Unit
from hengjian.office.credit import index
from hengjian.office.credit.lawful import allowed, as_day, earliest_repair, shown_until
from hengjian.office.credit.models import Objection, Repair
from hengjian.office.credit.terms import Section, terms
from hengjian.office.door import catalog
from hengjian.office.trail.chain import canonical

#: So many rows of a section are shown; the rest is counted.
LARGEST = 50


@dataclass
class Line:
    """One record: its cells in words, until when it is shown, whether it bars, what is under way about it."""

    key: str
    cells: list[str]
    unit: str
    until: date | None = None
    bars: bool = False
    disputed: bool = False
    repairing: bool = False
    repair_from: date | None = None
    note: str = ""
    pairs: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Part:
    """One section of the answer. `more`: rows beyond the largest number; `withheld`: not shown, and why."""

    name: str
    title: str
    icon: str
    heads: list[str]
    lines: list[Line] = field(default_factory=list)
    more: int = 0
    expired: int = 0
    unknown: int = 0
    outside: int = 0

    @property
    def hidden(self) -> int:
        """Records that are not shown."""
        return self.more + self.expired + self.unknown + self.outside


@dataclass
class Answer:
    """Everything the purpose shows on the day."""

    code: str
    name: str
    on_day: date
    parts: list[Part] = field(default_factory=list)

    @property
    def empty(self) -> list[str]:
        """Titles of the sections with nothing in them."""
        return [p.title for p in self.parts if not p.lines and not p.hidden]

    @property
    def barred(self) -> list[Line]:
        """Records that keep the enterprise out of procurement and tendering today."""
        return [line for part in self.parts for line in part.lines if line.bars]

    @property
    def digest(self) -> str:
        """SM3 of what was shown: the receipt names it."""
        body = {"code": self.code, "day": self.on_day, "parts": [
            [p.name, p.more, [[x.key, x.cells, x.until, x.bars, x.disputed] for x in p.lines]] for p in self.parts
        ]}  # fmt: skip
        return hashlib.new("sm3", canonical(body).encode()).hexdigest()


def answer(code: str, purpose: str, on_day: date) -> Answer | None:
    """The answer for an 18-character code; None where no such enterprise is registered."""
    rows = index.rows_of(code)
    if "registration" not in rows:
        return None
    found = Answer(code, rows["registration"][0]["name"] or code, on_day)
    disputed = set(Objection.objects.filter(credit_code=code, state=Objection.State.OPEN)
                   .values_list("section", "record_key"))  # fmt: skip
    repairs = dict(Repair.objects.filter(credit_code=code).values_list("entry_id", "state"))
    for name in terms().purposes[purpose].sections:
        found.parts.append(_part(name, rows.get(name, []), on_day, disputed, repairs))
    return found


def _part(
    name: str, rows: list[dict[str, Any]], day: date, disputed: set[tuple[str, str]], repairs: Mapping[str, str]
) -> Part:  # fmt: skip
    section = terms().sections[name]
    columns = catalog().tables[section.table].columns
    part = Part(name, section.name, section.icon, [_head(columns[c]) for c in section.columns])
    for row in rows:
        until = _kept(part, section, row, day, repairs)
        if until is False:
            continue
        if len(part.lines) == LARGEST:
            part.more += 1
            continue
        line = Line(row.get(section.key) or "", _cells(section, row), row.get(section.unit) or owner_of(section),
                    until or None)  # fmt: skip
        line.pairs = [
            (h, c) for h, c in zip(part.heads, line.cells, strict=True) if c and c != line.key
        ]
        line.bars = _bars(section, row, day)
        line.disputed = (name, line.key) in disputed
        line.repairing = repairs.get(line.key) == Repair.State.OPEN
        if "severity" in row:
            line.repair_from = earliest_repair(row["severity"] or "", as_day(row["document_on"]))
        if name == "measures":
            line.note = (
                terms().measures[row["measure"]].article
                if row["measure"] in terms().measures
                else ""
            )
        part.lines.append(line)
    return part


def _kept(part: Part, section: Section, row: dict[str, Any], day: date, repairs: Mapping[str, str]) -> date | bool | None:  # fmt: skip
    """Until when the row is shown (None: without end); False where it is not, which is counted."""
    if any(not row.get(n) for n in section.needs):
        return False
    if section.only and not allowed(section.only, row, as_day(row.get(section.day))):
        part.outside += 1
        return False
    if (
        repairs.get(row.get(section.key) or "") == Repair.State.APPROVED
        and section.table == "credit_list_entry"
    ):
        part.expired += 1
        return False
    if section.term is None:
        return None
    limited, until = shown_until(section.term, row)
    if limited and until is None:
        part.unknown += 1  # the law of that day is not known here: in doubt for the party
        return False
    if until is not None and until < day:
        part.expired += 1
        return False
    return until


def _bars(section: Section, row: dict[str, Any], day: date) -> bool:
    started = as_day(row.get(section.day))
    return (
        bool(section.barring)
        and allowed(section.barring, row, day)
        and (started is None or started <= day)
    )


def owner_of(section: Section) -> str:
    """The unit whose records a section shows, by the ending of its name."""
    found = Unit.objects.filter(name__endswith=section.owner).first() if section.owner else None
    return found.pk if found else ""


def _head(column: Column) -> str:
    """The title; a unit is shown by its name, money in yuan."""
    title = (
        column.title.removesuffix("编码") if column.refers_to == "unit.unit_id" else column.title
    )
    return f"{title}（元）" if column.type == "money" else title


def _cells(section: Section, row: dict[str, Any]) -> list[str]:
    columns, names = catalog().tables[section.table].columns, unit_names()
    found = []
    for name in section.columns:
        column, text = columns[name], row[name] or ""
        if column.type == "money" and text:
            text = f"{int(text) // 100:,}.{int(text) % 100:02d}"
        elif column.type == "code":
            text = column.codes.get(text, text)
        elif column.refers_to == "unit.unit_id":
            text = names.get(text, text)
        found.append(text)
    return found


def unit_names() -> dict[str, str]:
    """Unit id → name."""
    return dict(Unit.objects.values_list("unit_id", "name"))
