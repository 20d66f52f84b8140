"""The social survey with its trend, and assessments with appeal and use."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.desk.actions import about
from hengjian.office.documents.history import history
from hengjian.office.duties import forms as f
from hengjian.office.duties import judging
from hengjian.office.duties.actions import address
from hengjian.office.duties.models import Assessment, Edition, Result
from hengjian.office.duties.work_views import tried
from hengjian.office.files.models import StoredFile
from hengjian.office.findings.pages import page_of
from hengjian.office.trail.chain import record

USE_DAYS = 60


def _own(scope: str, user: Any) -> list[Result]:
    rows = Result.objects.filter(edition__in=Edition.objects.visible_to(user).filter(scope=scope), is_own=True)  # fmt: skip
    return list(rows.select_related("edition").order_by("edition__published_on"))


def _trend(results: list[Result]) -> dict[str, Any]:
    """Rank (small is good, so the axis points down) and score by edition."""
    return {
        "tooltip": {"trigger": "axis"}, "legend": {"top": 0}, "grid": {"left": 8, "right": 8, "top": 40, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [str(r.edition.year) for r in results]},
        "yAxis": [{"type": "value", "inverse": True, "min": 1, "minInterval": 1, "name": _("名次")}, {"type": "value", "scale": True, "name": _("得分"), "splitLine": {"show": False}}],
        "series": [
            {"name": _("名次"), "type": "line", "symbolSize": 9, "label": {"show": True}, "itemStyle": {"color": "#0b4f8a"},
             "data": [{"value": r.rank, "url": address(r.edition)} for r in results]},
            {"name": _("得分"), "type": "bar", "yAxisIndex": 1, "barMaxWidth": 28, "itemStyle": {"color": "#c8d6e5"},
             "data": [float(r.score) if r.score is not None else None for r in results]},
        ],
    }  # fmt: skip


@allow("duty.view")
def surveys(request: HttpRequest) -> HttpResponse:
    """All editions; rank and score of the district over the years."""
    user: Any = request.user
    own = {str(s): _own(s, user) for s in Edition.Scope.values}
    return render(request, "duties/surveys.html", {
        "editions": Edition.objects.visible_to(user), "own": own,
        "charts": [(s, Edition.Scope(s).label, _trend(rows)) for s, rows in own.items() if rows],
        "ranks": {r.edition_id: r for rows in own.values() for r in rows},
    })  # fmt: skip


@allow("duty.check")
def survey_new(request: HttpRequest) -> HttpResponse:
    """Take a published survey in."""
    user: Any = request.user
    form = f.SurveyForm(request.POST or None, request.FILES or None, initial={"year": timezone.localdate().year})  # fmt: skip
    made: list[Edition] = []

    def act() -> None:
        data = dict(form.cleaned_data)
        own, text, file = data.pop("own"), data.pop("text"), data.pop("file")
        if Edition.objects.filter(scope=data["scope"], published_on=data["published_on"]).exists():
            raise ValidationError(_("该范围当日公布的测评已登记"))
        made.append(judging.publish_survey(data, text, file, own=own, acting_user=user))

    if request.method == "POST" and tried(form, act):
        messages.success(request, _("测评结果已登记"))
        return redirect(address(made[0]))
    return render(request, "duties/form.html", {"form": form, "title": _("登记社会测评"), "icon": "chart-dots"}, status=422 if form.errors else 200)  # fmt: skip


@allow("duty.view")
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition as published; ties and differing ranks are shown."""
    user: Any = request.user
    found: Edition = Edition.objects.visible_or_404(user, pk)
    rows = list(found.results.all())
    scores = [r.score for r in rows if r.score is not None]
    table = [
        (r, 1 + sum(s > r.score for s in scores) if r.score is not None else None, scores.count(r.score) > 1 if r.score is not None else False)
        for r in rows
    ]  # fmt: skip
    return render(request, "duties/edition.html", {
        "x": found, "table": table, "file": StoredFile.objects.filter(about=about(found)).first(),
        "differs": any(n is not None and r.rank is not None and n != r.rank for r, n, _tie in table),
    })  # fmt: skip


