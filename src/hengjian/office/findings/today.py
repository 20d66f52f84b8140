"""今日: what is worth a person's time now, ranked by value, within what departments can bear this week."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from hengjian.office.accounts.models import User
from hengjian.office.desk.models import Notice
from hengjian.office.door import catalog
from hengjian.office.findings.budget import asked_this_week, work
from hengjian.office.findings.falling import fallen
from hengjian.office.findings.models import Finding, Question

#: How many of the most valuable findings are looked through at once, how often, and how many are shown.
LOOKED, TURNS, SHOWN = 400, 5, 20
S = Finding.Status


@dataclass(frozen=True)
class Today:
    """`offered`: findings to ask about. `full`: units whose budget is used up, with what waits.
    `more`: rules of which only `per_rule` findings are shown, with their titles."""

    offered: list[Finding]
    answered: list[Finding]
    due: list[Question]
    budget: int
    asked: int
    full: dict[str, int]
    more: dict[str, str]
    per_rule: int
    waiting: int


def today(user: User, day: date) -> Today:
    """The page of a person who judges findings."""
    mine = Finding.objects.visible_to(user).select_related("unit").defer("terms")
    asked = asked_this_week(day)
    offer = _within_budget(mine, asked)
    answered = mine.filter(status=S.ANSWERED, held=False).order_by("status_at")[:SHOWN]
    due = (
        Question.objects.visible_to(user)
        .filter(answered_at__isnull=True, finding__status=S.ASKED, due_day__lte=day + timedelta(days=3))
        .select_related("finding", "finding__unit").order_by("due_day")[:SHOWN]
    )  # fmt: skip
    waiting = Notice.objects.filter(to=user, done_at__isnull=True).exclude(task="").count()
    return Today(
        offer.findings, list(answered), list(due), work().weekly_budget, sum(asked.values()),
        dict(offer.full.most_common(5)), {r: _title(r) for r in offer.more}, work().per_rule, waiting,
    )  # fmt: skip


def _title(rule: str) -> str:
    known = catalog().rules.get(rule)
    return known.title if known else rule


def _within_budget(mine: QuerySet[Finding], asked: dict[str, int]) -> _Offer:
    """The most valuable open findings; a unit is offered no more than what is left of its week, and a
    rule no more than its share, so that one frequent breach does not hide all others."""
    offer = _Offer({unit: work().weekly_budget - n for unit, n in asked.items()})
    rows = mine.filter(
        Q(engine_state__in=("new", "open", "reopened")), status=S.OPEN, held=False, verdict="flagged", unit__isnull=False
    ).exclude(rule__in=fallen()).order_by("-value", "finding_id")  # fmt: skip
    for _turn in range(TURNS):
        looked = list(rows.exclude(rule__in=offer.more)[:LOOKED])
        for finding in looked:
            offer.consider(finding)
        if len(looked) < LOOKED or offer.complete:
            break
    return offer


@dataclass
class _Offer:
    """`left`: questions a unit may still be asked this week. `full`: findings that wait for it."""

    left: dict[str, int]
    seen: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    of_rule: Counter[str] = field(default_factory=Counter)
    full: Counter[str] = field(default_factory=Counter)

    @property
    def more(self) -> list[str]:
        """Rules that have their share; the rest of theirs is in the list."""
        return [rule for rule, n in self.of_rule.items() if n >= work().per_rule]

    @property
    def complete(self) -> bool:
        """Whether the page is full."""
        return len(self.findings) >= SHOWN

    def has_enough_of(self, rule: str) -> bool:
        """Whether nothing more of the rule is taken."""
        return self.complete or self.of_rule[rule] >= work().per_rule

    def consider(self, finding: Finding) -> None:
        """Take the finding where its unit, its rule and the page have room."""
        unit, rule = finding.unit, finding.rule
        if unit is None or finding.pk in self.seen or self.has_enough_of(rule):
            return
        self.seen.add(finding.pk)
        room = self.left.setdefault(unit.pk, work().weekly_budget)
        if room <= 0:
            self.full[unit.name] += 1
            return
        self.left[unit.pk] = room - 1
        self.of_rule[rule] += 1
        self.findings.append(finding)
