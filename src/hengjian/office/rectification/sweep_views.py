"""举一反三: make a sweep, look at it unit by unit, ask all at once, draft notices, take it away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.documents.kinds import kinds_about
from hengjian.office.documents.models import Document
from hengjian.office.files import sheets
from hengjian.office.findings.models import Finding
from hengjian.office.findings.pages import page_of
from hengjian.office.rectification import sweeps
from hengjian.office.rectification.forms import AskForm
from hengjian.office.rectification.models import Rectification, Sweep
from hengjian.office.rectification.states import address
from hengjian.office.trail.chain import record


@allow("rectification.sweep")
def preview(request: HttpRequest) -> HttpResponse:
    """?finding=…: how many there are in the other units; nothing is kept until the person says so."""
    user: Any = request.user
    found = Finding.objects.visible_or_404(user, request.GET.get("finding"), "rectification.sweep")
    rows = sweeps.same_rule(user, found.rule, found.unit_id).order_by()
    units = rows.values("unit__name").annotate(
        n=Count("pk"), open=Count("pk", filter=Q(status__in=sweeps.ASKABLE))
    ).order_by("-n", "unit__name")  # fmt: skip
    record(user, "rectification.sweep_viewed", found)
    return render(request, "rectification/preview.html", {
        "finding": found, "title": sweeps.rule_title(found.rule), "units": list(units),
    })  # fmt: skip


@allow("rectification.sweep")
@require_POST
def from_finding(request: HttpRequest, pk: str) -> HttpResponse:
    """One click on a finding."""
    user: Any = request.user
    found = Finding.objects.visible_or_404(user, pk, "rectification.sweep")
    made = sweeps.make(found.rule, found, f"/findings/{found.pk}/", except_unit=found.unit_id, acting_user=user)  # fmt: skip
    return redirect(sweeps.address(made))


@allow("rectification.sweep")
@require_POST
def from_rectification(request: HttpRequest, pk: int) -> HttpResponse:
    """One click on a rectification, for one of its rules."""
    user: Any = request.user
    found = Rectification.objects.visible_or_404(user, pk, "rectification.sweep")
    rules = set(found.findings.values_list("rule", flat=True))
    rule = request.POST.get("rule", "")
    if rule not in rules:
        raise Http404
    made = sweeps.make(rule, found, address(found), except_unit=found.unit_id, acting_user=user)
    return redirect(sweeps.address(made))


@allow("rectification.sweep")
def listing(request: HttpRequest) -> HttpResponse:
    """All sweeps, newest first."""
    user: Any = request.user
    rows = Sweep.objects.visible_to(user).select_related("made_by", "except_unit")
    page = page_of(rows, request.GET.get("page", "1"))
    titles = {s.rule: sweeps.rule_title(s.rule) for s in page.rows}
    return render(request, "rectification/sweeps.html", {"page": page, "titles": titles})


@allow("rectification.sweep")
def sweep(request: HttpRequest, pk: int) -> HttpResponse:
    """One sweep, unit by unit."""
    user: Any = request.user
    found = Sweep.objects.visible_or_404(user, pk)
    record(user, "rectification.sweep_viewed", found)
    return _page(request, found, AskForm(initial={"text": _first_question(found)}))


def _first_question(found: Sweep) -> str:
    title = sweeps.rule_title(found.rule)
    return _("请对照“%(r)s”自查，说明该事项的情况和理由，并补充缺少的记录。") % {"r": title}


def _page(request: HttpRequest, found: Sweep, form: AskForm, status: int = 200) -> HttpResponse:
    user: Any = request.user
    groups = sweeps.by_unit(found, user)
    written = Document.objects.visible_to(user).filter(about=f"rectification.sweep:{found.pk}")
    return render(request, "rectification/sweep.html", {
        "sweep": found, "title": sweeps.rule_title(found.rule), "groups": groups, "form": form,
        "most": max((len(g.rows) for g in groups), default=1), "askable": sum(g.askable for g in groups),
        "statuses": sweeps.ASKABLE, "kinds": kinds_about("sweep") if user.may("document.draft") else {},
        "documents": written.exclude(state="discarded"),
    }, status=status)  # fmt: skip


@allow("finding.ask")
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask about the chosen findings at once."""
    user: Any = request.user
    found = Sweep.objects.visible_or_404(user, pk, "rectification.sweep")
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)
    picked, day = request.POST.getlist("pick"), timezone.localdate()
    try:
        result = sweeps.ask_all(found, picked, form.cleaned_data["text"], acting_user=user, on_day=day)  # fmt: skip
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, found, form, 422)
    if result.done:
        messages.success(request, _("已问询 %(n)s 条，相关单位已收到提醒") % {"n": result.done})
    for problem in result.refused[:10]:
        messages.error(request, problem)
    return redirect(sweeps.address(found))


@allow("document.draft")
@require_POST
def notices(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft one document for each chosen unit."""
    user: Any = request.user
    found = Sweep.objects.visible_or_404(user, pk, "rectification.sweep")
    try:
        made = sweeps.draft_notices(
            found, request.POST.get("kind", ""), request.POST.getlist("unit"), acting_user=user
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("已起草 %(n)s 份，请逐份核对后送签") % {"n": len(made)})
    return redirect(sweeps.address(found))


@allow("rectification.sweep")
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The sweep as an Excel file."""
    user: Any = request.user
    found = Sweep.objects.visible_or_404(user, pk)
    titles = ["单位", "疑点", "事实", "金额（元）", "当时状态", "现在状态"]
    labels = dict(Finding.Status.choices)
    lines = (
        (g.unit.name, r.finding_id, r.finding.sentence,
         f"{r.finding.amount_fen // 100}.{r.finding.amount_fen % 100:02d}" if r.finding.amount_fen is not None else "",
         labels.get(r.status, r.status), r.finding.get_status_display())
        for g in sweeps.by_unit(found, user) for r in g.rows
    )  # fmt: skip
    record(user, "rectification.sweep_exported", found)
    return sheets.response(f"sweep-{found.pk}", titles, lines)
