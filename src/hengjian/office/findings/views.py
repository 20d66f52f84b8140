"""Pages of findings: today, the list, one finding with its tabs, the graph."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import Unit
from hengjian.office.accounts.visibility import reaches_district
from hengjian.office.door import catalog, explanation
from hengjian.office.files import sheets
from hengjian.office.findings.acts import ACTS, BULK, acts_for
from hengjian.office.findings.falling import fallen
from hengjian.office.findings.filters import ORDERS, filtered
from hengjian.office.findings.forms import PurposeForm
from hengjian.office.findings.graph import around
from hengjian.office.findings.models import Finding, SavedView
from hengjian.office.findings.pages import page_of
from hengjian.office.findings.tabs import TABS
from hengjian.office.findings.today import today as todays
from hengjian.office.trail.chain import record

EXPORTED = 10_000
#: Filters that links set and the form only carries on.
HIDDEN = ("rule", "party", "person", "engine")


@allow("finding.ask")
def today(request: HttpRequest) -> HttpResponse:
    """今日: the most valuable findings within the weekly budget."""
    user: Any = request.user
    day = timezone.localdate()
    return render(request, "findings/today.html", {"today": todays(user, day), "day": day})


@allow("finding.view")
def listing(request: HttpRequest) -> HttpResponse:
    """The list with filters; htmx asks for the rows only."""
    user: Any = request.user
    seen = Finding.objects.visible_to(user).select_related("unit").defer("terms")
    rows = filtered(seen, request.GET.dict())
    page = page_of(rows, request.GET.get("page", "1"))
    name = "findings/rows.html" if request.htmx else "findings/list.html"  # type: ignore[attr-defined]
    return render(request, name, {
        "page": page, "orders": ORDERS, "statuses": Finding.Status.choices, "fields": catalog().field_titles,
        "units": _units(user), "views": SavedView.objects.filter(user=user).order_by("name"),
        "kept": {k: request.GET[k] for k in HIDDEN if request.GET.get(k)},
        "bulk": {k: ACTS[k] for k in BULK if user.may(ACTS[k].permission)},
    })  # fmt: skip


def _units(user: Any) -> Any:
    if reaches_district(user, "finding"):
        return Unit.objects.all()
    return Unit.objects.filter(pk__in={u for g in user.grants_today for u in g.units})


@allow("finding.export")
def export(request: HttpRequest) -> HttpResponse:
    """The filtered list as an Excel file, logged with the filters; cells are text, never formulas."""
    user: Any = request.user
    wanted = {k: v for k, v in request.GET.dict().items() if v}
    seen = Finding.objects.visible_to(user, "finding.export").select_related("unit")
    rows = filtered(seen, wanted)[:EXPORTED]
    titles = [
        "编号",
        "事实",
        "规则",
        "强度",
        "结论",
        "单位",
        "企业",
        "金额（元）",
        "起算日",
        "状态",
        "首次发现",
    ]
    lines = (
        (x.pk, x.sentence, x.rule, x.level, x.verdict, x.unit.name if x.unit else "", x.party,
         f"{x.amount_fen // 100}.{x.amount_fen % 100:02d}" if x.amount_fen is not None else "",
         x.trigger_day, x.get_status_display(), x.first_seen)
        for x in rows
    )  # fmt: skip
    answer = sheets.response("findings", titles, lines)
    record(user, "findings.list_exported", purpose=str(wanted.get("purpose", ""))[:200],
           detail={"filters": wanted, "most": EXPORTED})  # fmt: skip
    return answer


@allow("finding.view")
def finding(request: HttpRequest, pk: str, tab: str = "overview") -> HttpResponse:
    """One finding; htmx asks for the tab only."""
    user: Any = request.user
    found = Finding.objects.select_related("unit", "status_by", "merged_into").visible_or_404(
        user, pk
    )  # type: ignore[attr-defined]
    if tab not in TABS:
        raise Http404
    record(user, "findings.viewed", found, detail={"tab": tab})
    return finding_page(request, found, tab)


def finding_page(
    request: HttpRequest, found: Finding, tab: str = "overview", *, bound: dict[str, Form] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of a finding. `bound`: forms that were refused, with their errors."""
    user: Any = request.user
    told = explanation(found.pk)
    name = "findings/tab.html" if request.htmx and not bound else "findings/finding.html"  # type: ignore[attr-defined]
    return render(request, name, {
        "finding": found, "tabs": TABS, "tab": tab, "told": told, "rule": catalog().rules.get(found.rule),
        "template": f"findings/tab_{tab}.html", "forms": _forms(found, user, bound or {}, told),
        "siblings": _siblings(found, user), "fallen": found.rule in fallen(), "refused": bool(bound), **TABS[tab][2](found, user),
    }, status=status)  # fmt: skip


def _forms(found: Finding, user: Any, bound: dict[str, Form], told: Any) -> list[Any]:
    """(name, act, form, whether it is shown open) of everything the person can do."""
    made = []
    for name, act in acts_for(found, user).items():
        initial = {
            "revision": found.revision,
            "text": told.question if told and name == "ask" else "",
        }
        form = bound.get(name) or act.form(initial=initial, auto_id=f"{name}_%s")
        made.append((name, act, form, name in bound or act.tone == "primary"))
    return made


def _siblings(found: Finding, user: Any) -> Any:
    """Open findings of the same unit and rule or company: what one may want to merge into."""
    rows = Finding.objects.visible_to(user).filter(unit_id=found.unit_id).exclude(pk=found.pk)
    near = rows.filter(record_id=found.record_id) | rows.filter(rule=found.rule, status="open")
    return near.only("finding_id", "sentence")[:20]


@allow("finding.judge")
def graph(request: HttpRequest, pk: str) -> HttpResponse:
    """Who is connected with whom; only for a stated purpose, which is logged."""
    user: Any = request.user
    found = Finding.objects.visible_or_404(user, pk, "finding.judge")
    form = PurposeForm(request.POST if request.method == "POST" else None)
    drawn = None
    if form.is_bound and form.is_valid():
        record(user, "findings.graph_viewed", found, purpose=form.cleaned_data["purpose"])
        drawn = around(found, user)
    return render(request, "findings/graph.html", {"finding": found, "form": form, "graph": drawn})
