"""Pages of one request with its deliveries, and of one correction."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.door import catalog
from hengjian.office.exchange import actions, forms
from hengjian.office.exchange.models import Correction, Delivery, ShareRequest
from hengjian.office.trail.chain import record, state_digest

S = ShareRequest.State


@allow("exchange.view")
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request."""
    return _page(request, ShareRequest.objects.visible_or_404(request.user, pk))


def _titles(table: str) -> dict[str, str]:
    found = catalog().tables.get(table)
    return {n: c.title for n, c in found.columns.items()} if found else {}


def _page(
    request: HttpRequest, x: ShareRequest, form: Any = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    record(user, "exchange.viewed", x)
    titles, own = _titles(x.table), x.unit_id == user.unit_id
    if form is None and x.state == S.ASKED and actions.may_decide(x, user):
        first = {"seen": state_digest(x), "columns": x.columns}
        form = forms.DecideForm(initial=first, request=x, titles=titles)
    seen = set(Delivery.objects.visible_to(user).filter(request=x).values_list("pk", flat=True))
    made = [
        (d, actions.genuine(d), d.pk in seen)
        for d in x.deliveries.select_related("by", "confirmed_by")
    ]
    at = (
        0
        if x.state == S.ASKED
        else 3
        if any(d.confirmed_at for d, *_rest in made)
        else 2
        if made
        else 1
    )
    bar = [_("申请"), _("提供单位答复"), _("交付"), _("签收")]
    table = catalog().tables.get(x.table)
    return render(request, "exchange/request.html", {
        "x": x, "form": form, "titles": titles, "deliveries": made, "today": timezone.localdate(),
        "title": table.title if table else x.table, "own": own,
        "can_deliver": own and user.may("exchange.ask") and x.state == S.APPROVED and x.until_on >= timezone.localdate(),
        "bar": [(t, n == at) for n, t in enumerate(bar)],
    }, status=status)  # fmt: skip


@allow("exchange.decide")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner's answer."""
    found = ShareRequest.objects.visible_or_404(request.user, pk, "exchange.decide")
    form = forms.DecideForm(request.POST, request=found, titles=_titles(found.table))
    if not form.is_valid():
        return _page(request, found, form, 422)
    data = form.cleaned_data
    try:
        actions.decide(found, data["approved"] == "yes", data["columns"], data["opinion"], seen=data["seen"],
                       acting_user=request.user, on_day=timezone.localdate())  # fmt: skip
    except (ValidationError, PermissionDenied) as error:
        form.add_error(None, str(error) if isinstance(error, PermissionDenied) else error)
        return _page(request, found, form, 403 if isinstance(error, PermissionDenied) else 422)
    messages.success(request, _("已答复"))
    return redirect(found.url)


@allow("exchange.ask")
@require_POST
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the file."""
    found = ShareRequest.objects.visible_or_404(request.user, pk, "exchange.ask")
    try:
        made = actions.deliver(found, acting_user=request.user, on_day=timezone.localdate())
    except (ValidationError, PermissionDenied) as error:
        said = str(error) if isinstance(error, PermissionDenied) else "；".join(error.messages)
        messages.error(request, said)
        return redirect(found.url)
    messages.success(request, _("已生成 %(n)s 行，请下载核对后签收") % {"n": made.rows})
    return redirect(found.url)


@allow("exchange.ask")
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes, for the unit that was allowed to have them; each time is logged."""
    found = Delivery.objects.visible_or_404(request.user, pk, "exchange.ask")
    file = actions.file_of(found)
    if file is None or not file.path.exists() or found.request.until_on < timezone.localdate():
        raise Http404
    record(
        request.user,
        "exchange.downloaded",
        found,
        unit=found.request.unit_id,
        purpose=found.request.purpose,
    )
    return FileResponse(
        file.path.open("rb"), as_attachment=True, filename=file.name, content_type="text/csv"
    )


@allow("exchange.ask")
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a delivery."""
    found = Delivery.objects.visible_or_404(request.user, pk, "exchange.ask")
    try:
        actions.confirm(found, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
    else:
        messages.success(request, _("已签收"))
    return redirect(found.request.url)


@allow("exchange.view")
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """One correction."""
    return _correction(request, Correction.objects.visible_or_404(request.user, pk))


def _correction(
    request: HttpRequest, x: Correction, form: Any = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    record(user, "exchange.viewed", x)
    if form is None and x.state == Correction.State.OPEN and actions.may_decide(x, user):
        form = forms.AnswerForm(initial={"seen": state_digest(x)})
    table = catalog().tables.get(x.table)
    return render(request, "exchange/correction.html", {
        "x": x, "form": form, "title": table.title if table else x.table, "today": timezone.localdate(),
        "column": _titles(x.table).get(x.column, x.column),
    }, status=status)  # fmt: skip


@allow("exchange.decide")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner's answer to a correction."""
    found = Correction.objects.visible_or_404(request.user, pk, "exchange.decide")
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        return _correction(request, found, form, 422)
    data = form.cleaned_data
    try:
        actions.answer_correction(found, data["corrected"] == "yes", data["text"], seen=data["seen"],
                                  acting_user=request.user, on_day=timezone.localdate())  # fmt: skip
    except (ValidationError, PermissionDenied) as error:
        form.add_error(None, str(error) if isinstance(error, PermissionDenied) else error)
        return _correction(
            request, found, form, 403 if isinstance(error, PermissionDenied) else 422
        )
    messages.success(request, _("已处理"))
    return redirect(found.url)
