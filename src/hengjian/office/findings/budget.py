"""The weekly budget of questions: attention is scarce, and so is a department's patience (E3-5 of journeys)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from django.db.models import Count
from msgspec import Struct

from hengjian.catalog.library import library_path
from hengjian.catalog.reading import read_object
from hengjian.office.findings.floor import Precision
from hengjian.office.findings.models import Question


class Work(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """library/office.yaml: questions a unit is asked in a week; findings of one rule that
    today offers; when a rule falls back to trial."""

    weekly_budget: int
    per_rule: int
    precision: Precision = Precision()


@cache
def work() -> Work:
    """How the office works with findings."""
    return read_object(library_path() / "office.yaml", Work)


def monday(day: date) -> date:
    """The first day of the week."""
    return day - timedelta(days=day.weekday())


def asked_this_week(day: date) -> dict[str, int]:
    """Unit → questions it has been sent since Monday."""
    rows = (
        Question.objects.filter(asked_at__date__gte=monday(day), finding__unit__isnull=False)
        .values("finding__unit_id").annotate(n=Count("pk"))
    )  # fmt: skip
    return {r["finding__unit_id"]: r["n"] for r in rows}
