"""Addresses: each app answers under its own name."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("hengjian.office.console.urls")),
    path("accounts/", include("hengjian.office.accounts.urls")),
    path("trail/", include("hengjian.office.trail.urls")),
    path("files/", include("hengjian.office.files.urls")),
    path("desk/", include("hengjian.office.desk.urls")),
    path("findings/", include("hengjian.office.findings.urls")),
    path("documents/", include("hengjian.office.documents.urls")),
    path("rectification/", include("hengjian.office.rectification.urls")),
    path("clues/", include("hengjian.office.clues.urls")),
    path("holdings/", include("hengjian.office.holdings.urls")),
    path("rules/", include("hengjian.office.rulebook.urls")),
    path("lists/", include("hengjian.office.lists.urls")),
    path("matters/", include("hengjian.office.matters.urls")),
    path("draws/", include("hengjian.office.draws.urls")),
    path("duties/", include("hengjian.office.duties.urls")),
    path("credit/", include("hengjian.office.credit.urls")),
    path("exchange/", include("hengjian.office.exchange.urls")),
    path("api/", include("hengjian.office.api.urls")),
]
