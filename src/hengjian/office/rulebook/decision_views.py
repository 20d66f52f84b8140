"""What people decide about a draft: submit, approve, send back, release, withdraw."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office import door
from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import User
from hengjian.office.desk.actions import holders
from hengjian.office.rulebook import actions, shadow
from hengjian.office.rulebook.models import Draft
from hengjian.office.trail.chain import record


@allow("rule.write")
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the draft to a reviewer."""
    return _act(request, pk, _("已送审"), lambda d, user: actions.submit(
        d, _person(request), acting_user=user, on_day=timezone.localdate()))  # fmt: skip


@allow("rule.review")
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve what was shown; it begins to run in the shadow."""
    return _act(request, pk, _("已通过审核，开始影子运行"), lambda d, user: actions.approve(
        d, request.POST.get("seen", ""), request.POST.get("opinion", ""), _person(request),
        acting_user=user, on_day=timezone.localdate()))  # fmt: skip


@allow("rule.review")
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the author."""
    return _act(request, pk, _("已退回起草人"), lambda d, user: actions.send_back(
        d, request.POST.get("opinion", ""), acting_user=user))  # fmt: skip


@allow("rule.review")
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Release what was approved."""
    return _act(request, pk, _("已发布，下次运行起生效"), lambda d, user: actions.release(
        d, request.POST.get("seen", ""), acting_user=user, on_day=timezone.localdate()))  # fmt: skip


@allow("rule.write|rule.review")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up, or retire."""
    return _act(request, pk, _("已撤回"), lambda d, user: actions.withdraw(
        d, request.POST.get("reason", ""), acting_user=user, on_day=timezone.localdate()))  # fmt: skip


@allow("rule.write|rule.review")
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Run the shadow on the latest run now instead of at the next tick."""

    def now(found: Draft, user: User) -> None:
        run = door.latest_run()
        if found.state != Draft.State.SHADOW or run is None:
            raise ValidationError(_("只有影子运行中的规则可以这样试算"))
        record(user, "rulebook.shadow_asked", found, seal=False, detail={"run": run})
        shadow.try_on(found, run)

    return _act(request, pk, _("已按最新一次运行试算"), now)


def _person(request: HttpRequest) -> User:
    wanted = request.POST.get("person", "")
    found = next((p for p in holders("rule.review") if str(p.pk) == wanted), None)
    if found is None:
        raise ValidationError(_("请选择一位有审核权限的人"))
    return found


def _act(request: HttpRequest, pk: int, said: str, act: Any) -> HttpResponse:
    found = Draft.objects.visible_or_404(request.user, pk)
    try:
        act(found, request.user)
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("rulebook:draft", pk)
