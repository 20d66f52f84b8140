"""Pages of party credit events: the list by party, one event, its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, Sum
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.credit import events, forms
from hengjian.office.credit.models import PartyEvent
from hengjian.office.findings.pages import page_of
from hengjian.office.trail.chain import record, state_digest

S = PartyEvent.State
VIEW = "credit.event|credit.event_decide"


@allow(VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Events, and the standing of each party from those in force."""
    user: Any = request.user
    rows, today = PartyEvent.objects.visible_to(user), timezone.localdate()
    standing = (
        rows.filter(state=S.DECIDED, repaired_on__isnull=True, expires_on__gte=today).order_by()
        .values("party_code", "party_name", "party_kind").annotate(points=Sum("weight")).order_by("points")[:12]
    )  # fmt: skip
    if request.GET.get("state") in S.values:
        rows = rows.filter(state=request.GET["state"])
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(Q(party_name__contains=text) | Q(party_code=text))
    return render(request, "credit/events.html", {
        "page": page_of(rows.select_related("drafted_by"), request.GET.get("page", "1")), "standing": standing,
        "states": S.choices, "today": today,
    })  # fmt: skip


@allow("credit.event")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft an event."""
    user: Any = request.user
    form = forms.EventForm(request.POST or None, initial={"happened_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            made = events.draft(form.cleaned_data, acting_user=user, on_day=timezone.localdate())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已起草，下一步：告知当事人"))
            return redirect(made.url)
    return render(
        request, "credit/event_new.html", {"form": form}, status=422 if form.errors else 200
    )


@allow(VIEW)
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event with what can be done now."""
    return _page(request, PartyEvent.objects.visible_or_404(request.user, pk))


def _page(
    request: HttpRequest, x: PartyEvent, bound: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    record(user, "credit.viewed", x)
    at = {S.DRAFTED: 0, S.TOLD: 2 if x.heard_on else 1, S.DECIDED: 3, S.DROPPED: 3}[S(x.state)]
    if x.repaired_on or (x.expires_on and x.expires_on < timezone.localdate()):
        at = 4
    titles = [_("起草"), _("听取陈述"), _("另一人认定"), _("公布"), _("失效或者修复")]
    return render(request, "credit/event.html", {
        "x": x, "bar": [(t, n == at) for n, t in enumerate(titles)], "forms": {**_offered(x, user), **(bound or {})},
        "today": timezone.localdate(),
    }, status=status)  # fmt: skip


def _offered(x: PartyEvent, user: Any) -> dict[str, Form]:
    seen, offered = {"seen": state_digest(x)}, dict[str, Form]()
    if user.may("credit.event") and x.state == S.DRAFTED:
        offered["tell"] = forms.StepForm(initial=seen)
    if user.may("credit.event") and x.state == S.TOLD and x.heard_on is None:
        offered["hear"] = forms.HearForm(initial=seen)
    if user.may("credit.event_decide") and x.drafted_by_id != user.pk:
        if x.state == S.TOLD and x.heard_on:
            offered["decide"] = forms.ConfirmForm(initial=seen)
        if x.state == S.DECIDED and x.repaired_on is None:
            offered["repair"] = forms.MendForm(initial=seen)
    return offered


Act = tuple[type[Form], str, Callable[..., object]]
ACTS: dict[str, Act] = {
    "tell": (forms.StepForm, "credit.event", lambda x, d, **k: events.tell(x, **k)),
    "hear": (forms.HearForm, "credit.event", lambda x, d, **k: events.hear(x, d["statement"], **k)),
    "decide": (forms.ConfirmForm, "credit.event_decide",
               lambda x, d, **k: events.decide(x, d["confirmed"] == "yes", d["opinion"], **k)),
    "repair": (forms.MendForm, "credit.event_decide", lambda x, d, **k: events.repair(x, d["opinion"], **k)),
}  # fmt: skip


@allow(VIEW)
@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One step of an event."""
    if name not in ACTS:
        return redirect("credit:events")
    kind, permission, do = ACTS[name]
    found = PartyEvent.objects.visible_or_404(request.user, pk, permission)
    form = kind(request.POST)
    if form.is_valid():
        try:
            do(found, form.cleaned_data, seen=form.cleaned_data["seen"], acting_user=request.user,
               on_day=timezone.localdate())  # fmt: skip
        except (ValidationError, PermissionDenied) as error:
            form.add_error(None, str(error) if isinstance(error, PermissionDenied) else error)
        else:
            messages.success(request, _("已记录"))
            return redirect(found.url)
    return _page(request, found, {name: form}, 422)
