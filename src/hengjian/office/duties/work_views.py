"""Meetings with their decisions, requirements from above, tasks until their spot check, studies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.desk.actions import about
from hengjian.office.documents.history import history
from hengjian.office.door import catalog
from hengjian.office.duties import actions
from hengjian.office.duties import forms as f
from hengjian.office.duties.models import Meeting, Requirement, Study, Task
from hengjian.office.files.models import StoredFile
from hengjian.office.findings.pages import page_of
from hengjian.office.trail.chain import record

DAYS = 30


def tried(form: Form, act: Callable[[], object]) -> bool:
    """Whether a valid form's act went through; what is refused stands on the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except (ValidationError, PermissionDenied) as error:
        form.add_error(None, ValidationError(getattr(error, "messages", [str(error)])))
        return False
    return True


def _soon() -> dict[str, Any]:
    today = timezone.localdate()
    return {"due_day": today + timedelta(days=DAYS), "held_on": today, "received_on": today}


@allow("duty.view")
def meetings(request: HttpRequest) -> HttpResponse:
    """All meetings with what became of their decisions."""
    user: Any = request.user
    rows = Meeting.objects.visible_to(user).select_related("unit").annotate(
        said=Count("statements", distinct=True), decided=Count("decisions", distinct=True),
        open=Count("decisions", filter=Q(decisions__needs_task=True, decisions__tasks__isnull=True), distinct=True),
    )  # fmt: skip
    return render(request, "duties/meetings.html", {"page": page_of(rows.order_by("-held_on", "-pk"), request.GET.get("page", "1"))})  # fmt: skip


@allow("duty.fill")
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Write a meeting down."""
    user: Any = request.user
    form = f.MeetingForm(request.POST or None, units=f.units_of(user, "duty.fill"), initial=_soon())
    made: list[Meeting] = []

    def act() -> None:
        unit, data = form.split()
        made.append(actions.hold_meeting(unit, data, acting_user=user, on_day=timezone.localdate()))

    if request.method == "POST" and tried(form, act):
        messages.success(request, _("会议已登记，请接着登记议定事项"))
        return redirect(actions.address(made[0]))
    return render(request, "duties/form.html", {"form": form, "title": _("登记会议"), "icon": "users-group"}, status=422 if form.errors else 200)  # fmt: skip


@allow("duty.view")
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting; during it decisions become tasks."""
    user: Any = request.user
    found: Meeting = Meeting.objects.select_related("unit").visible_or_404(user, pk)  # type: ignore[attr-defined]
    mine = user.may("duty.fill") and Meeting.objects.visible_to(user, "duty.fill").filter(pk=pk).exists()  # fmt: skip
    part = request.POST.get("part", "")
    forms: dict[str, Any] = {
        "statement": f.StatementForm(request.POST if part == "statement" else None, prefix="statement"),
        "decision": f.DecisionForm(request.POST if part == "decision" else None, prefix="decision"),
        "task": f.TaskForm(request.POST if part == "task" else None, prefix="task", choices=f.units_of(user, "duty.fill"), initial=_soon()),
    }  # fmt: skip
    if request.method == "POST":
        if not mine or part not in forms:
            raise Http404
        if tried(forms[part], lambda: _do(found, part, forms[part].cleaned_data, request)):
            messages.success(request, _("已登记"))
            return redirect(actions.address(found))
    record(user, "duties.meeting_viewed", found)
    return render(request, "duties/meeting.html", {
        "x": found, "mine": mine, **forms, "statements": found.statements.all(), "today": timezone.localdate(),
        "decisions": found.decisions.prefetch_related("tasks__unit"), "part": part,
    }, status=422 if any(x.errors for x in forms.values()) else 200)  # fmt: skip


