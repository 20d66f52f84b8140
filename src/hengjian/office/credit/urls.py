"""Addresses of 信用查询."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "credit"
urlpatterns: list[URLPattern] = []
