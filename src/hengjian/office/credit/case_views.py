"""Pages of objections and repairs: the list, one of each, its decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.credit import actions, forms
from hengjian.office.credit.models import Objection, Repair
from hengjian.office.credit.terms import terms
from hengjian.office.trail.chain import record, state_digest

LARGEST = 100
VIEW = "credit.record|credit.decide|credit.event"


@allow(VIEW)
def cases(request: HttpRequest) -> HttpResponse:
    """What is under way, most urgent first, then what was decided."""
    user: Any = request.user
    rows: list[Any] = [
        *Objection.objects.visible_to(user).select_related("unit")[:LARGEST],
        *Repair.objects.visible_to(user).select_related("unit")[:LARGEST],
    ]
    rows.sort(
        key=lambda x: (
            x.state != "open",
            x.due_day if x.state == "open" else timezone.localdate(),
            -x.pk,
        )
    )
    today = timezone.localdate()
    return render(request, "credit/cases.html", {
        "rows": [(x, isinstance(x, Repair)) for x in rows], "today": today,
        "open": sum(x.state == "open" for x in rows),
        "late": sum(x.state == "open" and x.due_day < today for x in rows),
        "done": sum(x.state != "open" for x in rows),
    })  # fmt: skip


@allow(VIEW)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection."""
    return _page(request, Objection.objects.visible_or_404(request.user, pk))


@allow(VIEW)
def repair(request: HttpRequest, pk: int) -> HttpResponse:
    """One application for repair."""
    return _page(request, Repair.objects.visible_or_404(request.user, pk))


def _page(request: HttpRequest, x: Any, form: Any = None, status: int = 200) -> HttpResponse:
    user: Any = request.user
    record(user, "credit.viewed", x)
    mine = user.may("credit.decide") and x.state == "open" and x.registered_by_id != user.pk
    kind = forms.DecideForm if isinstance(x, Repair) else forms.AnswerForm
    first = kind(initial={"seen": state_digest(x)}) if mine else None
    section = terms().sections.get(getattr(x, "section", "lists"))
    return render(request, "credit/case.html", {
        "x": x, "is_repair": isinstance(x, Repair), "form": form or first, "today": timezone.localdate(),
        "section": section.title if section else "", "early": isinstance(x, Repair) and x.earliest_on
        and timezone.localdate() < x.earliest_on,
    }, status=status)  # fmt: skip


@allow("credit.decide")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit's answer to an objection."""
    found = Objection.objects.visible_or_404(request.user, pk, "credit.decide")
    form = forms.AnswerForm(request.POST)
    return _do(request, found, form, lambda d: actions.answer_objection(
        found, d["upheld"] == "yes", d["text"], seen=d["seen"], acting_user=request.user, on_day=timezone.localdate()))  # fmt: skip


@allow("credit.decide")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The listing unit's decision on a repair."""
    found = Repair.objects.visible_or_404(request.user, pk, "credit.decide")
    form = forms.DecideForm(request.POST)
    return _do(request, found, form, lambda d: actions.decide_repair(
        found, d["approved"] == "yes", d["text"], seen=d["seen"], acting_user=request.user, on_day=timezone.localdate()))  # fmt: skip


def _do(request: HttpRequest, found: Any, form: Any, act: Any) -> HttpResponse:
    if not form.is_valid():
        return _page(request, found, form, 422)
    try:
        act(form.cleaned_data)
    except PermissionDenied as error:
        form.add_error(None, str(error))
        return _page(request, found, form, 403)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, found, form, 422)
    messages.success(request, _("决定已记录"))
    return redirect(found.url)
