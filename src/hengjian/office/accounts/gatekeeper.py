"""Deny by default: a view without a declared permission answers nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

#: Instead of a permission: everybody, or everybody who has logged in (second factor included).
PUBLIC, ANYBODY, HALF = "public", "anybody", "half"
#: Views of other packages that are safe for everybody.
OPEN_VIEWS = {"django.views.i18n.set_language"}


def allow(permission: str) -> Callable[[View], View]:
    """Declare who may call a view: a permission of roles ("a|b": one of them), ANYBODY who has logged in,
    or PUBLIC.

    HALF: logged in with the password only (the pages of the second factor).
    """

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


class Gatekeeper:
    """Checks every request against the permission its view declares."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """None lets the view run."""
        permission = declared(view)
        if permission == PUBLIC:
            return None
        user: Any = request.user
        if not user.is_authenticated:
            return _to_login(request)
        if permission == HALF:
            return None
        if user.needs_second_factor and not passed_second_factor(request):
            return _go(request, "accounts:second_factor")
        if user.must_change_password and not came_from_provider(request):
            return _go(request, "accounts:change_password")
        if permission != ANYBODY and not any(user.may(p) for p in permission.split("|")):
            raise PermissionDenied(translation.gettext("您的角色没有这项权限"))
        return None


def passed_second_factor(request: HttpRequest) -> bool:
    """By our own device, or by the provider's (its `amr` said so at the log-in)."""
    user: Any = request.user
    return user.is_verified() or request.session.get("second_factor") == "provider"


def came_from_provider(request: HttpRequest) -> bool:
    """Whether the session began at the provider: then the password here was never used."""
    return str(request.session.get(BACKEND_SESSION_KEY, "")).endswith(".ProviderBackend")


def declared(view: Any) -> str:
    """The permission a view declares; raises ImproperlyConfigured when it declares none."""
    permission: str | None = getattr(view, "permission", None)
    name = f"{view.__module__}.{getattr(view, '__qualname__', view.__class__.__name__)}"
    if permission is None and name in OPEN_VIEWS:
        return PUBLIC
    if permission is None:
        raise ImproperlyConfigured(f"{name} declares no permission; add @allow(…)")
    return permission


def _to_login(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": "/accounts/login/"})
    return redirect_to_login(request.get_full_path())


def _go(request: HttpRequest, name: str) -> HttpResponseBase:
    response = redirect(name)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": response["Location"]})
    return response
