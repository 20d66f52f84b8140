"""今日: what is worth a person's time now, ranked by value, within what departments can bear this week."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from hengjian.office.accounts.models import User
from hengjian.office.desk.models import Notice
from hengjian.office.findings.budget import asked_this_week, work
from hengjian.office.findings.models import Finding, Question

#: How many of the most valuable findings are looked through, and how many are shown.
LOOKED, SHOWN = 400, 20
S = Finding.Status


@dataclass(frozen=True)
class Today:
    """`offered`: findings to ask about. `full`: units whose budget is used up, with what waits."""

    offered: list[Finding]
    answered: list[Finding]
    due: list[Question]
    budget: int
    asked: int
    full: dict[str, int] = field(default_factory=dict)
    waiting: int = 0


def today(user: User, day: date) -> Today:
    """The page of a person who judges findings."""
    mine = Finding.objects.visible_to(user).select_related("unit").defer("terms")
    asked = asked_this_week(day)
    offered, full = _within_budget(mine, asked)
    answered = mine.filter(status=S.ANSWERED, held=False).order_by("status_at")[:SHOWN]
    due = (
        Question.objects.visible_to(user)
        .filter(answered_at__isnull=True, finding__status=S.ASKED, due_day__lte=day + timedelta(days=3))
        .select_related("finding", "finding__unit").order_by("due_day")[:SHOWN]
    )  # fmt: skip
    waiting = Notice.objects.filter(to=user, done_at__isnull=True).exclude(task="").count()
    return Today(offered, list(answered), list(due), work().weekly_budget, sum(asked.values()),
                 full, waiting)  # fmt: skip


def _within_budget(mine: object, asked: dict[str, int]) -> tuple[list[Finding], dict[str, int]]:
    """The most valuable open findings; a unit is offered no more than what is left of its week."""
    left = {unit: work().weekly_budget - n for unit, n in asked.items()}
    offered: list[Finding] = []
    full: Counter[str] = Counter()
    rows = mine.filter(  # type: ignore[attr-defined]
        Q(engine_state__in=("new", "open", "reopened")), status=S.OPEN, held=False, verdict="flagged", unit__isnull=False
    ).order_by("-value", "finding_id")[:LOOKED]  # fmt: skip
    for finding in rows:
        room = left.setdefault(finding.unit_id, work().weekly_budget)
        if room <= 0:
            full[finding.unit.name] += 1
        elif len(offered) < SHOWN:
            left[finding.unit_id] = room - 1
            offered.append(finding)
    return offered, dict(full.most_common(5))
