"""Pages of the credit query: ask with a purpose, the answer with its receipt, check a receipt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hengjian.catalog.models import Table
from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.credit import actions, forms, index
from hengjian.office.credit.answer import Answer, Line, answer
from hengjian.office.credit.models import Inquiry, Objection, Repair
from hengjian.office.door import catalog
from hengjian.office.trail.chain import record

_CODE = 18


def enterprise() -> Table:
    """The data standard of enterprises: titles of their codes."""
    return catalog().tables["enterprise"]


@allow("credit.query")
@require_http_methods(["GET", "POST"])
def query(request: HttpRequest) -> HttpResponse:
    """The form with its purpose; a name gives candidates, a code gives the answer."""
    user: Any = request.user
    if request.method == "GET":
        first = {k: request.GET.get(k, "") for k in ("purpose", "subject", "text")}
        return _query_page(request, forms.QueryForm(initial=first, user=user))
    form = forms.QueryForm(request.POST, user=user)
    if not form.is_valid():
        return _query_page(request, form, status=422)
    data = form.cleaned_data
    text = data["text"].strip()
    try:
        if len(text) == _CODE and text.isascii():
            inquiry, _found = actions.inquire(
                text.upper(), purpose=data["purpose"], subject=data["subject"], reason=data["reason"],
                acting_user=user, on_day=timezone.localdate(),
            )  # fmt: skip
            return redirect("credit:inquiry", inquiry.pk)
        actions.check_purpose(data["purpose"], data["subject"], user)
    except ValidationError as error:
        form.add_error(None, error)
        return _query_page(request, form, status=422)
    return _candidates(request, form, text)


def _candidates(request: HttpRequest, form: forms.QueryForm, text: str) -> HttpResponse:
    """Names are candidates only: somebody chooses one by its code, and only that is an answer."""
    data, found = form.cleaned_data, index.names_like(text)
    record(request.user, "credit.names_searched", detail={"text": text, "found": len(found)},
           purpose=actions.said(data["purpose"], data["subject"], data["reason"]))  # fmt: skip
    codes = enterprise().columns["status"].codes
    rows = [(code, name, codes.get(status or "", status or "")) for code, name, status in found]
    return _query_page(request, form, candidates=rows, text=text)


def _query_page(
    request: HttpRequest, form: forms.QueryForm, status: int = 200, **more: Any
) -> HttpResponse:
    user: Any = request.user
    mine = Inquiry.objects.visible_to(user).select_related("by", "unit")[:12]
    return render(request, "credit/query.html", {
        "form": form, "recent": mine, "known_on": index.known_on(), "asked": "candidates" in more,
        "today": timezone.localdate(), **more,
    }, status=status)  # fmt: skip


@allow("credit.query")
def inquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer on the day it was asked for; afterwards the receipt alone."""
    return _page(request, Inquiry.objects.visible_or_404(request.user, pk))


def _page(
    request: HttpRequest, found: Inquiry, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    fresh = found.on_day == timezone.localdate() and found.by_id == user.pk
    shown = answer(found.credit_code, found.purpose, found.on_day) if fresh else None
    record(
        user,
        "credit.viewed",
        found,
        purpose=actions.said(found.purpose, found.subject, found.reason),
    )
    return render(request, "credit/inquiry.html", {
        "x": found, "answer": shown, "same": shown is not None and shown.digest == found.answer_hash,
        "objections": Objection.objects.filter(credit_code=found.credit_code).select_related("unit") if fresh else [],
        "repairs": Repair.objects.filter(credit_code=found.credit_code).select_related("unit") if fresh else [],
        "object_form": forms.ObjectForm(), "repair_form": forms.RepairForm(), "known_on": index.known_on(),
        **(bound or {}),
    }, status=status)  # fmt: skip


def _asked_today(request: HttpRequest, pk: int) -> tuple[Inquiry, Answer]:
    """The person's own inquiry of today and its answer; raises ValidationError."""
    user: Any = request.user
    found = Inquiry.objects.visible_or_404(user, pk, "credit.record")
    shown = answer(found.credit_code, found.purpose, timezone.localdate())
    if found.by_id != user.pk or found.on_day != timezone.localdate() or shown is None:
        raise ValidationError(_("请先重新查询该企业，再登记"))
    return found, shown


def _line(shown: Answer, text: str) -> tuple[str, Line]:
    """The record that "section|key" names; raises ValidationError."""
    name, _bar, key = text.partition("|")
    for part in shown.parts:
        if part.name == name:
            for line in part.lines:
                if line.key == key:
                    return name, line
    raise ValidationError(_("该记录不在查询结果中"))


@allow("credit.record")
@require_POST
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """The enterprise's objection to one record of the answer."""
    return _register(request, pk, "object_form", forms.ObjectForm(request.POST))


@allow("credit.record")
@require_POST
def repair(request: HttpRequest, pk: int) -> HttpResponse:
    """The enterprise's application to end a list entry."""
    return _register(request, pk, "repair_form", forms.RepairForm(request.POST))


def _register(
    request: HttpRequest, pk: int, name: str, form: forms.ObjectForm | forms.RepairForm
) -> HttpResponse:
    user: Any = request.user
    found = Inquiry.objects.visible_or_404(user, pk, "credit.record")
    if not form.is_valid():
        return _page(request, found, {name: form}, 422)
    data, today = form.cleaned_data, timezone.localdate()
    try:
        found, shown = _asked_today(request, pk)
        if name == "object_form":
            section, line = _line(shown, data["record"])
            made: Any = actions.object_to(found, section, line.key, line.unit, data["ground"], acting_user=user,
                                          on_day=today)  # fmt: skip
        else:
            made = actions.apply_for_repair(
                found, data["entry"], data["ground"], acting_user=user, on_day=today
            )
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, found, {name: form}, 422)
    messages.success(request, _("已登记 %(n)s，期限 %(d)s") % {"n": made.number, "d": made.due_day})
    return redirect(made.url)


@allow("credit.query")
def receipt(request: HttpRequest) -> HttpResponse:
    """Whether a number and a digest belong together: for those who were shown a receipt."""
    number, digest = (
        request.GET.get("number", "").strip(),
        request.GET.get("digest", "").strip().lower(),
    )
    found = Inquiry.objects.filter(number=number).first() if number else None
    genuine = found is not None and len(digest) >= 8 and found.answer_hash.startswith(digest)
    if number:
        record(
            request.user,
            "credit.receipt_read",
            found,
            detail={"number": number, "genuine": genuine},
        )
    return render(request, "credit/receipt.html", {
        "number": number, "digest": digest, "found": found if genuine else None, "asked": bool(number),
    })  # fmt: skip
