"""The root page, the leader's page, figures down to rows, and the search over everything."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hengjian.office.accounts.gatekeeper import ANYBODY, allow
from hengjian.office.accounts.menu import entries
from hengjian.office.accounts.visibility import reaches_district
from hengjian.office.console import coverage as blind_spots
from hengjian.office.console import decisions, results
from hengjian.office.console.search import found
from hengjian.office.door import catalog
from hengjian.office.files import sheets
from hengjian.office.trail.chain import record

PAGE = 50


@allow(ANYBODY)
def start(request: HttpRequest) -> HttpResponse:
    """The first page of the person's menu."""
    user: Any = request.user
    mine = entries(user.menu, "/")
    if mine:
        return redirect(mine[0].url)
    return render(
        request,
        "error.html",
        {"title": _("衡鉴"), "text": _("您还没有任何角色，请联系安全管理员。")},
    )


@allow("figure.view")
def leader(request: HttpRequest) -> HttpResponse:
    """区情一页: every figure with its change, and three things that need a decision."""
    user: Any = request.user
    return render(request, "console/leader.html", {
        "figures": results.shown(), "decisions": decisions.three(user),
        "units": decisions.by_unit(user), "days": results.runs_by_day(),
    })  # fmt: skip


@allow("figure.view")
def figures(request: HttpRequest) -> HttpResponse:
    """All figures as a table."""
    return render(request, "console/figures.html", {"figures": results.shown()})


@allow("figure.view")
def figure(request: HttpRequest, name: str) -> HttpResponse:
    """One figure: definition, formula, article, traps, trend, parts and the rows behind it."""
    user: Any = request.user
    try:
        shown = results.one(name)
    except KeyError as error:
        raise Http404 from error
    at = request.GET.get("page", "1")
    page = int(at) if at.isdigit() and int(at) > 0 else 1
    rows = None
    if reaches_district(user, "figure_row"):
        rows = results.rows_behind(name, (page - 1) * PAGE, PAGE)
        record(user, "console.figure_rows_read", detail={"figure": name, "page": page})
    duties = [(d, catalog().duties[d]) for d in shown.figure.duties]
    return render(request, "console/figure.html", {
        "shown": shown, "figure": shown.figure, "rows": rows, "page": page, "duties": duties,
        "acts": catalog().acts, "following": rows is not None and rows.total > page * PAGE,
        "parts": results.part_chart(shown), "trend": results.trend_chart(shown),
        "gaps": {shown.figure.undecidable.get(k, k): n for k, n in shown.missing.items()},
    })  # fmt: skip


@allow("figure.view")
def figure_sheet(request: HttpRequest, name: str) -> HttpResponse:
    """The rows of a figure as an Excel file."""
    user: Any = request.user
    if name not in catalog().figures or not reaches_district(user, "figure_row"):
        raise Http404
    rows = results.rows_behind(name, 0, 100_000)
    record(user, "console.figure_rows_exported", detail={"figure": name, "rows": rows.total})
    return sheets.response(catalog().figures[name].number, rows.titles, rows.rows)


@allow("coverage.view")
def coverage(request: HttpRequest) -> HttpResponse:
    """盲区: records examined by field (or rule) and department, and rules that saw nothing."""
    field = request.GET.get("field", "")
    field = field if field in catalog().field_titles else ""
    found = blind_spots.coverage(field)
    table = [
        (name, [cells.get(unit, blind_spots.Cell()) for cells in found.rows.values()])
        for unit, name in found.units
    ] if found else []  # fmt: skip
    return render(request, "console/coverage.html", {
        "map": found, "field": field, "fields": catalog().field_titles, "table": table,
        "blind": blind_spots.blind_rules(), "chart": blind_spots.chart(found, field) if found else None,
    })  # fmt: skip


@allow(ANYBODY)
def search(request: HttpRequest) -> HttpResponse:
    """One search over what the person may see: findings, units, companies, rules, figures."""
    user: Any = request.user
    text = request.GET.get("q", "").strip()[:60]
    groups = found(user, text) if text else []
    return render(request, "console/search.html", {"text": text, "groups": groups})
