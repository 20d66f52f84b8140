"""Records that prove duties, collected from the ledgers and the lake through the reader's own eyes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from hengjian.office.accounts.models import User
from hengjian.office.accounts.visibility import reaches_district
from hengjian.office.door import catalog, home, records
from hengjian.office.duties.models import Line
from hengjian.office.duties.terms import Source, duty_lists, sources

MOST = 20_000


@dataclass(frozen=True)
class Proof:
    """One record: whose, when, what, from where, and its page (or none)."""

    unit: str
    day: date
    text: str
    source: str
    url: str = ""


@dataclass
class Proven:
    """A duty with what proves its two sides."""

    line: Line
    business: list[Proof] = field(default_factory=list)
    integrity: list[Proof] = field(default_factory=list)

    def state(self, today: date) -> str:
        """both | half (only one side) | missing (overdue) | due (running, nothing yet) | later."""
        if self.business and self.integrity:
            return "both"
        if self.line.due_day < today:
            return "half" if self.business or self.integrity else "missing"
        if self.business or self.integrity:
            return "half"
        return "due" if self.line.starts_on <= today else "later"


def prove(lines: Iterable[Line], user: User | None) -> list[Proven]:
    """Every line with its records; `user` None: for the ledger, nobody's eyes."""
    rows = list(lines)
    if not rows:
        return []
    start, end = min(r.starts_on for r in rows), max(r.due_day for r in rows)
    units = {r.unit_id for r in rows}
    known = {name: _by_unit(name, units, start, end, user) for name in _wanted(rows)}
    return [_proven(line, known) for line in rows]


def _wanted(lines: list[Line]) -> set[str]:
    found: set[str] = set()
    for line in lines:
        for side in ("business", "integrity"):
            found |= set(sources_of(line, side))
    return found


def sources_of(line: Line, side: str) -> tuple[str, ...]:
    """Names of the sources that prove a side of the duty."""
    chosen = duty_lists().get(line.post)
    entry = chosen.entries.get(line.entry) if chosen else None
    if entry is None:
        return ()
    return entry.business_from if side == "business" else entry.integrity_from


def _proven(line: Line, known: dict[str, dict[str, list[Proof]]]) -> Proven:
    made = Proven(line)
    for side, target in (("business", made.business), ("integrity", made.integrity)):
        for name in sources_of(line, side):
            target += [
                p for p in known[name].get(line.unit_id, ())
                if line.starts_on <= p.day <= line.due_day
            ]  # fmt: skip
        target += [_written(r) for r in line.records.all() if r.side in (side, "both")]
        target.sort(key=lambda p: p.day, reverse=True)
    return made


def _written(record: Any) -> Proof:
    return Proof(record.line.unit_id, record.happened_on, record.text, "written")


def _by_unit(
    name: str, units: set[str], start: date, end: date, user: User | None
) -> dict[str, list[Proof]]:
    source = sources()[name]
    rows = (
        _of_model(source, name, units, start, end, user)
        if source.model
        else _of_lake(source, name, user)
    )
    found: dict[str, list[Proof]] = {}
    for proof in rows:
        if proof.unit in units and start <= proof.day <= end:
            found.setdefault(proof.unit, []).append(proof)
    return found


def _of_model(
    source: Source, name: str, units: set[str], start: date, end: date, user: User | None
) -> Iterable[Proof]:
    model: Any = apps.get_model(source.model)
    rows = model.objects.all() if user is None else model.objects.visible_to(user)
    wanted = {f"{c}__in": values for c, values in source.where.items()}
    moment = model._meta.get_field(source.day).get_internal_type() == "DateTimeField"
    day = f"{source.day}__date" if moment else source.day
    wanted |= {f"{source.unit}__in": units, f"{day}__gte": start, f"{day}__lte": end}
    columns = (source.unit, source.day, source.text, source.key)
    for unit, on, text, key in rows.filter(**wanted).values_list(*columns)[:MOST]:
        url = reverse(source.address, args=[key]) if source.address else ""
        yield Proof(str(unit), _day(on), str(text), name, url)


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _of_lake(source: Source, name: str, user: User | None) -> Iterable[Proof]:
    """Rows of departments: those of the own units, or all for whoever reaches the district."""
    reached = user is None or reaches_district(user, "unit")
    own = set() if user is None else {u for g in user.grants_today for u in g.units}
    place = home()
    for proof in _delivered(str(place.path), name, place.lake.table_id(source.table)):
        if reached or proof.unit in own:
            yield proof


@lru_cache(maxsize=32)
def _delivered(path: str, name: str, delivered: str) -> list[Proof]:
    source = sources()[name]
    if source.table not in catalog().tables:
        return []
    return [
        Proof(str(r[source.unit]), r[source.day], str(r[source.text] or ""), name)
        for r in records(source.table, {}, MOST)
        if r[source.day] and all(r[c] in values for c, values in source.where.items())
    ]
