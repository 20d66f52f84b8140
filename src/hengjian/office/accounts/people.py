"""The security administrator's pages: people, grants with an end, delegation, recusals, locks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from hengjian.office.accounts import actions, administration
from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import Grant, Recusal, Unit, User
from hengjian.office.accounts.people_forms import (
    DelegateForm,
    GrantForm,
    PersonForm,
    ReasonForm,
    RecusalForm,
)
from hengjian.office.accounts.roles import roles

SOON = timedelta(days=30)


@allow("account.manage")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account; filters: words, role, state."""
    text, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    state, today = request.GET.get("state", ""), timezone.localdate()
    locked = administration.locked()
    rows = (
        User.objects.select_related("unit")
        .prefetch_related("grants")
        .order_by("-is_active", "name")
    )
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(username__icontains=text) | Q(unit__name__icontains=text))  # fmt: skip
    if role:
        held = Grant.objects.filter(Grant.in_force_on(today), role=role)
        rows = rows.filter(pk__in=held.values("user_id"))
    states = {"disabled": Q(is_active=False), "locked": Q(username__in=locked),
              "none": ~Q(pk__in=Grant.objects.filter(Grant.in_force_on(today)).values("user_id"))}  # fmt: skip
    if state in states:
        rows = rows.filter(states[state])
    return render(request, "accounts/people.html", {
        "people": rows[:300], "locked": locked, "roles": roles().values(), "q": text, "role": role,
        "state": state, "today": today, "counts": _counts(locked),
    })  # fmt: skip


def _counts(locked: set[str]) -> dict[str, int]:
    today = timezone.localdate()
    open_ = Grant.objects.filter(revoked_at__isnull=True, user__is_active=True)
    return {
        "people": User.objects.filter(is_active=True).count(),
        "locked": User.objects.filter(username__in=locked).count(),
        "ending": open_.filter(ends_on__range=(today, today + SOON)).count(),
        "ended": open_.filter(ends_on__lt=today, ends_on__gte=today - SOON).count(),
    }  # fmt: skip


@allow("account.manage")
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """A new account; its one-time password is shown once."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = administration.one_time_password()
        try:
            user = actions.create_user(
                **form.cleaned_data, password=password, acting_user=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _handed_over(request, user, password, _("账号已建立"))
    return render(request, "accounts/new_person.html", {"form": form, "units": Unit.objects.all()},
                  status=400 if form.errors else 200)  # fmt: skip


def _handed_over(request: HttpRequest, user: User, password: str, title: str) -> HttpResponse:
    """The one page that shows a password; it is neither stored nor sent anywhere else."""
    answer = render(
        request, "accounts/handed_over.html", {"person": user, "password": password, "title": title}
    )
    answer["Cache-Control"] = "no-store, private"
    return answer


@allow("account.manage")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account with all that can be done to it."""
    return _page(request, get_object_or_404(User, pk=pk))


def _page(
    request: HttpRequest, user: User, *, broken: forms.Form | None = None, error: Any = None
) -> HttpResponse:
    """The page; `broken` is the form that was refused, shown with its errors."""
    known = {
        "grant_form": GrantForm(person=user), "delegate_form": DelegateForm(person=user),
        "recusal_form": RecusalForm(), "reason_form": ReasonForm(),
    }  # fmt: skip
    for name, form in known.items():
        if broken is not None and type(form) is type(broken):
            known[name] = broken
    today = timezone.localdate()
    grants = user.grants.select_related("unit", "granted_by", "on_behalf_of").order_by("-ends_on")
    return render(request, "accounts/person.html", {
        "person": user, "today": today, "units": Unit.objects.all(), **known, "error": error,
        "current": [g for g in grants if g.revoked_at is None and g.ends_on >= today and g.role in roles()],
        "past": [g for g in grants if g.revoked_at is not None or g.ends_on < today][:20],
        "given": Grant.objects.filter(on_behalf_of=user, revoked_at__isnull=True, ends_on__gte=today),
        "locked": user.username in administration.locked(), "titles": {r.role: r.title for r in roles().values()},
        "device": TOTPDevice.objects.filter(user=user, confirmed=True).first(),
        "myself": user.pk == request.user.pk,
    }, status=400 if broken is not None or error else 200)  # fmt: skip


