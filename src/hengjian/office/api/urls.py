"""Addresses of the programming interface and of its administration."""

from __future__ import annotations

from django.urls import path

from hengjian.office.accounts.gatekeeper import PUBLIC
from hengjian.office.api import probes, views
from hengjian.office.api.endpoints import api

app_name = "api"
_v1 = api.urls[0]
for _pattern in _v1:
    # The interface asks for its token itself; the gatekeeper of pages lets it through.
    _pattern.callback.permission = PUBLIC

urlpatterns = [
    path("v1/", (_v1, "ninja", "v1")),
    path("health", probes.health, name="health"),
    path("ready", probes.ready, name="ready"),
    path("metrics", probes.metrics, name="metrics"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/<int:pk>/stop/", views.stop, name="stop"),
    path("system/", views.system, name="system"),
]
