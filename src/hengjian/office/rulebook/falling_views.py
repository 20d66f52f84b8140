"""Bringing back a rule that fell below its floor: one proposes, another approves."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.catalog.models import Rule
from hengjian.office import door
from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.findings import falling


@allow("rule.write")
@require_POST
def mend(request: HttpRequest, name: str) -> HttpResponse:
    """Propose to restore the rule as it was shown."""
    seen, reason = request.POST.get("seen", ""), request.POST.get("reason", "")
    return _act(request, name, _("已提出恢复，由另一人审核"), lambda rule: falling.mend(
        rule, seen, reason, acting_user=request.user))  # type: ignore[arg-type]  # fmt: skip


@allow("rule.review")
@require_POST
def restore(request: HttpRequest, name: str) -> HttpResponse:
    """Approve what was proposed."""
    seen = request.POST.get("seen", "")
    return _act(request, name, _("规则已恢复，下次运行起生效"), lambda rule: falling.restore(
        rule, seen, acting_user=request.user))  # type: ignore[arg-type]  # fmt: skip


def _act(request: HttpRequest, name: str, said: str, act: Callable[[Rule], object]) -> HttpResponse:
    rule = door.catalog().rules.get(name)
    if rule is None:
        raise Http404
    try:
        act(rule)
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("rulebook:rule", name)
