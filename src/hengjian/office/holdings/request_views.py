"""Data requests: gaps from undecidable results, asked of the department that owns the records."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.door import catalog
from hengjian.office.findings.models import OPEN_STATUSES, Finding
from hengjian.office.holdings import actions
from hengjian.office.holdings.models import DataRequest


@allow("holding.view")
def requests_page(request: HttpRequest) -> HttpResponse:
    """Open requests, and the gaps that could be asked for."""
    user: Any = request.user
    open_ = DataRequest.objects.visible_to(user).select_related("unit")
    gaps: list[dict[str, Any]] = []
    if user.may("holding.request"):
        asked = set(open_.filter(state="open").values_list("unit_id", "rule", "missing"))
        rows = (
            Finding.objects.visible_to(user).filter(verdict="undecidable", status__in=OPEN_STATUSES, unit__isnull=False)
            .exclude(engine_state="gone").values("unit_id", "unit__name", "rule", "missing")
            .annotate(n=Count("pk")).order_by("-n")[:100]
        )  # fmt: skip
        gaps = [r | {"reason": reason(r["rule"], r["missing"]), "title": rule_title(r["rule"])}
                for r in rows if (r["unit_id"], r["rule"], r["missing"]) not in asked]  # fmt: skip
    return render(
        request,
        "holdings/requests.html",
        {"rows": open_[:100], "gaps": gaps, "today": timezone.localdate()},
    )


def reason(rule: str, missing: str) -> str:
    """Why the rule cannot decide, in its own words."""
    found = catalog().rules.get(rule)
    return found.undecidable.get(missing, missing) if found else missing


def rule_title(rule: str) -> str:
    """The rule's title, or its name where it is gone."""
    found = catalog().rules.get(rule)
    return found.title if found else rule


@allow("holding.request")
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send one request."""
    unit, rule, missing = (request.POST.get(k, "") for k in ("unit", "rule", "missing"))
    user: Any = request.user
    if (
        not Finding.objects.visible_to(user)
        .filter(unit_id=unit, rule=rule, missing=missing)
        .exists()
    ):
        raise Http404
    try:
        actions.request_data(
            unit,
            rule,
            missing,
            reason(rule, missing),
            acting_user=user,
            on_day=timezone.localdate(),
        )
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
    else:
        messages.success(request, _("已发出补数请求"))
    return redirect("holdings:requests")


@allow("holding.view")
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing in which records, for the department."""
    user: Any = request.user
    found = DataRequest.objects.visible_or_404(user, pk)
    rows = actions.gaps(Finding.objects.visible_to(user), found.unit_id, found.rule, found.missing)
    rule = catalog().rules.get(found.rule)
    tables = [
        catalog().tables[t] for t in (rule.reads if rule else ()) if not catalog().tables[t].derived
    ]
    return render(
        request,
        "holdings/request.html",
        {"found": found, "rows": rows[:200], "rule": rule, "tables": tables},
    )
