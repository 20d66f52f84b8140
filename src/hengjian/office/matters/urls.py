"""Addresses of 办理事项."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "matters"
urlpatterns: list[URLPattern] = []
