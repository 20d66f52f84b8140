"""两个责任: the district side by side, one unit, one duty, the lists."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import Unit
from hengjian.office.desk.actions import about
from hengjian.office.duties import actions, overview
from hengjian.office.duties.forms import RecordForm, units_of
from hengjian.office.duties.models import Assessment, Line, Meeting, Study, Task
from hengjian.office.duties.proofs import prove, sources_of
from hengjian.office.duties.terms import duty_lists, sources
from hengjian.office.files.models import StoredFile
from hengjian.office.trail.chain import record

SHOWN = 8


def _year(request: HttpRequest) -> int:
    wanted = request.GET.get("year", "")
    this = timezone.localdate().year
    return int(wanted) if wanted.isdigit() and this - 5 <= int(wanted) <= this + 1 else this


@allow("duty.view")
def home(request: HttpRequest) -> HttpResponse:
    """The district's units, or the one unit a person answers for."""
    user: Any = request.user
    units = units_of(user, "duty.view")
    wanted = request.GET.get("unit", "")
    chosen = next((u for u in units if u.pk == wanted), None)
    if wanted and chosen is None:
        raise Http404
    if chosen is None and len(units) == 1:
        chosen = units[0]
    return _unit(request, chosen, units) if chosen else _district(request)


def _district(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    today, year = timezone.localdate(), _year(request)
    rows = overview.by_unit(user, year, today)
    totals: Counter[str] = sum((r.counts for r in rows), Counter())
    return render(request, "duties/district.html", {
        "rows": rows, "totals": totals, "year": year, "today": today, "planned": sum(r.planned for r in rows),
        "without": sum(not r.planned for r in rows), "overdue": sum(r.overdue for r in rows),
        "meetings": Meeting.objects.visible_to(user).select_related("unit")[:5],
        "no_effect": Task.objects.visible_to(user).filter(state="no_effect").select_related("unit")[:5],
    })  # fmt: skip


def _unit(request: HttpRequest, unit: Unit, units: list[Unit]) -> HttpResponse:
    user: Any = request.user
    today, year = timezone.localdate(), _year(request)
    proven = overview.lines_of(user, year, unit.pk)
    tasks = Task.objects.visible_to(user).filter(unit=unit)
    start, end = overview.half_of(today)
    studies = Study.objects.visible_to(user).filter(unit=unit, held_on__year=year)
    return render(request, "duties/unit.html", {
        "unit": unit, "units": units, "year": year, "today": today, "groups": overview.by_post(proven, today),
        "counts": overview.counted(proven, today), "planned": len(proven),
        "tasks": tasks.exclude(state="effective").order_by("due_day")[:SHOWN],
        "overdue": tasks.filter(Q(state="open", due_day__lt=today) | Q(state="no_effect")).count(),
        "studied": studies.filter(kind="governance", held_on__gte=start, held_on__lt=end).first(),
        "half_ends": end, "studies": studies[:5],
        "assessments": Assessment.objects.visible_to(user).filter(unit=unit)[:3],
        "may_fill": any(u.pk == unit.pk for u in units_of(user, "duty.fill")), "posts": duty_lists(),
    })  # fmt: skip


@allow("duty.fill")
@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """The yearly plan of one of the person's units."""
    user: Any = request.user
    unit = next((u for u in units_of(user, "duty.fill") if u.pk == request.POST.get("unit")), None)
    if unit is None:
        raise Http404
    holders = {post: request.POST.get(f"holder_{post}", "") for post in duty_lists()}
    year = request.POST.get("year", "")
    this = timezone.localdate().year
    try:
        if not year.isdigit() or not this - 1 <= int(year) <= this + 1:
            raise ValidationError(_("年度不对"))
        made = actions.make_plan(unit, int(year), holders, acting_user=user)
        messages.success(request, _("已生成年度计划，共 %(n)s 项") % {"n": len(made)})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{reverse('duties:home')}?unit={unit.pk}&year={year}")


@allow("duty.view")
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty with the records of its two sides; a record may be added."""
    user: Any = request.user
    found: Line = Line.objects.select_related("unit").visible_or_404(user, pk)  # type: ignore[attr-defined]
    form = RecordForm(request.POST or None, request.FILES or None, initial={"happened_on": timezone.localdate()})  # fmt: skip
    may_fill = user.may("duty.fill") and Line.objects.visible_to(user, "duty.fill").filter(pk=pk).exists()  # fmt: skip
    if request.method == "POST" and not may_fill:
        raise Http404
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.write_record(found, data["side"], data["happened_on"], data["text"], data["proofs"],
                                 acting_user=user, on_day=timezone.localdate())  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("履责记录已保存"))
            return redirect(actions.address(found))
    record(user, "duties.viewed", found)
    proven = prove([found], user)[0]
    written = list(found.records.select_related("by"))
    keys = {about(r): r for r in written}
    return render(request, "duties/line.html", {
        "x": found, "proven": proven, "state": proven.state(timezone.localdate()), "today": timezone.localdate(),
        "form": form, "may_fill": may_fill, "sources": {n: s.title for n, s in sources().items()},
        "business_from": sources_of(found, "business"), "integrity_from": sources_of(found, "integrity"),
        "written": written, "files": StoredFile.objects.filter(about__in=keys),
    }, status=422 if form.errors else 200)  # fmt: skip


@allow("duty.view")
def lists(request: HttpRequest) -> HttpResponse:
    """The responsibility lists, business and integrity side by side."""
    titles = {n: s.title for n, s in sources().items()}
    return render(request, "duties/lists.html", {"lists": duty_lists(), "sources": titles})
