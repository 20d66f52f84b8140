"""The root page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hengjian.office.accounts.gatekeeper import ANYBODY, allow
from hengjian.office.accounts.menu import entries


@allow(ANYBODY)
def start(request: HttpRequest) -> HttpResponse:
    """The first page of the person's menu."""
    user: Any = request.user
    found = entries(user.menu, "/")
    if found:
        return redirect(found[0].url)
    return render(request, "error.html", {"title": "衡鉴", "text": "您还没有任何角色。"})
