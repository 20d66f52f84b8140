"""What people do with a matter: close a step, further acts, comments and sheet lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import User
from hengjian.office.matters import actions, comments, forms
from hengjian.office.matters.desks import desks
from hengjian.office.matters.models import Comment, Line, Matter
from hengjian.office.matters.views import _seen, matter_page

DOES = "matter.do|matter.review|matter.decide"


@allow(DOES)
@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Close a step."""
    row = _seen(request, pk)
    asked = desks()[row.procedure].steps.get(step)
    if asked is None:
        raise Http404
    form = forms.StepForm(request.POST, request.FILES, step=asked)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.close_step(row, step, forms.facts_of(data), data["proof"], acting_user=request.user,
                               revision=data["revision"], on_day=timezone.localdate())  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("已办结：%(s)s") % {"s": desks()[row.procedure].title_of(step)}
            )
            return redirect(row.url)
    return matter_page(request, row, form, step, 422)


Do = Callable[[Matter, dict[str, Any], User, date], object]


ACTS: dict[str, tuple[str, Do]] = {
    "suspend": ("matter.do", lambda x, d, u, day: actions.suspend(x, d["kind"], d["reason"], acting_user=u, revision=d["revision"], on_day=day)),
    "resume": ("matter.do", lambda x, d, u, day: actions.resume(x, acting_user=u, revision=d["revision"], on_day=day)),
    "extend": ("matter.decide", lambda x, d, u, day: actions.extend(x, d["kind"], d["reason"], acting_user=u, revision=d["revision"], on_day=day)),
    "stop": ("matter.decide", lambda x, d, u, day: actions.stop(x, d["reason"], acting_user=u, revision=d["revision"], on_day=day)),
    "visit": ("matter.do", lambda x, d, u, day: actions.count_visit(x, acting_user=u, revision=d["revision"])),
    "agent": ("matter.do", lambda x, d, u, day: actions.take_agency(x, acting_user=u, revision=d["revision"])),
    "sheet": ("matter.do", lambda x, d, u, day: comments.make_sheet(x, comments.parameters_of(str(x.facts.get("package_id", ""))), acting_user=u)),
}  # fmt: skip


@allow(DOES)
@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Suspend, resume, extend, stop, count a visit, take the agency, make the sheet: by the leading unit."""
    row, user = _seen(request, pk), _user(request)
    if act not in ACTS:
        raise Http404
    permission, do = ACTS[act]
    if not user.may(permission) or user.unit_id != row.unit_id:
        raise PermissionDenied
    form = forms.ReasonForm(request.POST)
    if form.is_valid():
        try:
            do(row, form.cleaned_data, user, timezone.localdate())
            messages.success(request, _("已记录"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("matters:sheet", row.pk) if act == "sheet" else redirect(row.url)


def _user(request: HttpRequest) -> User:
    user: Any = request.user
    return user  # type: ignore[no-any-return]


@allow("matter.do")
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a comment of the public."""
    row, user = _seen(request, pk), _user(request)
    if user.unit_id != row.unit_id:
        raise PermissionDenied
    form = forms.CommentForm(request.POST)
    if form.is_valid():
        d = form.cleaned_data
        comments.take_comment(row, d["paragraph"], d["text"], d["source"], acting_user=user, on_day=timezone.localdate())  # fmt: skip
        messages.success(request, _("意见已登记"))
    else:
        messages.error(request, _("请填写条款、意见和来源"))
    return redirect(f"{row.url}#comments")


@allow("matter.do")
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a comment."""
    found = get_object_or_404(Comment, pk=pk)
    row, user = _seen(request, found.matter_id), _user(request)
    if user.unit_id != row.unit_id:
        raise PermissionDenied
    try:
        comments.reply(found, request.POST.get("reply", "")[:4000], request.POST.get("adopted") == "yes",
                       acting_user=user, on_day=timezone.localdate())  # fmt: skip
        messages.success(request, _("答复已登记"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{row.url}#comments")


@allow("matter.do")
@require_POST
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a line of the sheet or not."""
    found = get_object_or_404(Line, pk=pk)
    row = _seen(request, found.matter_id)
    try:
        comments.accept_line(found, request.POST.get("result", ""), request.POST.get("evidence", "")[:300], acting_user=_user(request))  # fmt: skip
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("matters:sheet", row.pk)
