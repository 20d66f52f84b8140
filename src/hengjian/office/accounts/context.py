"""What every page knows: the person's menu and unread notices."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hengjian.office.accounts.menu import entries


def person(request: HttpRequest) -> dict[str, Any]:
    """menu: entries of today's roles; theme: light or dark, from a cookie set by the person."""
    user: Any = getattr(request, "user", None)
    theme = request.COOKIES.get("theme", "light")
    known = user is not None and user.is_authenticated
    return {
        "menu": entries(user.menu, request.path) if known else [],
        "theme": theme if theme in ("light", "dark") else "light",
        "languages": settings.LANGUAGES,
    }
