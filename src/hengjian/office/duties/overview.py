"""What is due, what is proven, what is missing: counted for a unit, and for all units side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q

from hengjian.office.accounts.models import Unit, User
from hengjian.office.duties.models import Line, Study, Task
from hengjian.office.duties.proofs import Proven, prove
from hengjian.office.duties.terms import post_title

#: The worst first.
STATES = ("missing", "half", "due", "both", "later")


@dataclass
class UnitRow:
    """One unit of the district's table."""

    unit: Unit
    counts: Counter[str] = field(default_factory=Counter)
    overdue: int = 0
    studied: bool = False

    @property
    def planned(self) -> int:
        """Duties of the year."""
        return sum(self.counts.values())

    @property
    def running(self) -> int:
        """Duties that are due by now, proven or not."""
        return self.planned - self.counts["later"]


def lines_of(user: User, year: int, unit_id: str = "") -> list[Proven]:
    """The visible duties of the year with their records."""
    rows = Line.objects.visible_to(user, "duty.view").filter(year=year).select_related("unit")
    if unit_id:
        rows = rows.filter(unit_id=unit_id)
    return prove(rows.prefetch_related("records__line"), user)


def counted(proven: Iterable[Proven], today: date) -> Counter[str]:
    """How many duties stand in each state."""
    return Counter(p.state(today) for p in proven)


def by_post(proven: list[Proven], today: date) -> list[tuple[str, list[tuple[Proven, str]]]]:
    """(post, [(duty, state)]), what is missing first."""
    groups: dict[str, list[tuple[Proven, str]]] = {}
    for found in proven:
        groups.setdefault(found.line.post, []).append((found, found.state(today)))
    order = ("group", "head", "deputy")
    known = sorted(groups, key=lambda p: (order.index(p) if p in order else len(order), p))
    for rows in groups.values():
        rows.sort(key=lambda r: (STATES.index(r[1]), r[0].line.due_day))
    return [(post_title(p), groups[p]) for p in known]


def half_of(today: date) -> tuple[date, date]:
    """The half-year of the day."""
    july = date(today.year, 7, 1)
    return (date(today.year, 1, 1), july) if today < july else (july, date(today.year + 1, 1, 1))


def by_unit(user: User, year: int, today: date) -> list[UnitRow]:
    """Every unit the person sees, those with the most missing first; units without a plan last."""
    grants = [g for g in user.grants_today if "duty.view" in g.definition.may]
    everywhere = any(g.definition.sees.get("duty") == "district" for g in grants)
    units = Unit.objects.all() if everywhere else Unit.objects.filter(pk__in={u for g in grants for u in g.units})  # fmt: skip
    rows = {u.pk: UnitRow(u) for u in units}
    for found in lines_of(user, year):
        rows[found.line.unit_id].counts[found.state(today)] += 1
    for unit, n in overdue_tasks(user, today):
        rows[unit].overdue = n
    start, end = half_of(today)
    studies = Study.objects.visible_to(user, "duty.view").filter(kind="governance", held_on__gte=start, held_on__lt=end)  # fmt: skip
    for unit in studies.values_list("unit_id", flat=True).distinct():
        rows[unit].studied = True
    return sorted(
        rows.values(),
        key=lambda r: (
            not r.planned,
            -r.counts["missing"],
            -r.overdue,
            -r.counts["half"],
            r.unit.pk,
        ),
    )


def overdue_tasks(user: User, today: date) -> list[tuple[str, int]]:
    """(unit, tasks past their day or without effect)."""
    late = Q(state="open", due_day__lt=today) | Q(state="no_effect")
    rows = Task.objects.visible_to(user, "duty.view").filter(late).order_by()
    return [(r["unit_id"], r["n"]) for r in rows.values("unit_id").annotate(n=Count("pk"))]