def _do(found: Meeting, part: str, data: dict[str, Any], request: HttpRequest) -> object:
    user: Any = request.user
    if part == "statement":
        return actions.add_statement(found, data["speaker"], data["text"], acting_user=user)
    if part == "decision":
        return actions.decide(found, data["text"], data["needs_task"], acting_user=user)
    chosen = found.decisions.filter(pk=request.POST.get("decision") or 0).first()
    if chosen is None:
        raise ValidationError(_("请选择议定事项"))
    return actions.assign(_units(user, data["units"]), data["title"], data["due_day"], owner=data["owner"], rule=data["rule"],
                          decision=chosen, acting_user=user, on_day=timezone.localdate())  # fmt: skip


def _units(user: Any, wanted: list[str]) -> list[Any]:
    return [u for u in f.units_of(user, "duty.fill") if u.pk in wanted]


@allow("duty.view")
def tasks(request: HttpRequest) -> HttpResponse:
    """Requirements from above and all tasks: overdue first."""
    user: Any = request.user
    today = timezone.localdate()
    rows = Task.objects.visible_to(user).select_related("unit", "requirement", "decision")
    counts = rows.aggregate(
        overdue=Count("pk", filter=Q(state="open", due_day__lt=today)), open=Count("pk", filter=Q(state="open", due_day__gte=today)),
        reported=Count("pk", filter=Q(state="reported")), no_effect=Count("pk", filter=Q(state="no_effect")),
        effective=Count("pk", filter=Q(state="effective")),
    )  # fmt: skip
    wanted = request.GET.get("state", "")
    if wanted == "overdue":
        rows = rows.filter(state="open", due_day__lt=today)
    elif wanted:
        rows = rows.filter(state=wanted)
    return render(request, "duties/tasks.html", {
        "page": page_of(rows.order_by("due_day", "pk"), request.GET.get("page", "1")), "counts": counts, "today": today,
        "requirements": Requirement.objects.visible_to(user).annotate(n=Count("tasks"), done=Count("tasks", filter=Q(tasks__state="effective")))[:10],
    })  # fmt: skip


@allow("duty.fill")
def requirement_new(request: HttpRequest) -> HttpResponse:
    """A document from above."""
    user: Any = request.user
    if not Requirement.objects.visible_to(user).exists() and not _district(user):
        raise Http404  # a document from above is registered by somebody of the district
    form = f.RequirementForm(request.POST or None, initial=_soon())
    made: list[Requirement] = []
    if request.method == "POST" and tried(
        form, lambda: made.append(actions.require(form.cleaned_data, acting_user=user))
    ):
        messages.success(request, _("已登记，请分解任务"))
        return redirect(actions.address(made[0]))
    return render(request, "duties/form.html", {"form": form, "title": _("登记上级要求"), "icon": "file-import"}, status=422 if form.errors else 200)  # fmt: skip


def _district(user: Any) -> bool:
    return any(
        g.definition.sees.get("duty") == "district" and "duty.fill" in g.definition.may
        for g in user.grants_today
    )


@allow("duty.view")
def requirement(request: HttpRequest, pk: int) -> HttpResponse:
    """One requirement with its tasks; split it among the units."""
    user: Any = request.user
    found: Requirement = Requirement.objects.visible_or_404(user, pk)
    mine = user.may("duty.fill") and Requirement.objects.visible_to(user, "duty.fill").filter(pk=pk).exists()  # fmt: skip
    form = f.TaskForm(request.POST or None, choices=f.units_of(user, "duty.fill"), initial={**_soon(), "title": found.title})  # fmt: skip
    if request.method == "POST":
        if not mine:
            raise Http404
        if tried(form, lambda: _split(found, form.cleaned_data, user)):
            messages.success(request, _("任务已交办，责任单位已收到待办"))
            return redirect(actions.address(found))
    return render(request, "duties/requirement.html", {
        "x": found, "form": form, "mine": mine, "today": timezone.localdate(),
        "tasks": Task.objects.visible_to(user).filter(requirement=found).select_related("unit"),
    }, status=422 if form.errors else 200)  # fmt: skip


def _split(found: Requirement, data: dict[str, Any], user: Any) -> object:
    return actions.assign(_units(user, data["units"]), data["title"], data["due_day"], owner=data["owner"], rule=data["rule"],
                          requirement=found, acting_user=user, on_day=timezone.localdate())  # fmt: skip