def _attempt(
    request: HttpRequest, user: User, form: forms.Form | None, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do it and say so, or show what was wrong beside the form; then nothing has changed."""
    if form is not None and not form.is_valid():
        return _page(request, user, broken=form)
    try:
        act()
    except ValidationError as error:
        if form is None or isinstance(form, ReasonForm):
            return _page(request, user, error=error.messages)
        form.add_error(None, error)
        return _page(request, user, broken=form)
    messages.success(request, done)
    return redirect("accounts:person", user.pk)


@allow("account.manage")
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role until a day."""
    user = get_object_or_404(User, pk=pk)
    form = GrantForm(request.POST, person=user)
    return _attempt(request, user, form, lambda: actions.grant_role(
        user, form.cleaned_data.pop("role"), acting_user=request.user, **form.cleaned_data
    ), _("已授权"))  # fmt: skip


@allow("account.manage")
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a grant now."""
    held = get_object_or_404(Grant, pk=pk)
    form = ReasonForm(request.POST)
    return _attempt(request, held.user, form, lambda: actions.revoke_grant(
        held, acting_user=request.user, reason=form.cleaned_data["reason"]
    ), _("授权已撤销"))  # fmt: skip


@allow("account.manage")
@require_POST
def delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody stands in for a person on leave."""
    user = get_object_or_404(User, pk=pk)
    form = DelegateForm(request.POST, person=user)
    return _attempt(request, user, form, lambda: administration.delegate(
        user, acting_user=request.user, **form.cleaned_data
    ), _("已委托，到期自动失效"))  # fmt: skip


@allow("account.manage")
@require_POST
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a recusal."""
    user = get_object_or_404(User, pk=pk)
    form = RecusalForm(request.POST)
    return _attempt(request, user, form, lambda: actions.declare_recusal(
        user, **form.cleaned_data, acting_user=request.user
    ), _("已登记回避"))  # fmt: skip


@allow("account.manage")
@require_POST
def end_recusal(request: HttpRequest, pk: int) -> HttpResponse:
    """End a recusal."""
    recusal = get_object_or_404(Recusal, pk=pk)
    form = ReasonForm(request.POST)
    return _attempt(request, recusal.user, form, lambda: administration.end_recusal(
        recusal, acting_user=request.user, reason=form.cleaned_data["reason"]
    ), _("已解除回避"))  # fmt: skip


@allow("account.manage")
@require_POST
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Disable, enable, unlock, reset the second factor."""
    user, acting = get_object_or_404(User, pk=pk), request.user
    form = None if what == "unlock" else ReasonForm(request.POST)
    if form is not None and not form.is_valid():
        return _page(request, user, broken=form)
    reason = form.cleaned_data["reason"] if form else ""
    known: dict[str, tuple[Callable[[], object], str]] = {
        "disable": (lambda: _disable(user, acting, reason), _("账号已停用")),
        "enable": (lambda: administration.enable_user(user, acting_user=acting, reason=reason), _("账号已启用")),
        "unlock": (lambda: administration.unlock(user, acting_user=acting), _("已解锁")),
        "device": (lambda: administration.reset_second_factor(user, acting_user=acting, reason=reason),
                   _("动态码已重置，下次登录重新绑定")),
    }  # fmt: skip
    if what not in known:
        raise Http404
    return _attempt(request, user, form, *known[what])


def _disable(user: User, acting_user: Any, reason: str) -> None:
    if user.pk == acting_user.pk:
        raise ValidationError(_("不能停用自己的账号"))
    actions.disable_user(user, acting_user=acting_user, reason=reason)


@allow("account.manage")
@require_POST
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time password, shown once."""
    user, form = get_object_or_404(User, pk=pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, user, broken=form)
    try:
        password = administration.reset_password(
            user, acting_user=request.user, reason=form.cleaned_data["reason"]
        )
    except ValidationError as error:
        return _page(request, user, error=error.messages)
    return _handed_over(request, user, password, _("密码已重置"))


@allow("account.manage")
def grants(request: HttpRequest) -> HttpResponse:
    """Grants that end soon, those that have ended, and who stands in for whom."""
    today = timezone.localdate()
    rows = Grant.objects.select_related("user", "unit", "on_behalf_of").filter(
        revoked_at__isnull=True, user__is_active=True
    )
    return render(request, "accounts/grants.html", {
        "ending": rows.filter(ends_on__range=(today, today + SOON)).order_by("ends_on"),
        "ended": rows.filter(ends_on__lt=today).order_by("-ends_on")[:100],
        "delegated": rows.filter(on_behalf_of__isnull=False, ends_on__gte=today).order_by("ends_on"),
        "titles": {r.role: r.title for r in roles().values()}, "today": today,
    })  # fmt: skip