@allow("duty.view")
def assessments(request: HttpRequest) -> HttpResponse:
    """All assessments, the newest year first."""
    user: Any = request.user
    rows = Assessment.objects.visible_to(user).select_related("unit").prefetch_related("uses")
    return render(request, "duties/assessments.html", {"page": page_of(rows, request.GET.get("page", "1")), "today": timezone.localdate()})  # fmt: skip


@allow("duty.assess")
def assessment_new(request: HttpRequest) -> HttpResponse:
    """Give grades with reasons."""
    user: Any = request.user
    today = timezone.localdate()
    initial = {"year": today.year, "use_due_day": today + timedelta(days=USE_DAYS), "unit": request.GET.get("unit")}  # fmt: skip
    form = f.AssessmentForm(request.POST or None, units=f.units_of(user, "duty.assess"), initial=initial)  # fmt: skip
    made: list[Assessment] = []

    def act() -> None:
        unit, data = form.split()
        made.append(judging.assess(unit, data, acting_user=user, on_day=today))

    if request.method == "POST" and tried(form, act):
        messages.success(request, _("考核已告知单位，单位可以申诉"))
        return redirect(address(made[0]))
    return render(request, "duties/form.html", {"form": form, "title": _("责任制考核"), "icon": "certificate"}, status=422 if form.errors else 200)  # fmt: skip


@allow("duty.view")
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """One assessment."""
    return _page(request, pk)


def _page(
    request: HttpRequest, pk: int, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    rows = Assessment.objects.select_related("unit", "made_by", "appealed_by", "decided_by")
    found: Assessment = rows.visible_or_404(user, pk)  # type: ignore[attr-defined]
    may = {p: user.may(p) and Assessment.objects.visible_to(user, p).filter(pk=pk).exists() for p in ("duty.fill", "duty.assess")}  # fmt: skip
    open_, forms = bound or {}, {}
    initial = {"revision": found.revision, "used_on": timezone.localdate()}
    if may["duty.fill"] and found.state == "given" and user.pk != found.made_by_id:
        forms["appeal"] = open_.get("appeal") or f.AppealForm(initial=initial)
    if may["duty.assess"] and found.state == "appealed" and user.pk != found.made_by_id:
        forms["decide"] = open_.get("decide") or f.AppealDecisionForm(initial=initial)
    if may["duty.assess"] and found.state != "appealed":
        forms["use"] = open_.get("use") or f.UseForm(initial=initial)
    record(user, "duties.assessment_viewed", found)
    return render(request, "duties/assessment.html", {
        "x": found, "forms": forms, "uses": found.uses.select_related("by"), "today": timezone.localdate(),
        "history": history(found),
    }, status=status)  # fmt: skip


@allow("duty.fill|duty.assess")
@require_POST
def assessment_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Appeal, decide, use."""
    user: Any = request.user
    known: dict[str, tuple[str, Any]] = {
        "appeal": ("duty.fill", f.AppealForm), "decide": ("duty.assess", f.AppealDecisionForm), "use": ("duty.assess", f.UseForm),
    }  # fmt: skip
    if name not in known:
        raise Http404
    permission, kind = known[name]
    found: Assessment = Assessment.objects.visible_or_404(user, pk, permission)
    form = kind(request.POST)
    if not tried(form, lambda: _act(found, name, form.cleaned_data, user)):
        return _page(request, pk, {name: form}, 422)
    messages.success(request, _("已记录"))
    return redirect(address(found))


def _act(found: Assessment, name: str, data: dict[str, Any], user: Any) -> object:
    today = timezone.localdate()
    if name == "appeal":
        return judging.appeal(found, data["text"], acting_user=user, revision=data["revision"], on_day=today)  # fmt: skip
    if name == "decide":
        return judging.decide_appeal(found, data, acting_user=user, revision=data["revision"], on_day=today)  # fmt: skip
    return judging.use(found, data["kind"], data["used_on"], data["text"], acting_user=user, on_day=today)  # fmt: skip