@allow("duty.view")
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task."""
    return _task_page(request, pk)


def _task_page(
    request: HttpRequest, pk: int, bound: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    rows = Task.objects.select_related(
        "unit", "requirement", "decision__meeting", "done_by", "checked_by"
    )
    found: Task = rows.visible_or_404(user, pk)  # type: ignore[attr-defined]
    forms = bound or {}
    may = {p: user.may(p) and Task.objects.visible_to(user, p).filter(pk=pk).exists() for p in ("duty.fill", "duty.check")}  # fmt: skip
    report = may["duty.fill"] and found.state in (Task.State.OPEN, Task.State.NO_EFFECT)
    check = may["duty.check"] and found.state == Task.State.REPORTED and user.pk != found.done_by_id
    record(user, "duties.task_viewed", found)
    rule = catalog().rules.get(found.rule)
    return render(request, "duties/task.html", {
        "x": found, "today": timezone.localdate(), "rule": rule, "history": history(found),
        "report": (forms.get("report") or f.ReportForm(initial={"revision": found.revision})) if report else None,
        "check": (forms.get("check") or f.CheckForm(initial={"revision": found.revision})) if check else None,
        "proofs": StoredFile.objects.filter(about=about(found)).select_related("by"),
        "now": actions.open_findings(found.rule, found.unit_id) if found.rule else None,
    }, status=status)  # fmt: skip


@allow("duty.fill|duty.check")
@require_POST
def task_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Report it done, or check it."""
    user: Any = request.user
    permission = {"report": "duty.fill", "check": "duty.check"}.get(name)
    if permission is None:
        raise Http404
    found: Task = Task.objects.visible_or_404(user, pk, permission)
    form: Any = f.ReportForm(request.POST, request.FILES) if name == "report" else f.CheckForm(request.POST)  # fmt: skip
    today = timezone.localdate()

    def act() -> object:
        data = form.cleaned_data
        if name == "report":
            return actions.report_done(found, data["text"], data["proofs"], acting_user=user, revision=data["revision"], on_day=today)  # fmt: skip
        return actions.spot_check(found, data["effective"] == "yes", data["text"], acting_user=user, revision=data["revision"], on_day=today)  # fmt: skip

    if not tried(form, act):
        return _task_page(request, pk, {name: form}, 422)
    messages.success(request, _("已记录"))
    return redirect(actions.address(found))


@allow("duty.view")
def studies(request: HttpRequest) -> HttpResponse:
    """All studies."""
    user: Any = request.user
    rows = Study.objects.visible_to(user).select_related("unit")
    kind = request.GET.get("kind", "")
    rows = rows.filter(kind=kind) if kind else rows
    return render(request, "duties/studies.html", {"page": page_of(rows, request.GET.get("page", "1")), "kinds": Study.Kind.choices})  # fmt: skip


@allow("duty.fill")
def study_new(request: HttpRequest) -> HttpResponse:
    """Write a study down."""
    user: Any = request.user
    form = f.StudyForm(request.POST or None, request.FILES or None, units=f.units_of(user, "duty.fill"), initial=_soon())  # fmt: skip

    def act() -> None:
        unit, data = form.split()
        proofs = data.pop("proofs")
        actions.study(unit, data, proofs, acting_user=user, on_day=timezone.localdate())

    if request.method == "POST" and tried(form, act):
        messages.success(request, _("学习记录已保存"))
        return redirect("duties:studies")
    return render(request, "duties/form.html", {"form": form, "title": _("登记学习研究"), "icon": "book"}, status=422 if form.errors else 200)  # fmt: skip


@allow("duty.view")
def study(request: HttpRequest, pk: int) -> HttpResponse:
    """One study."""
    user: Any = request.user
    found: Study = Study.objects.select_related("unit", "made_by").visible_or_404(user, pk)  # type: ignore[attr-defined]
    return render(request, "duties/study.html", {"x": found, "files": StoredFile.objects.filter(about=about(found))})  # fmt: skip
