"""Log-in through the provider: matched by username only; nobody is created or granted anything here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from jwt import PyJWTError
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView
from requests import RequestException

from hengjian.office.accounts.gatekeeper import PUBLIC, allow
from hengjian.office.accounts.models import User
from hengjian.office.trail.chain import record


class ProviderBackend(OIDCAuthenticationBackend):
    """Signature and nonce are the package's work; issuer, audience, subject and username are checked here."""

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """The claims of an identity token that was made for us by our provider."""
        claims: dict[str, Any] = super().verify_token(token, **kwargs)
        audience = claims.get("aud")
        named = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != settings.OIDC_OP_ISSUER or self.OIDC_RP_CLIENT_ID not in named:
            raise SuspiciousOperation("the token is of another issuer or for another client")
        if claims.get("azp", self.OIDC_RP_CLIENT_ID) != self.OIDC_RP_CLIENT_ID:
            raise SuspiciousOperation("the token was given to another client")
        if "nonce" in kwargs and "exp" not in claims:  # signed user info has neither
            raise SuspiciousOperation("the token has no end")
        return claims

    def get_userinfo(
        self, access_token: str, id_token: str, payload: dict[str, Any]
    ) -> dict[str, Any]:
        """The person's claims; they must be about the subject of the identity token."""
        claims: dict[str, Any] = super().get_userinfo(access_token, id_token, payload)
        if claims.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("user info of another subject")
        methods = payload.get("amr") or []
        self.methods = [methods] if isinstance(methods, str) else methods
        return claims

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        """Whether a username is among them."""
        name = claims.get(settings.OIDC_USERNAME_CLAIM)
        return isinstance(name, str) and bool(name)

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[User]:
        """The enabled account of exactly this username."""
        return User.objects.filter(username=claims[settings.OIDC_USERNAME_CLAIM], is_active=True)

    def create_user(self, claims: dict[str, Any]) -> None:
        """Never."""
        raise SuspiciousOperation("accounts are made by the security administrator")

    def update_user(self, user: User, claims: dict[str, Any]) -> User:
        """Nothing of the account changes; remembers whether the provider checked a second factor."""
        user.provider_methods = list(self.methods)  # type: ignore[attr-defined]
        return user

    def get_user(self, user_id: int) -> User | None:
        """The session's user while the account is enabled."""
        return User.objects.filter(pk=user_id, is_active=True).select_related("unit").first()


class _Back(OIDCAuthenticationCallbackView):
    """The way back from the provider."""

    def login_success(self) -> HttpResponse:
        """Session, second factor, trail."""
        user: Any = self.user
        response: HttpResponse = super().login_success()
        strong = set(user.provider_methods) & set(settings.OIDC_SECOND_FACTORS)
        self.request.session.pop("second_factor", None)
        if strong:
            self.request.session["second_factor"] = "provider"
        record(user, "accounts.logged_in", detail={"by": "provider", "amr": user.provider_methods})
        return response

    def login_failure(self) -> HttpResponse:
        """Back to the log-in page, which says so."""
        record("anonymous", "accounts.login_failed", detail={"by": "provider"})
        return super().login_failure()


#: What a provider that does not keep to the protocol, or is not there, leads to.
_WRONG = (SuspiciousOperation, RequestException, PyJWTError, ValueError, KeyError, TypeError,
          AttributeError)  # fmt: skip
_back = _Back.as_view()
go = allow(PUBLIC)(OIDCAuthenticationRequestView.as_view())


@allow(PUBLIC)
def back(request: HttpRequest) -> HttpResponse:
    """The provider's answer; whatever is wrong with it ends at the log-in page."""
    try:
        return _back(request)
    except _WRONG as error:
        record(
            "anonymous", "accounts.login_failed", detail={"by": "provider", "why": str(error)[:100]}
        )
        return redirect(settings.LOGIN_REDIRECT_URL_FAILURE)
