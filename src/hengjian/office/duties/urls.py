"""Addresses of 两个责任."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "duties"
urlpatterns: list[URLPattern] = []
