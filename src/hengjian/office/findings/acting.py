"""What people do with findings: one at a time from its page, many at once from the list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.findings import saved
from hengjian.office.findings.actions import ChangedMeanwhile
from hengjian.office.findings.acts import ACTS, BULK, Act
from hengjian.office.findings.falling import refuse_many
from hengjian.office.findings.models import Finding
from hengjian.office.findings.views import finding_page

MOST = 200


@allow("finding.view")
@require_POST
def act(request: HttpRequest, pk: str, name: str) -> HttpResponse:
    """One act on one finding; what is refused comes back with its form and changes nothing."""
    user: Any = request.user
    wanted = ACTS.get(name)
    if wanted is None or not user.may(wanted.permission):
        raise Http404
    found = Finding.objects.visible_or_404(user, pk, wanted.permission)
    form = wanted.form(request.POST, auto_id=f"{name}_%s")
    if not form.is_valid():
        return finding_page(request, found, bound={name: form}, status=422)
    try:
        wanted.do(found, form.cleaned_data, user, timezone.localdate())
    except ChangedMeanwhile as error:
        messages.error(request, " ".join(error.messages))
        return redirect("findings:finding", pk)
    except ValidationError as error:
        form.add_error(None, error)
        return finding_page(request, found, bound={name: form}, status=422)
    messages.success(request, str(wanted.said))
    return redirect("findings:finding", pk)


@allow("finding.view")
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One act on the chosen findings, each for itself: those that cannot be are named with the reason."""
    user: Any = request.user
    name = request.POST.get("act", "")
    if name not in BULK or not user.may(ACTS[name].permission):
        raise Http404
    picked = request.POST.getlist("pick")[:MOST]
    if not picked:
        messages.error(request, _("请先选择疑点"))
        return _back(request)
    done, refused = 0, []
    for choice in picked:
        pk, _colon, revision = choice.partition(":")
        if problem := _one(request, name, ACTS[name], pk, revision):
            refused.append(f"{pk}：{problem}")
        else:
            done += 1
    if done:
        text = ngettext("已处理 %(n)s 条", "已处理 %(n)s 条", done) % {"n": done}
        messages.success(request, f"{ACTS[name].title}：{text}")
    for problem in refused[:10]:
        messages.error(request, problem)
    return _back(request)


def _one(request: HttpRequest, name: str, wanted: Act, pk: str, revision: str) -> str:
    """Why it could not be done; empty when it was."""
    user: Any = request.user
    found = Finding.objects.visible_to(user, wanted.permission).filter(pk=pk).first()
    if found is None:
        return _("没有这条疑点")
    data = request.POST.copy()
    data["revision"] = revision
    form: Form = wanted.form(data)
    if not form.is_valid():
        return " ".join(e for errors in form.errors.values() for e in errors)
    try:
        if name == "ask":
            refuse_many(found.rule)
        wanted.do(found, form.cleaned_data, user, timezone.localdate())
    except (ValidationError, Http404, PermissionDenied) as error:
        return " ".join(getattr(error, "messages", [str(error)]))
    return ""


@allow("finding.view")
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the list under a name."""
    user: Any = request.user
    try:
        view = saved.save_view(
            request.POST.get("name", ""), request.POST.get("query", ""), acting_user=user
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("已保存视图“%(name)s”") % {"name": view.name})
    return _back(request)


@allow("finding.view")
@require_POST
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one of the person's own views."""
    user: Any = request.user
    saved.forget_view(pk, acting_user=user)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the list as it was filtered; never to another site."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return redirect("findings:list")
    return redirect(target)
