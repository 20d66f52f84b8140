"""Pages of change requests: begin, collect entries, submit, review, approve, publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import User
from hengjian.office.desk.actions import about
from hengjian.office.files.models import StoredFile
from hengjian.office.findings.pages import page_of
from hengjian.office.lists import actions, comparing, effect, shelf
from hengjian.office.lists.content import line
from hengjian.office.lists.forms import HeadForm
from hengjian.office.lists.kinds import kinds
from hengjian.office.lists.line_views import own_entry, told
from hengjian.office.lists.models import Request
from hengjian.office.lists.views import _trail, kind_or_404


@allow("list.view")
def requests(request: HttpRequest) -> HttpResponse:
    """Change requests that the user may see."""
    user: Any = request.user
    rows = Request.objects.visible_to(user).select_related("unit", "author")
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    if state in Request.State.values:
        rows = rows.filter(state=state)
    if kind in kinds():
        rows = rows.filter(kind=kind)
    page = page_of(rows.order_by("-changed_at"), request.GET.get("page", "1"))
    return render(request, "lists/requests.html", {
        "page": page, "kinds": kinds(), "states": Request.State.choices, "clocks": shelf.clocks_of(page.rows),
    })  # fmt: skip


@allow("list.propose")
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, kind: str) -> HttpResponse:
    """Begin a request: trigger, ground, day. Its entries come next."""
    user: Any = request.user
    found = kind_or_404(kind)
    if found.view_of:
        return redirect("lists:propose", found.view_of)
    today = timezone.localdate()
    form = HeadForm(request.POST or None, initial={"trigger_day": today, "effective_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.begin(
                kind, form.head(), _first_line(request, user, kind), acting_user=user, on_day=today
            )
        except ValidationError as error:
            told(request, error)
        else:
            messages.success(request, _("申请已建立，请列出要调整的条目"))
            chosen = own_entry(request, user, kind, "POST")
            if chosen is not None and request.POST.get("change") == "change":
                return redirect(f"{reverse('lists:line', args=[made.pk])}?entry={chosen.pk}")
            return redirect("lists:request", made.pk)
    entry = own_entry(request, user, kind, "GET")
    return render(request, "lists/propose.html", {"kind": found, "form": form, "entry": entry, "change": request.GET.get("change", "")})  # fmt: skip


def _first_line(request: HttpRequest, user: User, kind: str) -> list[dict[str, Any]]:
    """An entry page may bring the entry that is to be cancelled."""
    entry = own_entry(request, user, kind, "POST")
    if entry is not None and request.POST.get("change") == "cancel":
        return [line("cancel", entry.item, base=entry.pk)]
    return []


@allow("list.view")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """A request: its course, every entry side by side, who agreed to which hash."""
    user: Any = request.user
    found = Request.objects.select_related("unit", "author", "reviewed_by", "approved_by").visible_or_404(user, pk)  # fmt: skip
    kind, content = kinds()[found.kind], found.content
    rows = comparing.proposed(kind, content["lines"], shelf.unit_names())
    mine = found.author_id == user.pk
    return render(request, "lists/request.html", {
        "r": found, "kind": kind, "head": content["head"], "rows": rows, "totals": comparing.totals(rows),
        "trigger": dict(Request.Trigger.choices).get(content["head"]["trigger"], ""),
        "steps": shelf.steps(found), "look": shelf.state_look(found), "mine": mine, "intact": found.intact,
        "problems": effect.problems(found) if found.is_open else [], "sha256": found.head.sha256,
        "may_review": found.state == "review" and user.may("list.review") and not mine and user.unit_id != found.unit_id,
        "may_approve": found.state == "approval" and user.may("list.approve") and not user.is_one_of(found.author_id, found.reviewed_by_id),
        "may_publish": found.state == "in_force" and kind.public and user.may("list.publish"),
        "left_behind": shelf.left_behind(kind, content["lines"], found.effective_on) if found.is_open else [],
        "files": StoredFile.objects.filter(about=about(found), purpose="basis"),
        "clock": shelf.clocks_of([found]).get(found.pk), "trail": _trail("lists.request", [found.pk]),
        "revisions": found.revisions.order_by("-number"),
    })  # fmt: skip


def _act(
    request: HttpRequest, pk: int, said: str, act: Callable[[Request, Any], Any]
) -> HttpResponse:
    user: Any = request.user
    found = Request.objects.visible_or_404(user, pk)
    try:
        act(found, user)
    except ValidationError as error:
        told(request, error)
    else:
        messages.success(request, said)
    return redirect("lists:request", pk)


@allow("list.propose")
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """To the legal reviewers."""
    return _act(request, pk, _("已送合法性审核"), lambda r, user: actions.submit(
        r, acting_user=user, on_day=timezone.localdate()))  # fmt: skip


@allow("list.review")
@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The legality review."""
    return _act(request, pk, _("审核意见已记录"), lambda r, user: actions.review(
        r, request.POST.get("seen", ""), request.POST.get("opinion", ""), acting_user=user,
        on_day=timezone.localdate()))  # fmt: skip


@allow("list.approve")
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The approval."""
    return _act(request, pk, _("已批准"), lambda r, user: actions.approve(
        r, request.POST.get("seen", ""), request.POST.get("opinion", ""), acting_user=user,
        on_day=timezone.localdate()))  # fmt: skip


@allow("list.review|list.approve")
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the author."""
    return _act(request, pk, _("已退回提出人"), lambda r, user: actions.send_back(
        r, request.POST.get("opinion", ""), acting_user=user))  # fmt: skip


@allow("list.propose")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the request up."""
    return _act(request, pk, _("已撤回"), lambda r, user: actions.withdraw(
        r, request.POST.get("reason", ""), acting_user=user, on_day=timezone.localdate()))  # fmt: skip
