"""Pages of the exchange: the catalogue, one entry with its forms, requests and what is sent back, quality."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import Unit
from hengjian.office.exchange import actions, forms
from hengjian.office.exchange.models import Correction, ShareRequest
from hengjian.office.exchange.quality import qualities
from hengjian.office.exchange.terms import Item, catalogue, entry
from hengjian.office.findings.pages import page_of

SHARINGS = ("unconditional", "conditional", "refused")


@allow("exchange.view")
def home(request: HttpRequest) -> HttpResponse:
    """The catalogue, and what waits for the person's own unit."""
    user: Any = request.user
    items, text = catalogue(), request.GET.get("q", "").strip()
    counts = {s: sum(x.sharing == s for x in items) for s in SHARINGS}
    if request.GET.get("sharing") in SHARINGS:
        items = [x for x in items if x.sharing == request.GET["sharing"]]
    if text:
        items = [x for x in items if text in x.table.title or text in x.table.source]
    waiting = (
        ShareRequest.objects.visible_to(user)
        .filter(state=ShareRequest.State.ASKED)
        .select_related("unit", "owner")
    )
    return render(request, "exchange/home.html", {
        "items": items, "counts": counts, "text": text, "names": dict(Unit.objects.values_list("unit_id", "name")),
        "waiting": waiting[:8], "today": timezone.localdate(),
    })  # fmt: skip


def _entry(name: str) -> Item:
    found = entry(name)
    if found is None:
        raise Http404
    return found


@allow("exchange.view")
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, name: str) -> HttpResponse:
    """One entry: its columns, the request, the correction."""
    found, today = _entry(name), timezone.localdate()
    form = forms.AskForm(
        request.POST or None, item=found, initial={"until_on": today + timedelta(days=90)}
    )
    if request.method == "POST":
        _only_askers(request)
        if form.is_valid():
            data = form.cleaned_data
            try:
                made = actions.ask(name, data["columns"], form.where, data["purpose"], data["until_on"],
                                   acting_user=request.user, on_day=today)  # fmt: skip
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("已提交 %(n)s") % {"n": made.number})
                return redirect(made.url)
    return _item_page(
        request, found, form, forms.CorrectForm(item=found), 422 if form.errors else 200
    )


def _only_askers(request: HttpRequest) -> None:
    user: Any = request.user
    if not user.may("exchange.ask"):
        raise PermissionDenied(_("您的角色没有这项权限"))


def _item_page(
    request: HttpRequest, found: Item, form: Any, correct: Any, status: int
) -> HttpResponse:
    chosen = request.POST.getlist("columns")
    columns = [
        (n, c, n in found.personal, n in chosen, n not in found.shared)
        for n, c in found.table.columns.items()
    ]
    return render(request, "exchange/item.html", {
        "item": found, "columns": columns, "form": form, "correct": correct,
        "owner": Unit.objects.filter(pk=found.owner).first(),
    }, status=status)  # fmt: skip


@allow("exchange.ask")
@require_http_methods(["POST"])
def correct(request: HttpRequest, name: str) -> HttpResponse:
    """Send a wrong record back to its owner."""
    found, user = _entry(name), request.user
    form = forms.CorrectForm(request.POST, item=found)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.ask_correction(name, data["record_key"], data["column"], data["proposed"], data["ground"],
                                          acting_user=user, on_day=timezone.localdate())  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已送提供单位校核：%(n)s") % {"n": made.number})
            return redirect(made.url)
    return _item_page(request, found, forms.AskForm(item=found), form, 422)


@allow("exchange.view")
def requests(request: HttpRequest) -> HttpResponse:
    """Requests of one's unit and to one's unit."""
    user: Any = request.user
    rows = ShareRequest.objects.visible_to(user).select_related("unit", "owner", "by")
    if request.GET.get("side") == "in":
        rows = rows.filter(owner_id__in=_mine(user))
    if request.GET.get("side") == "out":
        rows = rows.filter(unit_id__in=_mine(user))
    if request.GET.get("state") in ShareRequest.State.values:
        rows = rows.filter(state=request.GET["state"])
    titles = {x.table.table: x.table.title for x in catalogue()}
    return render(request, "exchange/requests.html", {
        "page": page_of(rows, request.GET.get("page", "1")), "titles": titles, "today": timezone.localdate(),
        "states": ShareRequest.State.choices,
    })  # fmt: skip


def _mine(user: Any) -> list[str]:
    return sorted({u for g in user.grants_today for u in g.units})


@allow("exchange.view")
def corrections(request: HttpRequest) -> HttpResponse:
    """What was sent back, and quality by source."""
    user: Any = request.user
    rows = Correction.objects.visible_to(user).select_related("unit", "owner")
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(Q(record_key=text) | Q(table=text))
    today = timezone.localdate()
    return render(request, "exchange/corrections.html", {
        "page": page_of(rows, request.GET.get("page", "1")), "titles": {x.table.table: x.table.title for x in catalogue()},
        "today": today, "qualities": qualities(today),
    })  # fmt: skip
