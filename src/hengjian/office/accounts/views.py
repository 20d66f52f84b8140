"""Log-in, second factor, password, theme."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from hengjian.office.accounts import actions
from hengjian.office.accounts.forms import CodeForm, LoginForm, PasswordForm
from hengjian.office.accounts.gatekeeper import (
    ANYBODY,
    HALF,
    PUBLIC,
    allow,
    passed_second_factor,
)
from hengjian.office.accounts.models import User
from hengjian.office.trail.chain import record


@allow(PUBLIC)
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; five failures lock the name for this address."""
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            record(user, "accounts.logged_in")
            return redirect(_next(request))
        locked = getattr(request, "axes_locked_out", False)
        _record_failure(form.cleaned_data["username"], locked)
        if locked:
            return locked_out(request, {})
        form.add_error(None, _("用户名或密码不正确"))
    context = {
        "form": form,
        "next": _next(request),
        "refused": "refused" in request.GET,
        "provider": getattr(settings, "OIDC_TITLE", ""),
    }
    return render(request, "accounts/login.html", context, status=400 if form.errors else 200)  # fmt: skip


def _record_failure(username: str, locked: bool) -> None:
    """Names that exist are named; anything else may be a password typed into the wrong field."""
    known = User.objects.filter(username=username).exists()
    record("anonymous", "accounts.locked_out" if locked else "accounts.login_failed",
           detail={"username": username} if known else {"known": False})  # fmt: skip


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if safe else "/"


def locked_out(request: HttpRequest, credentials: Any, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """After too many failures."""
    return render(request, "accounts/locked.html", status=429)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from elsewhere, or a page that was open too long."""
    return render(request, "error.html", {"title": _("页面已过期"), "text": _("请返回上一页，刷新后再提交。")}, status=403)  # fmt: skip


@allow(PUBLIC)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        record(request.user, "accounts.logged_out")
    logout(request)
    return redirect("accounts:login")


@allow(HALF)
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Enter the code of the confirmed device, or set one up at the first log-in."""
    user: Any = request.user
    device = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    fresh = device is None
    if device is None:
        device, _made = TOTPDevice.objects.get_or_create(
            user=user, confirmed=False, defaults={"name": "TOTP"}
        )
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        allowed, _why = device.verify_is_allowed()
        if allowed and device.verify_token(form.cleaned_data["code"]):
            device.confirmed = True
            device.save()
            otp_login(request, device)
            record(user, "accounts.second_factor_passed", detail={"new_device": fresh})
            return redirect(_next(request))
        record(user, "accounts.second_factor_failed")
        form.add_error("code", _("动态码不正确或已过期；连续输错会暂停验证"))
    context = {"form": form, "fresh": fresh, "device": device, "next": _next(request)}
    if fresh:
        context["qr"] = _qr(device.config_url)
        context["secret"] = device.config_url.split("secret=")[1].split("&")[0]
    return render(request, "accounts/second_factor.html", context)


def _qr(url: str) -> list[list[bool]]:
    """The QR code as rows of dark and light cells: drawn as an SVG without any script."""
    import qrcode

    code = qrcode.QRCode(border=2)
    code.add_data(url)
    code.make(fit=True)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix


@allow(HALF)
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """The person's own password. Who knows only the password must not change it."""
    user: Any = request.user
    if user.needs_second_factor and not passed_second_factor(request):
        return redirect("accounts:second_factor")
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not user.check_password(form.cleaned_data["old"]):
            form.add_error("old", _("现密码不正确"))
        else:
            try:
                actions.change_password(user, form.cleaned_data["new"], acting_user=user)
            except ValidationError as error:
                form.add_error("new", error)
            else:
                update_session_auth_hash(request, user)
                messages.success(request, _("密码已更改"))
                return redirect("/")
    return render(request, "accounts/password.html", {"form": form})


@allow(PUBLIC)
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light or dark, kept in a cookie."""
    response = redirect(_next(request))
    theme = "dark" if request.POST.get("theme") == "dark" else "light"
    response.set_cookie("theme", theme, max_age=31_536_000, httponly=True, samesite="Lax")
    return response


@allow(ANYBODY)
def profile(request: HttpRequest) -> HttpResponse:
    """The person's own account: grants with their end, recusals, device."""
    return render(request, "accounts/profile.html", {"person": request.user})
