"""Pages of findings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.findings.filters import ORDERS, filtered
from hengjian.office.findings.models import Finding
from hengjian.office.findings.pages import page_of


@allow("finding.view")
def listing(request: HttpRequest) -> HttpResponse:
    """The list with filters; htmx asks for the rows only."""
    user: Any = request.user
    rows = filtered(Finding.objects.visible_to(user).select_related("unit"), request.GET.dict())
    page = page_of(rows, request.GET.get("page", "1"))
    name = "findings/rows.html" if request.htmx else "findings/list.html"  # type: ignore[attr-defined]
    return render(
        request, name, {"page": page, "orders": ORDERS, "statuses": Finding.Status.choices}
    )


@allow("finding.view")
def finding(request: HttpRequest, pk: str) -> HttpResponse:
    """One finding."""
    user: Any = request.user
    found = Finding.objects.visible_or_404(user, pk)
    return render(request, "findings/finding.html", {"finding": found})
