"""Addresses of 随机抽取."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "draws"
urlpatterns: list[URLPattern] = []
