"""Log-in through the government's own provider (OpenID Connect), when HENGJIAN_OIDC_CLIENT is set.

Accounts and grants stay here: the provider only says who somebody is.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from hengjian.office.config.environment import flag, names

_NEEDED = ("CLIENT", "SECRET", "ISSUER", "AUTHORIZE", "TOKEN", "USERINFO")


def oidc_settings() -> dict[str, Any]:
    """Settings of mozilla-django-oidc from the environment; empty where no client is named.

    HENGJIAN_OIDC_CLIENT, _SECRET, _ISSUER, _AUTHORIZE, _TOKEN, _USERINFO are needed, _JWKS as well
    unless _ALGORITHM is HS256. _USERNAME: the claim that is our username. _AMR: methods that count
    as the second factor. Raises ValueError naming what is missing.
    """
    if not _given("CLIENT"):
        return {}
    algorithm = _given("ALGORITHM") or "RS256"
    needed = _NEEDED if algorithm.startswith("HS") else (*_NEEDED, "JWKS")
    if missing := [f"HENGJIAN_OIDC_{name}" for name in needed if not _given(name)]:
        raise ValueError(f"{', '.join(missing)}: needed for log-in by OpenID Connect")
    for name in ("AUTHORIZE", "TOKEN", "USERINFO", "JWKS"):
        _safe(f"HENGJIAN_OIDC_{name}", _given(name))
    return {
        "OIDC_RP_CLIENT_ID": _given("CLIENT"),
        "OIDC_RP_CLIENT_SECRET": _given("SECRET"),
        "OIDC_RP_SIGN_ALGO": algorithm,
        "OIDC_RP_SCOPES": _given("SCOPES") or "openid profile",
        "OIDC_OP_ISSUER": _given("ISSUER"),
        "OIDC_OP_AUTHORIZATION_ENDPOINT": _given("AUTHORIZE"),
        "OIDC_OP_TOKEN_ENDPOINT": _given("TOKEN"),
        "OIDC_OP_USER_ENDPOINT": _given("USERINFO"),
        "OIDC_OP_JWKS_ENDPOINT": _given("JWKS") or None,
        "OIDC_USERNAME_CLAIM": _given("USERNAME") or "preferred_username",
        "OIDC_SECOND_FACTORS": names("HENGJIAN_OIDC_AMR", "mfa,otp,hwk,sc"),
        "OIDC_TITLE": _given("TITLE") or "统一身份认证",
        "OIDC_CREATE_USER": False,
        "OIDC_USE_PKCE": flag("HENGJIAN_OIDC_PKCE", default=True),
        "OIDC_TIMEOUT": 10,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "accounts:oidc_back",
        "LOGIN_REDIRECT_URL_FAILURE": "/accounts/login/?refused=1",
    }


def _safe(name: str, url: str) -> None:
    """Secrets and keys travel over TLS; only a provider on this machine may do without."""
    parts = urlsplit(url)
    if url and parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError(f"{name}: must be an https address")


def _given(name: str) -> str:
    return os.environ.get(f"HENGJIAN_OIDC_{name}", "").strip()
