"""Pages of hand-overs: the list, one transfer with package, receipt and result, the quarter's counts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.clocks.models import Clock
from hengjian.office.clues import forms, statistics, transfers
from hengjian.office.clues.models import Clue, Transfer
from hengjian.office.desk.actions import about
from hengjian.office.files.models import StoredFile
from hengjian.office.findings.pages import page_of
from hengjian.office.trail.chain import record


@allow("clue.view")
def listing(request: HttpRequest) -> HttpResponse:
    """移送台账: what was handed over, what waits for receipt or reply."""
    user: Any = request.user
    rows = Transfer.objects.visible_to(user).select_related("clue", "sent_by")
    page = page_of(rows, request.GET.get("page", "1"))
    day = timezone.localdate()
    number = (day.month - 1) // 3  # the quarter that is closed
    year, last = (day.year, number) if number else (day.year - 1, 4)
    first_day, last_day = statistics.quarter(year, last)
    return render(request, "clues/transfers.html", {
        "page": page, "year": year, "quarter": last,
        "counts": statistics.counted(first_day, last_day) if user.may("clue.transfer") else [],
    })  # fmt: skip


@allow("clue.transfer")
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a clue over."""
    user: Any = request.user
    clue = Clue.objects.visible_or_404(user, pk, "clue.transfer")
    form = forms.SendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选择接收机关"))
        return redirect("clues:clue", pk)
    try:
        row = transfers.send(
            clue, form.cleaned_data["body"], acting_user=user, on_day=timezone.localdate()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("clues:clue", pk)
    messages.success(request, _("移送包已生成，签收期限开始计算"))
    return redirect("clues:transfer", row.pk)


@allow("clue.view")
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """One transfer."""
    return _page(request, pk)


def _page(
    request: HttpRequest, pk: int, bound: Form | None = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    row = Transfer.objects.select_related("clue", "sent_by", "received_by").visible_or_404(user, pk)  # type: ignore[attr-defined]
    record(user, "clues.transfer_viewed", row)
    form: Form | None = bound
    if form is None and user.may("clue.receive"):
        made = {Transfer.State.SENT: forms.ReceiveForm, Transfer.State.RECEIVED: forms.ResultForm}
        form = made[row.state]() if row.state in made else None
    return render(request, "clues/transfer.html", {
        "transfer": row, "form": form, "files": StoredFile.objects.filter(about=about(row)),
        "clocks": Clock.objects.filter(about=about(row)), "sanctions": row.sanctions.all(),
    }, status=status)  # fmt: skip


@allow("clue.receive")
@require_POST
def advance(request: HttpRequest, pk: int) -> HttpResponse:
    """Receipt first, then the result."""
    user: Any = request.user
    row = Transfer.objects.visible_or_404(user, pk, "clue.receive")
    first = row.state == Transfer.State.SENT
    form: Form = forms.ReceiveForm(request.POST) if first else forms.ResultForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, form, 422)
    data, day = form.cleaned_data, timezone.localdate()
    try:
        if first:
            transfers.receive(row, data["receipt_no"], acting_user=user, on_day=day)
        else:
            result = transfers.Result(
                data["outcome"], data["cases"], int(data["recovered"] * 100), data["sanctions"]
            )
            transfers.feed_back(row, result, acting_user=user, on_day=day)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, pk, form, 422)
    messages.success(request, _("已签收") if first else _("已反馈，只保留数字"))
    return redirect("clues:transfer", pk)


@allow("clue.transfer")
@require_POST
def deliver(request: HttpRequest) -> HttpResponse:
    """Put the counts of the closed quarter into the lake: F22 to F24 are computed from them."""
    user: Any = request.user
    year, quarter = request.POST.get("year", ""), request.POST.get("quarter", "")
    if not (year.isdigit() and quarter in ("1", "2", "3", "4") and 2000 < int(year) < 2100):
        messages.error(request, _("请选择季度"))
        return redirect("clues:transfers")
    try:
        batch = statistics.deliver_quarter(int(year), int(quarter), acting_user=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("已报送为批次 %(b)s，重新运行后指标更新") % {"b": batch})
    return redirect("clues:transfers")
