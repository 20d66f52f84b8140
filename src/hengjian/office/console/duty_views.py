"""我的责任 for a head of department, the burden meter, and the map of blind spots."""

from __future__ import annotations

from typing import Any

from django.db.models import Avg, Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import Unit
from hengjian.office.clocks.models import Clock
from hengjian.office.console import results
from hengjian.office.findings.models import OPEN_STATUSES, Finding, Question


@allow("unit.lead")
def responsibility(request: HttpRequest) -> HttpResponse:
    """What the unit owes: open findings, running clocks, its own part of every figure."""
    user: Any = request.user
    units = {u for g in user.grants_today for u in g.units}
    mine = (
        Finding.objects.visible_to(user)
        .filter(status__in=OPEN_STATUSES)
        .exclude(engine_state="gone")
    )
    clocks = Clock.objects.filter(unit_id__in=units, state=Clock.State.RUNNING)
    return render(request, "console/responsibility.html", {
        "units": Unit.objects.filter(pk__in=units), "today": timezone.localdate(),
        "levels": mine.filter(verdict="flagged").values("level").annotate(n=Count("pk"), fen=Sum("amount_fen")).order_by("level"),
        "gaps": mine.filter(verdict="undecidable").count(),
        "findings": mine.filter(verdict="flagged").order_by("-value")[:10],
        "clocks": clocks.order_by("due_day")[:20], "figures": list(_own_parts(units)),
    })  # fmt: skip


def _own_parts(units: set[str]) -> Any:
    """(figure, value of the unit, value of the district) where a figure is broken down by unit."""
    for shown in results.shown():
        for unit in sorted(units):
            if unit in shown.parts:
                reading = next(iter(shown.parts[unit].values()))
                yield shown, reading["value"], shown.text


@allow("burden.view")
def burden(request: HttpRequest) -> HttpResponse:
    """Fields typed and minutes spent by departments on answering: the platform's own burden."""
    rows = (
        Question.objects.filter(answered_at__isnull=False)
        .values("finding__unit_id", "finding__unit__name")
        .annotate(n=Count("pk"), fields=Avg("fields_typed"), seconds=Avg("seconds_spent"),
                  many=Count("pk", filter=Q(fields_typed__gt=5)))
        .order_by("-n")
    )  # fmt: skip
    total = Question.objects.filter(answered_at__isnull=False).aggregate(
        n=Count("pk"), fields=Avg("fields_typed"), seconds=Avg("seconds_spent")
    )
    return render(request, "console/burden.html", {"rows": rows, "total": total})
