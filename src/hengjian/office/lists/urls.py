"""Addresses of 清单."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "lists"
urlpatterns: list[URLPattern] = []
