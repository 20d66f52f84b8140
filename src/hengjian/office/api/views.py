"""Pages: tokens for the security administrator, webhooks for the system administrator, the system itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import User
from hengjian.office.api import actions
from hengjian.office.api.models import SCOPES, Token, Webhook


@allow("account.manage")
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List and make tokens; a new key is shown on this answer only."""
    key = ""
    if request.method == "POST":
        user = User.objects.filter(username=request.POST.get("username", "")).first()
        try:
            if user is None:
                raise ValidationError(_("没有这个账号"))
            _token, key = actions.make_token(
                request.POST.get("name", ""), user=user, scopes=request.POST.getlist("scopes"),
                ends_on=date.fromisoformat(request.POST.get("ends_on", "")), acting_user=request.user,
            )  # fmt: skip
        except ValidationError as error:
            messages.error(request, "；".join(error.messages))
        except ValueError:
            messages.error(request, _("请填写截止日"))
    return render(request, "api/tokens.html", {
        "rows": Token.objects.select_related("user", "made_by"), "scopes": SCOPES, "key": key,
        "people": User.objects.filter(is_active=True).order_by("username"), "today": timezone.localdate(),
    })  # fmt: skip


@allow("account.manage")
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token."""
    return _act(
        request,
        lambda: actions.revoke_token(get_object_or_404(Token, pk=pk), acting_user=request.user),
        "api:tokens",
    )


@allow("system.manage")
@require_http_methods(["GET", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """List and make webhooks; the secret is shown to the administrator who sets up the other side."""
    if request.method == "POST":
        return _act(request, lambda: actions.make_webhook(
            request.POST.get("name", ""), request.POST.get("url", ""), request.POST.getlist("actions"),
            acting_user=request.user), "api:webhooks")  # fmt: skip
    return render(
        request, "api/webhooks.html", {"rows": Webhook.objects.all(), "events": actions.EVENTS}
    )


@allow("system.manage")
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a webhook."""
    return _act(
        request,
        lambda: actions.stop_webhook(get_object_or_404(Webhook, pk=pk), acting_user=request.user),
        "api:webhooks",
    )


@allow("system.manage")
def system(request: HttpRequest) -> HttpResponse:
    """How the installation is: database, runs, ticks, anchors, backups, disk."""
    from hengjian.office.clocks.models import Clock
    from hengjian.office.door import catalog
    from hengjian.office.status import status

    return render(request, "api/system.html", {
        "status": status(), "calendar_until": catalog().work.years[-1],
        "provisional": Clock.objects.filter(provisional=True, state=Clock.State.RUNNING).count(),
    })  # fmt: skip


def _act(request: HttpRequest, act: Any, then: str) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
    else:
        messages.success(request, _("已完成"))
    return redirect(then)
